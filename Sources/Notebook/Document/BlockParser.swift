/// Turns libcmark's blocks into ours: reads inlines, and finds tables, formulas, cells, footnotes.
struct BlockParser {
  let reader: LeafReader
  let context: ParsingContext
  private(set) var footnotes: [Footnote] = []
  /// The footnotes whose definition has not been reached.
  private var expectedFootnotes: [Int: BlockMask.FootnoteMarker]
  private var cells: CellParser
  private var answer: String?
  /// That of the heading above.
  private var headingLevel: Int?
  /// Whether headings are set a level lower than they are written: from the first of level 1 below the
  /// title on, so that none is left out between the title and what comes before that.
  private var demotesHeadings = false
  /// Those that have not been reached.
  private var divisions: ArraySlice<Division>

  init(reader: LeafReader, context: ParsingContext) {
    self.reader = reader
    self.context = context
    expectedFootnotes = reader.mask.footnotes
    divisions = reader.mask.divisions.sorted { $0.lines.lowerBound < $1.lines.lowerBound }[...]
    cells = CellParser(context: context)
  }

  /// The blocks within a container. What lies deeper than `Document.maximalDepth` is kept, but
  /// loses its containers.
  mutating func blocks(of node: CMarkNode, depth: Int = 0) -> [Block] {
    blocks(of: depth < Document.maximalDepth ? Array(node.children) : node.leaves, depth: depth)
  }

  private mutating func blocks(of nodes: [CMarkNode], depth: Int) -> [Block] {
    var blocks: [Block] = []
    var rest = nodes[...]
    while let child = rest.popFirst() {
      if let division = division(beginningBefore: child), depth < Document.maximalDepth {
        let isInside = { (node: CMarkNode) in division.lines.contains(node.startLine) }
        let content = [child] + rest.prefix(while: isInside)
        rest = rest.drop(while: isInside)
        blocks.append(block(of: division, content, depth: depth))
        continue
      }
      switch child.kind {
      case .paragraph:
        let text = self.text(ofParagraph: child)
        if let last = blocks.last, let captioned = captioned(last, by: text) {
          blocks[blocks.count - 1] = captioned
        } else {
          blocks += paragraph(text)
        }
      case .list: if let list = list(child, depth: depth) { blocks.append(list) }
      default:
        if depth == 0, case .heading(level: 1) = child.kind { beginTopHeading(below: blocks) }
        if let kind = kind(of: child, depth: depth) {
          blocks.append(Block(kind, range: reader.range(of: child)))
        }
      }
    }
    return blocks
  }

  private mutating func kind(of node: CMarkNode, depth: Int) -> Block.Kind? {
    switch node.kind {
    case .heading(let level): return heading(node, level: level)
    case .blockQuote: return context.quotation(blocks(of: node, depth: depth + 1))
    case .codeBlock: return codeBlock(node)
    case .thematicBreak: return .thematicBreak
    case .htmlBlock: return html(node.literal, from: node.startLine)
    case .paragraph, .list, .item, .other: return nil
    }
  }

  // MARK: Divisions

  /// The next division, if `node` is the first block in it.
  private mutating func division(beginningBefore node: CMarkNode) -> Division? {
    while let next = divisions.first, next.lines.upperBound < node.startLine {
      divisions.removeFirst()
    }
    guard divisions.first?.lines.contains(node.startLine) == true else { return nil }
    return divisions.popFirst()
  }

  private mutating func block(of division: Division, _ nodes: [CMarkNode], depth: Int) -> Block {
    // In front of what it is the title of, where its notes are numbered.
    let ownTitle = if case .callout = division.kind { title(of: division) } else { [Inline]() }
    var blocks = blocks(of: nodes, depth: depth + 1)
    let start = SourcePosition(line: division.lines.lowerBound)
    let range = start..<reader.source.endOfLine(division.lines.upperBound)
    switch division.kind {
    case .callout(let callout):
      var title = ownTitle
      if title.isEmpty, case .heading(let heading)? = blocks.first?.kind {
        title = heading.content
        blocks.removeFirst()
      }
      return Block(.callout(callout, title: title, blocks), range: range)
    case .captioned(let label, let columns):
      return captioned(blocks, label: label, columns: columns, range: range)
    case .columns(let count):
      return Block(.division(columns: max(count ?? blocks.count, 1), blocks), range: range)
    case .group: return Block(.division(columns: nil, blocks), range: range)
    case .references, .visible, .ineffective, .unknown:
      preconditionFailure("the mask keeps none of these")
    }
  }

