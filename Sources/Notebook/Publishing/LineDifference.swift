/// Lines of a text in whose place another one has others; one of both may be empty.
struct ChangedLines: Hashable, Sendable {
  var old: Range<Int>
  var new: Range<Int>
}

/// Where two texts differ, line by line.
///
/// Lines that occur once in both are matched first, as in Bram Cohen's patience diff: what is found
/// are pieces of text that belong together, not stray braces.
struct LineDifference<Line: Hashable> {
  private let old: [Line]
  private let new: [Line]
  /// In their order.
  private(set) var changes: [ChangedLines] = []

  init(from old: [Line], to new: [Line]) {
    self.old = old
    self.new = new
    compare(ChangedLines(old: old.indices, new: new.indices))
  }

  private mutating func compare(_ whole: ChangedLines) {
    let part = trimmed(whole)
    guard !part.old.isEmpty || !part.new.isEmpty else { return }
    let anchors = anchors(in: part)
    guard !anchors.isEmpty else {
      changes.append(part)
      return
    }
    var start = (old: part.old.lowerBound, new: part.new.lowerBound)
    for anchor in anchors {
      compare(ChangedLines(old: start.old..<anchor.old, new: start.new..<anchor.new))
      start = (anchor.old + 1, anchor.new + 1)
    }
    compare(
      ChangedLines(old: start.old..<part.old.upperBound, new: start.new..<part.new.upperBound))
  }

  /// Without what both begin and end with.
  private func trimmed(_ whole: ChangedLines) -> ChangedLines {
    let prefix = zip(old[whole.old], new[whole.new]).prefix { $0 == $1 }.count
    let rest = ChangedLines(old: whole.old.dropFirst(prefix), new: whole.new.dropFirst(prefix))
    let suffix = zip(old[rest.old].reversed(), new[rest.new].reversed()).prefix { $0 == $1 }.count
    return ChangedLines(old: rest.old.dropLast(suffix), new: rest.new.dropLast(suffix))
  }

  /// Lines that occur once in both, as many as stand in the same order in both.
  private func anchors(in part: ChangedLines) -> [(old: Int, new: Int)] {
    let places = Self.placesOfUniqueLines(new, part.new)
    let pairs = Self.placesOfUniqueLines(old, part.old).compactMap { line, place in
      places[line].map { (old: place, new: $0) }
    }
    return Self.longestIncreasing(pairs.sorted { $0.old < $1.old })
  }

  private static func placesOfUniqueLines(_ lines: [Line], _ range: Range<Int>) -> [Line: Int] {
    let places = Dictionary(grouping: range) { lines[$0] }
    return places.compactMapValues { $0.count == 1 ? $0[0] : nil }
  }

  /// The longest subsequence that ascends in `new`, too.
  private static func longestIncreasing(_ pairs: [(old: Int, new: Int)]) -> [(old: Int, new: Int)] {
    /// Of each length, the pair with the least end; and in front of each pair, the one before it.
    var ends: [Int] = []
    var previous: [Int?] = []
    for (index, pair) in pairs.enumerated() {
      var low = 0
      var high = ends.count
      while low < high {
        let middle = (low + high) / 2
        if pairs[ends[middle]].new < pair.new { low = middle + 1 } else { high = middle }
      }
      previous.append(low > 0 ? ends[low - 1] : nil)
      if low < ends.count { ends[low] = index } else { ends.append(index) }
    }
    let chain = sequence(first: ends.last) { index in index.flatMap { previous[$0] } }
    return chain.prefix { $0 != nil }.map { pairs[$0!] }.reversed()
  }
}
