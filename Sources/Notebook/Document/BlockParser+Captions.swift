// Labels and captions of the author's own pictures, tables and code, as Quarto has them for pictures
// and tables:
//
//     ![A caption](picture.png){#fig-name fig-alt="What is to be seen"}
//
//     | a table |
//     | ------- |
//
//     : A caption {#tbl-name}
//
// or around anything
//
//     ::: {#fig-name}
//     ![What is to be seen](picture.png)
//
//     A caption
//     :::

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
    context.define(label: label.name, of: CrossReference.Kind.figure.owner, at: label.range)
    let caption = Caption(label: label.name, content: image.alternative)
    let attributes = context.pictureAttributes(label.values, at: label.range)
    if let alternative = attributes.alternative { image.alternative = [.text(alternative)] }
    image.size = attributes.size
    return Block(
      .captioned(caption, [Block(.paragraph([.image(image)]), range: range)]), range: range)
  }

  /// A table, or code, with the caption that the paragraph below it is; `nil` if it is none. Only a
  /// table's caption may be without a label.
  func captioned(_ block: Block, by text: InlineText) -> Block? {
    let kind: CrossReference.Kind
    switch block.kind {
    case .table: kind = .table
    case .codeBlock: kind = .listing
    default: return nil
    }
    guard text.bytes.starts(with: ": ".utf8) else { return nil }
    var caption = text[2..<text.bytes.count]
    let range = block.range.lowerBound..<text.range(of: 0..<text.bytes.count).upperBound
    let name: String
    if let label = caption.removeAllAttributes() {
      guard CrossReference.Kind(label: label.name) == kind else { return nil }
      context.define(label: label.name, of: kind.owner, at: label.range)
      name = label.name
    } else {
      guard kind == .table else { return nil }
      // Only attributes, such as the widths of columns.
      guard !caption.isEmpty else { return Block(block.kind, range: range) }
      name = context.makeTableLabel()
    }
    let content = InlineParser.parse(caption, context: context)
    return Block(.captioned(Caption(label: name, content: content), [block]), range: range)
  }

  /// What stands between colons with a label: its last paragraph is the caption, unless that is all
  /// there is.
  func captioned(_ blocks: [Block], label: String, columns: Int?, range: SourceRange) -> Block {
    context.define(
      label: label, of: CrossReference.Kind(label: label)?.owner ?? "figure",
      at: reader.source.range(
        from: range.lowerBound.line, through: range.lowerBound.line))
    var content = blocks
    var caption: [Inline] = []
    if blocks.count > 1, case .paragraph(let last)? = blocks.last?.kind, !last.isPictures {
      content.removeLast()
      caption = last
    }
    if columns != nil { content = [Block(.division(columns: columns, content), range: range)] }
    return Block(.captioned(Caption(label: label, content: caption), content), range: range)
  }
}

extension CrossReference.Kind {
  /// What has a label of this kind, for messages.
  fileprivate var owner: String {
    switch self {
    case .figure: "figure"
    case .table: "table"
    case .listing: "listing"
    case .equation: "equation"
    case .section: "section"
    }
  }
}

extension [Inline] {
  /// Whether there is nothing but pictures.
  fileprivate var isPictures: Bool {
    allSatisfy { inline in
      switch inline {
      case .image, .softBreak, .lineBreak: true
      default: false
      }
    }
  }
}