  /// The text of a callout's `title="…"`.
  private func title(of division: Division) -> [Inline] {
    let number = division.lines.lowerBound
    let line = reader.source.line(number)
    guard let opening = line.firstRange(of: Array("title=\"".utf8)) else { return [] }
    let title = line[opening.upperBound...].prefix { $0 != UInt8(ascii: "\"") }
    let position = SourcePosition(line: number, column: title.startIndex + 1)
    return InlineParser.parse(InlineText(title, at: position), context: context)
  }

  // MARK: Paragraphs

  /// Without the definitions of links at its beginning.
  private func text(ofParagraph node: CMarkNode) -> InlineText {
    let text = reader.text(of: node)
    return text[LinkDefinitions.end(in: text.bytes)..<text.bytes.count].trimmed
  }

  private func paragraph(_ content: InlineText) -> [Block] {
    guard !content.isEmpty else { return [] }
    if context.citesWorks, content.isReferenceList {
      return [Block(.referenceList, range: content.range(of: 0..<content.bytes.count))]
    }
    guard let table = TableParser.parse(content, context: context) else {
      return [plainParagraph(content)]
    }
    return (table.preceding.isEmpty ? [] : [plainParagraph(table.preceding)]) + [table.block]
  }

  private func plainParagraph(_ text: InlineText) -> Block {
    let range = text.range(of: 0..<text.bytes.count)
    if text.isLabelledFormula || text.isMathEnvironment {
      return Block(formula(text), range: range)
    }
    if let picture = labelledPicture(text, range: range) { return picture }
    let inlines = InlineParser.parse(text, context: context)
    if case .math(let tex, display: true)? = inlines.first, inlines.count == 1 {
      return Block(.math(tex: tex), range: range)
    }
    context.reportForeignSyntax(in: text, inlines)
    return Block(.paragraph(inlines), range: range)
  }

  /// A heading of level 1 is the page's title, or a section below it.
  private mutating func beginTopHeading(below blocks: [Block]) {
    guard let hasTitle = context.hasTitle, !demotesHeadings else { return }
    demotesHeadings = hasTitle || blocks.contains { $0.kind.topHeading != nil }
  }

  private mutating func heading(_ node: CMarkNode, level: Int) -> Block.Kind? {
    guard let entry = context.headings[node.startLine] else { return nil }
    if let name = entry.answer { answer = name }
    if let above = headingLevel, level > above + 1 {
      context.flaw(
        "a heading of level \(level) follows one of level \(above): the outline has a gap",
        at: entry.content.range(of: 0..<entry.content.bytes.count))
    }
    headingLevel = level
    var heading = Heading(
      level: demotesHeadings ? min(level + 1, 6) : level,
      content: InlineParser.parse(entry.content, context: context), id: entry.id,
      number: entry.number)
    heading.isUnnumbered = entry.isUnnumbered
    return .heading(heading)
  }

  // MARK: Code

  private mutating func codeBlock(_ node: CMarkNode) -> Block.Kind? {
    if reader.mask.formulas.contains(node.startLine) {
      return formula(reader.formula(of: node))
    }
    switch FenceInfo(node.fenceInfo) {
    case .cell:
      return cells.parse(node, reader: reader, answer: answer).map { .cell($0) }
        ?? .codeBlock(language: "swift", text: node.literal)
    case .formula:
      return .math(tex: Array(node.literal.utf8).trimming(while: \.isASCIIWhitespace).text)
    case .code(let language):
      requireClosingFence(of: node)
      return .codeBlock(language: language, text: node.literal)
    case .raw(let format):
      // What is for other formats alone is left out.
      return format.hasPrefix("html") ? html(node.literal, from: node.startLine + 1) : nil
    case .directive:
      context.flaw(
        "directives are not understood: this is shown as code", at: reader.range(of: node))
      return .codeBlock(language: node.fenceInfo, text: node.literal)
    }
  }

