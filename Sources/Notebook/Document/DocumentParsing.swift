/// A document, and all that is wrong with its source, in the order of the text.
public struct ParsedDocument: Sendable {
  public var document: Document
  public var diagnostics: [Diagnostic]

  public init(document: Document, diagnostics: [Diagnostic]) {
    self.document = document
    self.diagnostics = diagnostics
  }
}

extension Document {
  /// How deeply containers and inlines nest at most; what is deeper loses its markup.
  static let maximalDepth = 64

  /// Parses Markdown. Never fails: what is wrong is reported, and the rest is read.
  ///
  /// - Parameters:
  ///   - isStrict: Whether links that lead nowhere, and pictures without an alternative text, are
  ///     errors rather than warnings.
  ///   - isAlone: Whether there are no other chapters to answer references that nothing in it answers,
  ///     so that these are errors.
  ///   - isPage: Whether it has one title, so that further headings of level 1 are sections below it.
  ///
  /// 1. The front matter is taken off, so that the lines keep their numbers.
  /// 2. Formulas and footnotes are masked as blocks that libcmark knows.
  /// 3. libcmark finds the blocks.
  /// 4. Link definitions, footnotes and headings are collected, to which inlines refer.
  /// 5. Blocks are converted, and the inlines in them parsed.
  public static func parse(
    _ source: String, path: String, isStrict: Bool = false, isAlone: Bool = true,
    isPage: Bool = true
  )
    -> ParsedDocument
  {
    let context = ParsingContext(path: path, isStrict: isStrict)
    let text = SourceText(source)
    let (frontMatter, bodyLine) = FrontMatterParser.parse(text, context: context)
    context.citesWorks = !frontMatter.bibliography.isEmpty
    let mask = BlockMask(text.blanking(before: bodyLine), citesWorks: context.citesWorks)
    let tree = CMarkTree(Array(mask.lines.joined(separator: "\n".utf8)))
    let reader = LeafReader(source: text, mask: mask)

    context.definitions = DefinitionReader.definitions(in: tree, reader)
    for (line, marker) in mask.footnotes.sorted(by: { $0.key < $1.key }) {
      context.define(footnote: marker.label, at: text.range(from: line, through: line))
    }
    context.headings = HeadingIndex(of: tree, reader, context: context)

    context.hasTitle = isPage ? frontMatter.title != nil : nil

    var parser = BlockParser(reader: reader, context: context)
    let blocks = parser.blocks(of: tree.root)
    let footnotes = context.numbered(parser.footnotes + context.inlineNotes)
    for (line, flaw) in mask.divisionFlaws {
      context.flaw(flaw.message, at: text.range(from: line, through: line))
    }
    context.reportUnresolvedLinks()
    var document = Document(
      path: path, source: source, frontMatter: frontMatter, blocks: blocks, footnotes: footnotes)
    if frontMatter.languageRange == nil, let language = document.writtenLanguage {
      document.frontMatter.language = language
    }
    if frontMatter.numbersSections { document.numberSections() }
    document.anchors = context.anchors
    document.outgoing = document.outgoing(of: context.references)
    let dangling = isAlone ? document.danglingReferences() : []
    return ParsedDocument(
      document: document, diagnostics: (context.sortedDiagnostics + dangling).inDocumentOrder)
  }
}
