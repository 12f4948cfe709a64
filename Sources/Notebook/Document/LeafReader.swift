/// The source of the leaf blocks that libcmark found.
///
/// libcmark tells where a paragraph is, not what is in it before inlines are parsed. Its text is
/// read from the file again, freed of the markers of the containers around it.
struct LeafReader {
  let source: SourceText
  let mask: BlockMask

  /// Where a block begins, in the file.
  func start(of node: CMarkNode) -> SourcePosition {
    let shift = mask.footnotes[node.startLine]?.columnShift ?? 0
    return SourcePosition(line: node.startLine, column: node.startColumn + shift)
  }

  /// The last line of a block. libcmark counts blank lines to it, and to headings and code that
  /// end with their container the line behind.
  func lastLine(of node: CMarkNode) -> Int {
    var last = min(max(node.endLine, node.startLine), source.lines.count)
    switch node.kind {
    case .heading: last = underline(of: node) ?? node.startLine
    case .codeBlock where isFenced(node): last = min(last, closingFence(of: node) ?? last)
    default: break
    }
    while last > node.startLine, mask.lines[last - 1].allSatisfy(\.isASCIIWhitespace) { last -= 1 }
    return last
  }

  func range(of node: CMarkNode) -> SourceRange {
    let start = start(of: node)
    return start..<max(start, source.endOfLine(lastLine(of: node)))
  }

  /// The text of a paragraph or a heading, each line without its indentation.
  func text(of node: CMarkNode) -> InlineText {
    let start = start(of: node)
    let quoteDepth = node.quoteDepth
    var text = InlineText()
    text.append(source.line(start.line)[(start.column - 1)...], at: start)
    for number in (start.line + 1)..<(lastLine(of: node) + 1) {
      let content = content(ofLine: number, quoteDepth: quoteDepth)
      text.appendLineEnd()
      text.append(content, at: SourcePosition(line: number, column: content.startIndex + 1))
    }
    return text
  }

  /// A line without the markers of `quoteDepth` quotations and without indentation. A lazy line
  /// may have fewer markers.
  func content(ofLine number: Int, quoteDepth: Int) -> ArraySlice<UInt8> {
    content(of: source.line(number), quoteDepth: quoteDepth)
  }

  func content(of line: [UInt8], quoteDepth: Int) -> ArraySlice<UInt8> {
    var content = line.drop(while: \.isSpaceOrTab)
    for _ in 0..<quoteDepth {
      guard content.first == UInt8(ascii: ">") else { break }
      content = content.dropFirst().drop(while: \.isSpaceOrTab)
    }
    return content
  }
}

extension CMarkNode {
  /// In how many quotations the block stands.
  var quoteDepth: Int {
    sequence(first: self, next: \.parent).reduce(0) { depth, node in
      if case .blockQuote = node.kind { depth + 1 } else { depth }
    }
  }
}
