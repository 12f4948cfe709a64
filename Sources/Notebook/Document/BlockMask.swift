/// Writes what libcmark does not know as blocks that it does know, line by line, so that it finds
/// their extent within quotations and lists:
///
/// - a formula between lines of `$$`, or in an environment of LaTeX's, becomes a fenced code block, its
///   label included,
/// - `[^label]: text` becomes an item of an ordered list, whose text may go on for paragraphs,
/// - the rows of colons around a callout, or any other division, become blank lines.
///
/// The scan knows as much of Markdown's containers as it needs to leave code and comments alone.
struct BlockMask {
  struct FootnoteMarker {
    let label: String
    /// How many bytes the marker is longer than what stands in its place.
    let columnShift: Int
  }

  private(set) var lines: [[UInt8]]
  /// The lines on which a masked formula begins; lines count from 1.
  private(set) var formulas: Set<Int> = []
  /// The footnotes by the line on which they begin.
  private(set) var footnotes: [Int: FootnoteMarker] = [:]
  /// Those that make a block, in the order of their ends.
  private(set) var divisions: [Division] = []
  private(set) var divisionFlaws: [(line: Int, flaw: Division.Flaw)] = []
  private var openDivisions: [(kind: Division.Kind, index: Int, prefix: LinePrefix)] = []

  /// The columns at which the content of the open lists begins.
  private var listColumns: [Int] = []
  private var fence: (marker: UInt8, count: Int, prefix: LinePrefix)?

  /// Whether there can be a list of references.
  private let citesWorks: Bool

  init(_ lines: [[UInt8]], citesWorks: Bool) {
    self.lines = lines
    self.citesWorks = citesWorks
    var index = 0
    while index < lines.count { index = mask(from: index) }
    leaveOpenDivisions()
  }

  /// Masks what begins on a line, and returns the next line to look at.
  private mutating func mask(from index: Int) -> Int {
    if continueFence(index) { return index + 1 }
    let prefix = LinePrefix(lines[index], listColumns: listColumns)
    let content = lines[index][prefix.length...]
    guard !content.isEmpty else { return index + 1 }
    listColumns = prefix.listColumns
    guard !prefix.isIndentedCode else { return index + 1 }
    if content.starts(with: "<!--".utf8) { return endOfComment(from: index) + 1 }
    if let end = endOfFormula(from: index, content, prefix) {
      maskFormula(from: index, to: end, prefix)
      return end + 1
    }
    if let row = Division.row(in: content) { maskDivision(index, row, prefix) }
    if content.starts(with: "[^".utf8) { maskFootnote(index, prefix) }
    openFence(content, prefix)
    return index + 1
  }

  // MARK: Code and comments

  private mutating func openFence(_ content: ArraySlice<UInt8>, _ prefix: LinePrefix) {
    guard let marker = content.first, "`~".utf8.contains(marker) else { return }
    let count = content.prefix { $0 == marker }.count
    let info = content.dropFirst(count)
    guard count >= 3, marker != UInt8(ascii: "`") || !info.contains(marker) else { return }
    fence = (marker, count, prefix)
  }

  /// Whether the line belongs to an open code block; closes the block where it ends.
  private mutating func continueFence(_ index: Int) -> Bool {
    guard let fence else { return false }
    guard let content = fence.prefix.content(ofContinuation: lines[index]) else {
      self.fence = nil
      return false
    }
    let line = content.trimming(while: \.isASCIIWhitespace)
    if line.count >= fence.count, line.allSatisfy({ $0 == fence.marker }) { self.fence = nil }
    return true
  }

  private func endOfComment(from start: Int) -> Int {
    lines[start...].firstIndex { $0.text.contains("-->") } ?? lines.count - 1
  }

  // MARK: Formulas

