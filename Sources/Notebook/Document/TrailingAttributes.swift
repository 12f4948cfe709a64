/// `{#id .class key=value}` at the end of a heading, a formula, a picture, a link, a span or a caption.
/// Classes and keys are allowed where they mean nothing, and ignored there.
struct TrailingAttributes {
  /// Where the brace opens.
  let start: Int
  /// Where the id stands, with its `#`.
  private(set) var id: Range<Int>?
  /// By their keys; quotes are taken off.
  private(set) var values: [String: String] = [:]
  private(set) var classes: [String] = []
  /// Whether `-` or `.unnumbered` is among them.
  private(set) var isUnnumbered = false

  init?(of line: ArraySlice<UInt8>) {
    guard line.last == UInt8(ascii: "}"), let open = line.lastIndex(of: UInt8(ascii: "{")) else {
      return nil
    }
    start = open
    let tokens = Self.tokens(in: line[(open + 1)..<(line.endIndex - 1)])
    guard !tokens.isEmpty, tokens.allSatisfy({ $0.count > 1 || $0.elementsEqual("-".utf8) }) else {
      return nil
    }
    for token in tokens {
      switch token.first {
      case UInt8(ascii: "#"): id = id ?? token.startIndex..<token.endIndex
      case UInt8(ascii: "-") where token.count == 1: isUnnumbered = true
      case UInt8(ascii: "."):
        guard token.dropFirst().isAttributeName else { return nil }
        classes.append(token.dropFirst().text)
        if classes.last == "unnumbered" { isUnnumbered = true }
      default:
        guard let sign = token.firstIndex(of: UInt8(ascii: "=")), token[..<sign].isAttributeName
        else { return nil }
        let value = token[(sign + 1)...]
        let isQuoted = value.count > 1 && value.first == UInt8(ascii: "\"")
        values[token[..<sign].text] = (isQuoted ? value.dropFirst().dropLast() : value).text
      }
    }
  }

  /// What stands between spaces that are not in quotes.
  private static func tokens(in text: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
    var isInQuotes = false
    return text.split { byte in
      if byte == UInt8(ascii: "\"") { isInQuotes.toggle() }
      return !isInQuotes && byte.isASCIIWhitespace
    }
  }
}

extension ArraySlice<UInt8> {
  fileprivate var isAttributeName: Bool {
    guard let first, !first.isASCIIDigit, first != UInt8(ascii: ".") else { return false }
    return allSatisfy { $0.isASCIIAlphanumeric || "-_:.".utf8.contains($0) || $0 >= 0x80 }
  }

  /// Without what stands in braces at the end.
  var withoutAttributes: ArraySlice<UInt8> {
    TrailingAttributes(of: self).map { self[..<$0.start] } ?? self
  }
}

extension InlineText {
  /// Takes `{#id}` off the end, and returns the id.
  mutating func removeAttributes() -> (name: String, range: SourceRange)? {
    removeLabel().map { ($0.name, $0.range) }
  }

  /// Takes `{#id key=value}` off the end, and returns the id and the values.
  mutating func removeLabel() -> (name: String, range: SourceRange, values: [String: String])? {
    // Braces with an equation in them, without an id, are more often something else.
    guard let attributes = TrailingAttributes(of: bytes[...]),
      attributes.id != nil || attributes.values.isEmpty
    else { return nil }
    return remove(attributes)
  }

  /// Takes `{.class key=value}` off the end, with an id or without one, and returns the id.
  mutating func removeAllAttributes() -> (name: String, range: SourceRange)? {
    TrailingAttributes(of: bytes[...]).flatMap { remove($0) }.map { ($0.name, $0.range) }
  }

  private mutating func remove(
    _ attributes: TrailingAttributes
  ) -> (name: String, range: SourceRange, values: [String: String])? {
    defer { self = self[0..<attributes.start].trimmed }
    return attributes.id.map { (bytes[$0].dropFirst().text, range(of: $0), attributes.values) }
  }
}
