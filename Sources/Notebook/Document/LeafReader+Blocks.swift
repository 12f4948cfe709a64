/// How headings, formulas and cells are cut from their lines.
extension LeafReader {
  /// A heading's text, without `#`s or underline.
  func headingText(of node: CMarkNode) -> InlineText {
    let text = text(of: node)
    let isUnderlined = text.bytes.contains(UInt8(ascii: "\n"))
    guard isUnderlined else { return text.withoutNumberSigns }
    let underline = text.bytes.lastIndex(of: UInt8(ascii: "\n")) ?? text.bytes.count
    let start = LinkDefinitions.end(in: text.bytes)
    return text[min(start, underline)..<underline].trimmed
  }

  /// What stands between the `$$` of a masked formula.
  func formula(of node: CMarkNode) -> String {
    let start = start(of: node)
    let quoteDepth = node.quoteDepth
    var lines = [source.line(start.line)[(start.column - 1)...]]
    for number in (start.line + 1)..<(node.endLine + 1) {
      lines.append(content(ofLine: number, quoteDepth: quoteDepth))
    }
    return Array(lines.joined(separator: "\n".utf8)).trimming(while: \.isASCIIWhitespace)
      .dropFirst(2).trimmingEnd(while: \.isASCIIWhitespace)
      .dropLast(2).trimming(while: \.isASCIIWhitespace).text
  }

  /// Whether a fenced code block ends with a fence, rather than with the file or its container.
  func isClosed(_ node: CMarkNode) -> Bool {
    let start = start(of: node)
    let opening = source.line(start.line)[(start.column - 1)...]
    let fence = opening.prefix { $0 == opening.first }
    let closing = content(ofLine: lastLine(of: node), quoteDepth: node.quoteDepth)
      .trimmingEnd(while: \.isASCIIWhitespace)
    return lastLine(of: node) > start.line && closing.count >= fence.count
      && closing.allSatisfy { $0 == fence.first }
  }
}

extension InlineText {
  /// The text of an ATX heading.
  fileprivate var withoutNumberSigns: InlineText {
    let isNumberSign = { (byte: UInt8) in byte == UInt8(ascii: "#") }
    let content = bytes.drop(while: isNumberSign).trimming(while: \.isSpaceOrTab)
    let closing = content.suffix(while: isNumberSign)
    let isClosed =
      closing.startIndex == content.startIndex || bytes[closing.startIndex - 1].isSpaceOrTab
    let end = isClosed ? closing.startIndex : content.endIndex
    return self[content.startIndex..<end].trimmed
  }
}