  /// The line on which a formula that may begin on line `start` is closed; none on the line itself. A
  /// formula has no blank lines, as in TeX, so that a forgotten `$$` costs no more than a paragraph.
  private func endOfFormula(from start: Int, _ first: ArraySlice<UInt8>, _ prefix: LinePrefix)
    -> Int?
  {
    if let name = first.mathEnvironment {
      // Dollars that open in the line above enclose the environment.
      let isEnclosed = start > 0 && lines[start - 1][...].containsDisplayDollars
      return isEnclosed || first.ends(mathEnvironment: name)
        ? nil : line(after: start, prefix) { $0.ends(mathEnvironment: name) }
    }
    guard first.starts(with: "$$".utf8), !first.dropFirst(2).containsDisplayDollars else {
      return nil
    }
    let end = line(after: start, prefix) { $0.containsDisplayDollars }
    return end.flatMap { index in
      lines[index][...].trimmingEnd(while: \.isASCIIWhitespace).endsFormula ? index : nil
    }
  }

  /// The first line of a kind behind another one, before there is a blank line.
  private func line(
    after start: Int, _ prefix: LinePrefix, where condition: (ArraySlice<UInt8>) -> Bool
  ) -> Int? {
    for index in lines.indices[(start + 1)...] {
      let content = prefix.content(ofContinuation: lines[index])?
        .trimming(while: \.isASCIIWhitespace)
      guard let content, !content.isEmpty else { return nil }
      if condition(content) { return index }
    }
    return nil
  }

  private mutating func maskFormula(from start: Int, to end: Int, _ prefix: LinePrefix) {
    let closing = prefix.content(ofContinuation: lines[end]) ?? lines[end][...]
    lines[start].replaceSubrange(prefix.length..., with: "~~~~".utf8)
    lines[end].replaceSubrange(closing.startIndex..., with: "~~~~".utf8)
    // No line of the formula may close the fence; its text is read from the source later.
    for index in (start + 1)..<end where lines[index].contains(UInt8(ascii: "~")) {
      lines[index] = lines[index].map { $0 == UInt8(ascii: "~") ? UInt8(ascii: "x") : $0 }
    }
    formulas.insert(start + 1)
  }

  // MARK: Footnotes

  private mutating func maskFootnote(_ index: Int, _ prefix: LinePrefix) {
    var scanner = ByteScanner(lines[index], at: prefix.length)
    guard let label = scanner.scanFootnoteLabel(), scanner.scan(":") else { return }
    scanner.scan(while: \.isSpaceOrTab)
    let marker = "1)  ".utf8
    let markerEnd = scanner.index
    footnotes[index + 1] = FootnoteMarker(
      label: label.text, columnShift: markerEnd - prefix.length - marker.count)
    lines[index].replaceSubrange(prefix.length..<markerEnd, with: marker)
    listColumns.append(prefix.column + marker.count)
  }

  // MARK: Divisions

  private mutating func maskDivision(_ index: Int, _ row: Division.Row, _ prefix: LinePrefix) {
    if case .opening(let kind) = row { return openDivisions.append((kind, index, prefix)) }
    guard let open = openDivisions.popLast() else {
      lines[index].removeSubrange(prefix.length...)
      return divisionFlaws.append((index + 1, .unopened))
    }
    lines[index].removeSubrange(prefix.length...)
    switch open.kind {
    case .unknown: return divisionFlaws.append((open.index + 1, .unknown))
    // The row stands for the list, if there is one, as a paragraph of its own.
    case .references where citesWorks: return
    case .references: divisionFlaws.append((open.index + 1, .ineffective("{#refs}")))
    case .ineffective(let name): divisionFlaws.append((open.index + 1, .ineffective(name)))
    case .visible: break
    case .callout, .captioned, .columns, .group:
      divisions.append(Division(kind: open.kind, lines: (open.index + 1)...(index + 1)))
    }
    lines[open.index].removeSubrange(open.prefix.length...)
  }

  private mutating func leaveOpenDivisions() {
    for open in openDivisions {
      if case .unknown = open.kind {
        divisionFlaws.append((open.index + 1, .unknown))
      } else {
        lines[open.index].removeSubrange(open.prefix.length...)
        divisionFlaws.append((open.index + 1, .unclosed))
      }
    }
  }
}
