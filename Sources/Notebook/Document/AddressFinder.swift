/// Finds the addresses of a block's links in the chapter's text, one behind the other.
struct AddressFinder {
  private let text: SourceText
  private let range: SourceRange
  /// Behind the last one.
  private var position: SourcePosition

  init(text: SourceText, range: SourceRange) {
    self.text = text
    self.range = range
    position = range.lowerBound
  }

  /// All of the block for an address that is written in another way, or elsewhere.
  mutating func next(_ address: Address) -> SourceRange {
    // What a link shows may be its address, too.
    let inLink = address.isInHTML ? nil : place(of: "](" + address.text)
    guard let found = inLink ?? place(of: address.text) else { return range }
    position = found.upperBound
    let start = found.upperBound.column - address.text.utf8.count
    return SourcePosition(line: position.line, column: start)..<position
  }

  private func place(of text: String) -> SourceRange? {
    let lines = self.text.lines[(position.line - 1)...].prefix(
      range.upperBound.line - position.line + 1)
    for (index, line) in zip(lines.indices, lines) {
      let number = index + 1
      let rest = line.dropFirst(number == position.line ? position.column - 1 : 0)
      guard let found = rest.firstRange(of: Array(text.utf8)) else { continue }
      let start = SourcePosition(line: number, column: found.lowerBound + 1)
      return start..<SourcePosition(line: number, column: found.upperBound + 1)
    }
    return nil
  }
}
