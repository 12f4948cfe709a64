// Labels and captions of the author's own pictures and tables, as Quarto has them:
//
//     ![A caption](picture.png){#fig-name}
//
//     | a table |
//     | ------- |
//
//     : A caption {#tbl-name}

extension BlockParser {
  /// A picture with a label, alone in its paragraph.
  func labelledPicture(_ text: InlineText, range: SourceRange) -> Block? {
    var picture = text
    guard text.bytes.first == UInt8(ascii: "!"), let label = picture.removeAttributes(),
      CrossReference.Kind(label: label.name) == .figure
    else { return nil }
    let content = InlineParser.parse(picture, context: context)
    let paragraph = Block(.paragraph(content), range: range)
    guard content.count == 1, case .image(_, _, let alternative) = content[0] else {
      context.error("a label names a picture that stands alone in its paragraph", at: label.range)
      return paragraph
    }
    context.define(label: label.name, of: "figure", at: label.range)
    return Block(
      .captioned(Caption(label: label.name, content: alternative), paragraph), range: range)
  }

  /// A table with the caption that the paragraph below it is; `nil` if it is none.
  func captioned(_ table: Block, by text: InlineText) -> Block? {
    guard case .table = table.kind, text.bytes.starts(with: ": ".utf8) else { return nil }
    var caption = text[2..<text.bytes.count]
    guard let label = caption.removeAttributes(), CrossReference.Kind(label: label.name) == .table
    else { return nil }
    context.define(label: label.name, of: "table", at: label.range)
    let content = InlineParser.parse(caption, context: context)
    let range = table.range.lowerBound..<text.range(of: 0..<text.bytes.count).upperBound
    return Block(.captioned(Caption(label: label.name, content: content), table), range: range)
  }
}
