/// HTML within a paragraph, by CommonMark's grammar.
extension ByteScanner {
  /// A tag, comment, processing instruction, declaration or CDATA section.
  mutating func scanInlineHTML() -> ArraySlice<UInt8>? {
    attempt { scanner in
      let start = scanner.index
      return scanner.skipInlineHTML() ? scanner.bytes[start..<scanner.index] : nil
    }
  }

  private mutating func skipInlineHTML() -> Bool {
    guard scan("<") else { return false }
    switch current {
    case UInt8(ascii: "/"): return finishClosingTag()
    case UInt8(ascii: "?"): return skip(through: "?>")
    case UInt8(ascii: "!"): return finishDeclaration()
    default: return finishOpeningTag()
    }
  }

  private mutating func skip(through end: StaticString) -> Bool {
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

  private mutating func scanTagName() -> Bool {
    guard current?.isASCIILetter == true else { return false }
    scan { $0.isASCIIAlphanumeric || $0 == UInt8(ascii: "-") }
    return true
  }

  private mutating func finishClosingTag() -> Bool {
    index += 1
    guard scanTagName() else { return false }
    scan(while: \.isASCIIWhitespace)
    return scan(">")
  }

  private mutating func finishOpeningTag() -> Bool {
    guard scanTagName() else { return false }
    while !scan(while: \.isASCIIWhitespace).isEmpty, current?.beginsAttributeName == true {
      guard scanAttribute() else { return false }
    }
    _ = scan("/")
    return scan(">")
  }

  private mutating func scanAttribute() -> Bool {
    scan { $0.isASCIIAlphanumeric || "_:.-".utf8.contains($0) }
    let nameEnd = index
    scan(while: \.isASCIIWhitespace)
    guard scan("=") else {
      index = nameEnd
      return true
    }
    scan(while: \.isASCIIWhitespace)
    return scanAttributeValue()
  }

  private mutating func scanAttributeValue() -> Bool {
    for quote in "\"'".utf8 where scan(quote) {
      scan { $0 != quote }
      return scan(quote)
    }
    return !scan { !$0.isASCIIWhitespace && !"\"'=<>`".utf8.contains($0) }.isEmpty
  }
}

extension UInt8 {
  fileprivate var beginsAttributeName: Bool { isASCIILetter || "_:".utf8.contains(self) }
}