  private func requireClosingFence(of node: CMarkNode) {
    guard reader.isFenced(node), reader.closingFence(of: node) == nil else { return }
    let fence = reader.start(of: node)
    context.flaw(
      "the code that begins here has no closing fence",
      at: fence..<reader.source.endOfLine(fence.line))
  }

  /// The author's own HTML, on lines of its own.
  private func html(_ html: String, from line: Int) -> Block.Kind {
    let shown = context.html(html) { range in
      let lineEnds = html.utf8.prefix(range.lowerBound).count { $0 == UInt8(ascii: "\n") }
      return reader.source.range(from: line + lineEnds, through: line + lineEnds)
    }
    return .html(shown)
  }

  // MARK: Formulas

  /// `$$ … $$` or `\begin{align} … \end{align}`, and `{#eq-name}` where the formula is numbered.
  private func formula(_ text: InlineText) -> Block.Kind {
    var formula = text
    let label = formula.removeAttributes()
    let dollars = formula.bytes.first == UInt8(ascii: "$") ? 2 : 0
    let tex = formula.bytes.dropFirst(dollars).dropLast(dollars)
      .trimming(while: \.isASCIIWhitespace).text
    return .math(tex: tex, label: label.flatMap(equationLabel))
  }

  private func equationLabel(_ name: String, at range: SourceRange) -> String? {
    guard CrossReference.Kind(label: name) == .equation else {
      context.error("the label `\(name)` of an equation should begin with `eq-`", at: range)
      return nil
    }
    context.define(label: name, of: "equation", at: range)
    return name
  }

  // MARK: Lists

  /// A list, without the items that are footnotes; `nil` if all are.
  private mutating func list(_ node: CMarkNode, depth: Int) -> Block? {
    var items: [List.Item] = []
    for item in node.children {
      if let marker = expectedFootnotes.removeValue(forKey: item.startLine) {
        footnote(item, marker, depth: depth)
      } else {
        items.append(self.item(item, depth: depth))
      }
    }
    guard !items.isEmpty else { return nil }
    let list = List(items: items, start: node.listStart, isTight: node.isTight)
    return Block(.list(list), range: reader.range(of: node))
  }

  private mutating func item(_ node: CMarkNode, depth: Int) -> List.Item {
    var blocks = blocks(of: node, depth: depth + 1)
    let checked = blocks.removeTaskMarker()
    return List.Item(blocks: blocks, checked: checked, range: reader.range(of: node))
  }

  private mutating func footnote(
    _ node: CMarkNode, _ marker: BlockMask.FootnoteMarker, depth: Int
  ) {
    var start = reader.start(of: node)
    start.column -= marker.columnShift
    let range = start..<max(start, reader.range(of: node).upperBound)
    let blocks = blocks(of: node, depth: depth + 1)
    footnotes.append(Footnote(label: marker.label, number: 0, blocks: blocks, range: range))
  }
}

extension [Block] {
  /// Takes `[ ] ` or `[x] ` off the first paragraph of a list item.
  fileprivate mutating func removeTaskMarker() -> Bool? {
    guard case .paragraph(var inlines)? = first?.kind, case .text(let text)? = inlines.first,
      let checked = ["[ ] ": false, "[x] ": true, "[X] ": true][String(text.prefix(4))]
    else { return nil }
    inlines[0] = .text(String(text.dropFirst(4)))
    self[0].kind = .paragraph(inlines.joiningText())
    return checked
  }
}

extension InlineText {
  /// Pandoc's division that the list of references goes to.
  fileprivate var isReferenceList: Bool {
    bytes.text.wholeMatch(of: /:{3,} *\{#refs\} *:*/) != nil
  }

  /// Whether it is an environment of mathematics and nothing else, but perhaps its label.
  fileprivate var isMathEnvironment: Bool {
    bytes[...].mathEnvironment.map { bytes[...].ends(mathEnvironment: $0) } ?? false
  }

  /// Whether it is `$$ … $$ {#label}` and nothing else.
  fileprivate var isLabelledFormula: Bool {
    bytes.last == UInt8(ascii: "}") && bytes.starts(with: "$$".utf8)
      && bytes.dropFirst(2).endsFormula
  }
}
