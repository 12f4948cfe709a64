/// A published text beside the one that a build would publish now.
///
/// Where the new text differs from its shape, results are volatile: whatever the published text has
/// in their place is as good.
struct ComparedText {
  typealias Line = ArraySlice<UInt8>

  let published: [Line]
  let built: [Line]
  /// Where it differs, without the volatile results; empty if it differs in nothing else.
  private(set) var changes: [ChangedLines] = []

  /// - Parameter shape: the new text without its volatile results, if it has any.
  init(published: [UInt8], built: [UInt8], shape: [UInt8]?) {
    self.published = Self.lines(of: published)
    self.built = Self.lines(of: built)
    let volatile = shape.map { shape in
      LineDifference(from: Self.lines(of: shape), to: self.built).changes.map(\.new)
    }
    if let volatile, matches(volatile) { return }
    let all = LineDifference(from: self.published, to: self.built).changes
    let relevant = all.filter { change in
      !(volatile ?? []).contains {
        $0.lowerBound <= change.new.lowerBound && change.new.upperBound <= $0.upperBound
      }
    }
    // Something differs. Should it hide beside a volatile result, that is shown with it.
    changes = relevant.isEmpty ? all : relevant
  }

  /// Bytes: two strings can be equal that are not the same.
  private static func lines(of text: [UInt8]) -> [Line] {
    text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
  }

  /// Both sides of a change, to be read.
  func lines(of change: ChangedLines) -> (published: [String], built: [String]) {
    (
      published[change.old].map { String(decoding: $0, as: UTF8.self) },
      built[change.new].map { String(decoding: $0, as: UTF8.self) }
    )
  }

  /// Whether the published text is the new one with any lines in the place of `volatile`.
  private func matches(_ volatile: [Range<Int>]) -> Bool {
    let starts = [0] + volatile.map(\.upperBound)
    let ends = volatile.map(\.lowerBound) + [built.count]
    var pieces = zip(starts, ends).map { built[$0..<$1] }
    guard let last = pieces.popLast(), !pieces.isEmpty else { return published == built }
    var position = 0
    for (index, piece) in pieces.enumerated() {
      guard let start = place(of: piece, from: position), index > 0 || start == 0 else {
        return false
      }
      position = start + piece.count
    }
    return published.count - last.count >= position && published.suffix(last.count) == last
  }

  /// Where the published text has these lines first.
  private func place(of piece: ArraySlice<Line>, from start: Int) -> Int? {
    guard published.count - piece.count >= start else { return nil }
    return (start...(published.count - piece.count)).first {
      published[$0..<$0 + piece.count] == piece
    }
  }
}
