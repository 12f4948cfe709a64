/// How headings, formulas and cells are cut from their lines.
extension LeafReader {
  /// A heading's text, without `#`s or underline.
  func headingText(of node: CMarkNode) -> InlineText {
    let text = text(of: node)
    guard let end = text.bytes.lastIndex(of: UInt8(ascii: "\n")) else {
      return text.withoutNumberSigns
    }
    return text[LinkDefinitions.end(in: text.bytes)..<end].trimmed
  }

  /// The line of `=` or `-` below a heading that has no `#`.
  func underline(of node: CMarkNode) -> Int? {
    let quoteDepth = node.quoteDepth
    return (node.startLine + 1..<node.endLine + 1).first { number in
      let content = content(ofLine: number, quoteDepth: quoteDepth)
        .trimmingEnd(while: \.isASCIIWhitespace)
      guard let first = content.first, "=-".utf8.contains(first) else { return false }
      return content.allSatisfy { $0 == first }
    }
  }

  /// A masked formula with its `$$`, and with its label.
  func formula(of node: CMarkNode) -> InlineText { text(of: node).trimmed }

  // MARK: Code

  /// The run of backticks or tildes with which a code block begins.
  private func openingFence(of node: CMarkNode) -> ArraySlice<UInt8> {
    let start = start(of: node)
    let opening = mask.lines[start.line - 1].dropFirst(node.startColumn - 1)
    return opening.prefix { $0 == opening.first }
  }

  /// Whether a code block stands between fences, rather than being indented.
  func isFenced(_ node: CMarkNode) -> Bool {
    guard let marker = openingFence(of: node).first, "`~".utf8.contains(marker) else {
      return false
    }
    // An indented block's first line may look like a fence; but that line is then its text.
    let firstLine = mask.lines[node.startLine - 1].dropFirst(node.startColumn - 1)
    return !node.literal.utf8.starts(with: firstLine) || !node.fenceInfo.isEmpty
  }

  /// The line of the closing fence; `nil` if the block ends with its container or the file.
  func closingFence(of node: CMarkNode) -> Int? {
    let opening = openingFence(of: node)
    let number = node.startLine + node.literal.utf8.count { $0 == UInt8(ascii: "\n") } + 1
    guard number <= source.lines.count else { return nil }
    let line = mask.lines[number - 1]
    let content = content(of: line, quoteDepth: node.quoteDepth)
    let isInContainer =
      line[..<content.startIndex].count { $0 == UInt8(ascii: ">") }
      == node.quoteDepth && content.startIndex >= node.contentColumnOfItem
    let fence = content.trimmingEnd(while: \.isASCIIWhitespace)
    return isInContainer && fence.count >= opening.count
      && fence.allSatisfy { $0 == opening.first } ? number : nil
  }
}

extension CMarkNode {
  /// A lower bound for the bytes in front of what belongs to the list item around the block.
  fileprivate var contentColumnOfItem: Int {
    guard let item = parent, case .item = item.kind else { return 0 }
    return item.startColumn
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
