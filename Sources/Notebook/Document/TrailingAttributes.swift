/// `{#id .class}` at the end of a heading or a formula. Classes are allowed, and ignored.
struct TrailingAttributes {
  /// Where the brace opens.
  let start: Int
  /// Where the id stands, with its `#`.
  let id: Range<Int>?

  init?(of line: ArraySlice<UInt8>) {
    guard line.last == UInt8(ascii: "}"), let open = line.lastIndex(of: UInt8(ascii: "{")) else {
      return nil
    }
    let attributes = line[(open + 1)..<(line.endIndex - 1)].split(
      whereSeparator: \.isASCIIWhitespace)
    let marks = attributes.map { $0.count > 1 ? $0.first : nil }
    guard !marks.isEmpty, marks.allSatisfy({ $0 == UInt8(ascii: "#") || $0 == UInt8(ascii: ".") })
    else { return nil }
    start = open
    id = attributes.first { $0.first == UInt8(ascii: "#") }
      .map { $0.startIndex..<$0.endIndex }
  }
}

extension InlineText {
  /// Takes `{#id}` off the end, and returns the id.
  mutating func removeAttributes() -> (name: String, range: SourceRange)? {
    guard let attributes = TrailingAttributes(of: bytes[...]) else { return nil }
    defer { self = self[0..<attributes.start].trimmed }
    return attributes.id.map { (bytes[$0].dropFirst().text, range(of: $0)) }
  }
}
