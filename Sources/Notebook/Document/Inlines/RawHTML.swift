/// HTML within a paragraph, by CommonMark's grammar.
extension ByteScanner {
  /// A tag, comment, processing instruction, declaration or CDATA section.
  mutating func scanInlineHTML() -> ArraySlice<UInt8>? {
    attempt { scanner in
      let start = scanner.index
      return scanner.skipInlineHTML() ? scanner.bytes[start..<scanner.index] : nil
    }
  }

  mutating func scanOpeningTag() -> HTMLTag? {
    attempt { scanner in
      scanner.scan("<") ? scanner.finishOpeningTag(from: scanner.index - 1) : nil
    }
  }

  private mutating func skipInlineHTML() -> Bool {
    guard scan("<") else { return false }
    switch current {
    case UInt8(ascii: "/"): return finishClosingTag()
    case UInt8(ascii: "?"): return skip(through: "?>")
    case UInt8(ascii: "!"): return finishDeclaration()
    default: return finishOpeningTag(from: index - 1) != nil
    }
  }

  /// Whether `end` comes; the cursor is then behind it.
  mutating func skip(through end: StaticString) -> Bool {
    while !isAtEnd {
      if scan(end) { return true }
      index += 1
    }
    return false
  }

  private mutating func finishDeclaration() -> Bool {
    index += 1
    if scan("[CDATA[") { return skip(through: "]]>") }
    if scan("--") { return finishComment() }
    guard current?.isASCIILetter == true else { return false }
    return skip(through: ">")
  }

  /// A comment's text neither begins with `>` or `->`, nor contains `--`.
  private mutating func finishComment() -> Bool {
    guard !scan(">"), !scan("->") else { return false }
    while !isAtEnd {
      if scan("--") { return scan(">") }
      index += 1
    }
    return false
  }

  private mutating func scanTagName() -> String? {
    guard current?.isASCIILetter == true else { return nil }
    return scan { $0.isASCIIAlphanumeric || $0 == UInt8(ascii: "-") }.text.lowercased()
  }

  private mutating func finishClosingTag() -> Bool {
    index += 1
    guard scanTagName() != nil else { return false }
    scan(while: \.isASCIIWhitespace)
    return scan(">")
  }

  private mutating func finishOpeningTag(from start: Int) -> HTMLTag? {
    guard let name = scanTagName() else { return nil }
    var attributes: [HTMLTag.Attribute] = []
    while !scan(while: \.isASCIIWhitespace).isEmpty, current?.beginsAttributeName == true {
      guard let attribute = scanAttribute() else { return nil }
      attributes.append(attribute)
    }
    _ = scan("/")
    return scan(">") ? HTMLTag(name: name, attributes: attributes, range: start..<index) : nil
  }

  private mutating func scanAttribute() -> HTMLTag.Attribute? {
    let name = scan { $0.isASCIIAlphanumeric || "_:.-".utf8.contains($0) }.text.lowercased()
    let nameEnd = index
    scan(while: \.isASCIIWhitespace)
    guard scan("=") else {
      index = nameEnd
      return HTMLTag.Attribute(name: name, value: "", range: index..<index)
    }
    scan(while: \.isASCIIWhitespace)
    let start = index
    return scanAttributeValue().map { value in
      HTMLTag.Attribute(name: name, value: value.resolvingCharacters, range: start..<index)
    }
  }

  private mutating func scanAttributeValue() -> ArraySlice<UInt8>? {
    for quote in "\"'".utf8 where scan(quote) {
      let value = scan { $0 != quote }
      return scan(quote) ? value : nil
    }
    let value = scan { !$0.isASCIIWhitespace && !"\"'=<>`".utf8.contains($0) }
    return value.isEmpty ? nil : value
  }
}

extension UInt8 {
  fileprivate var beginsAttributeName: Bool { isASCIILetter || "_:".utf8.contains(self) }
}

extension ArraySlice<UInt8> {
  /// The text with characters in the place of their references; backslashes mean nothing in HTML.
  fileprivate var resolvingCharacters: String {
    guard contains(UInt8(ascii: "&")) else { return text }
    var scanner = ByteScanner(Array(self))
    var result: [UInt8] = []
    while let byte = scanner.current {
      if let character = scanner.scanCharacterReference() {
        result += character.utf8
      } else {
        result.append(byte)
        scanner.index += 1
      }
    }
    return result.text
  }
}
