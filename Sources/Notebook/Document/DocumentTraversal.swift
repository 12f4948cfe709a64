extension Document {
  /// The cells in the order in which they are run, including those in quotations, lists and
  /// footnotes.
  public var cells: [Cell] {
    allBlocks.compactMap { if case .cell(let cell) = $0.kind { cell } else { nil } }
      .sorted { $0.index < $1.index }
  }

  /// The inline expressions of the prose in the order of the text; cells have those of their captions.
  public var inlineExpressions: [InlineExpression] {
    allInlines.flatMap(\.expressions).sorted { $0.index < $1.index }
  }

  /// The headings in the order of the text, including those in quotations and lists.
  public var headings: [Heading] {
    blocks.flatMap(\.selfAndDescendants)
      .compactMap { if case .heading(let heading) = $0.kind { heading } else { nil } }
  }

  /// All formulas on lines of their own, in the order of the text.
  var equations: [(tex: String, label: String?, range: SourceRange)] {
    allBlocks.compactMap { block in
      guard case .math(let tex, let label) = block.kind else { return nil }
      return (tex, label, block.range)
    }.sorted { $0.range.lowerBound < $1.range.lowerBound }
  }

  /// All formulas, those in lines of text too.
  var formulas: [Formula] {
    (frontMatter.titleContent + frontMatter.subtitleContent + allInlines).flatMap(\.formulas)
      + equations.map { Formula(tex: $0.tex, display: true) }
  }

  /// The captions of the author's own pictures, tables and code, in the order of the text.
  var captions: [(caption: Caption, range: SourceRange)] {
    allBlocks.compactMap { block in
      guard case .captioned(let caption, _) = block.kind else { return nil }
      return (caption, block.range)
    }.sorted { $0.range.lowerBound < $1.range.lowerBound }
  }

  var allBlocks: [Block] {
    (frontMatter.abstract + blocks + footnotes.flatMap(\.blocks)).flatMap(\.selfAndDescendants)
  }

  var allInlines: [Inline] { allBlocks.flatMap(\.inlines) }
}

extension Block {
  /// The block, and the blocks within it, in the order of the text.
  public var selfAndDescendants: [Block] {
    let children: [Block] =
      switch kind {
      case .blockQuote(let blocks), .callout(_, _, let blocks), .captioned(_, let blocks),
        .division(_, let blocks):
        blocks
      case .list(let list): list.items.flatMap(\.blocks)
      default: []
      }
    return [self] + children.flatMap(\.selfAndDescendants)
  }

  /// The block's own inlines, without those of blocks within it.
  public var inlines: [Inline] {
    switch kind {
    case .paragraph(let inlines): inlines
    case .heading(let heading): heading.content
    case .captioned(let caption, _): caption.content
    case .callout(_, let title, _): title
    case .table(let table): (table.header + table.rows.flatMap(\.self)).flatMap(\.self)
    default: []
    }
  }
}

extension Inline {
  fileprivate var formulas: [Formula] {
    if case .math(let tex, let display) = self { return [Formula(tex: tex, display: display)] }
    return children.flatMap(\.formulas)
  }

  fileprivate var expressions: [InlineExpression] {
    if case .expression(let expression) = self { return [expression] }
    return children.flatMap(\.expressions)
  }
}
