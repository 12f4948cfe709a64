// Labels and captions of the author's own pictures, tables and code, as Quarto has them for pictures
// and tables:
//
//     ![A caption](picture.png){#fig-name fig-alt="What is to be seen"}
//
//     | a table |
//     | ------- |
//
//     : A caption {#tbl-name}

extension BlockParser {
  /// A picture with a label, alone in its paragraph.
  func labelledPicture(_ text: InlineText, range: SourceRange) -> Block? {
    var picture = text
    guard text.bytes.first == UInt8(ascii: "!"), let label = picture.removeLabel(),
      CrossReference.Kind(label: label.name) == .figure
    else { return nil }
    let content = InlineParser.parse(picture, context: context)
    guard content.count == 1, case .image(var image) = content[0] else {
      context.error("a label names a picture that stands alone in its paragraph", at: label.range)
      return Block(.paragraph(content), range: range)
    }
    context.define(label: label.name, of: "figure", at: label.range)
    let caption = Caption(label: label.name, content: image.alternative)
    let attributes = context.pictureAttributes(label.values, at: label.range)
    if let alternative = attributes.alternative { image.alternative = [.text(alternative)] }
    image.size = attributes.size
    return Block(
      .captioned(caption, Block(.paragraph([.image(image)]), range: range)), range: range)
  }

  /// A table, or code, with the caption that the paragraph below it is; `nil` if it is none.
  func captioned(_ block: Block, by text: InlineText) -> Block? {
    let kind: CrossReference.Kind
    let owner: String
    switch block.kind {
    case .table: (kind, owner) = (.table, "table")
    case .codeBlock: (kind, owner) = (.listing, "listing")
    default: return nil
    }
    guard text.bytes.starts(with: ": ".utf8) else { return nil }
    var caption = text[2..<text.bytes.count]
    guard let label = caption.removeAttributes(), CrossReference.Kind(label: label.name) == kind
    else { return nil }
    context.define(label: label.name, of: owner, at: label.range)
    let content = InlineParser.parse(caption, context: context)
    let range = block.range.lowerBound..<text.range(of: 0..<text.bytes.count).upperBound
    return Block(.captioned(Caption(label: label.name, content: content), block), range: range)
  }
}
