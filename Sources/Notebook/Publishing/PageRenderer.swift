import Foundation
import Synchronization

/// Renders a chapter in all its formats.
struct PageRenderer {
  struct Rendering {
    /// Paths below the output folder, and contents.
    var files: [(path: String, bytes: [UInt8])]
    /// What is wrong with the page.
    var diagnostics: [Diagnostic]
    /// Whether the published page differs in nothing but volatile results.
    var isPublished = false
    /// What was read of the local pictures that it shows, by their paths; `nil` of those that are not
    /// there.
    var pictures: [String: Digest?] = [:]
  }

  private let paths: BuildPaths
  private let links: LocalLinks
  private let markdownLinks: LocalLinks
  private let math: KaTeXTypesetter
  private let html: HTMLRenderer
  let markdown: MarkdownRenderer
  private let highlighting: TextMemory<String>
  private let isStrict: Bool
  private let place: BookPlace?

  /// - Parameters:
  ///   - highlighting: Swift code as HTML.
  ///   - isStrict: Whether a figure without an alternative text is an error.
  ///   - place: Where in a book the chapter stands.
  init(
    paths: BuildPaths, templates: Templates, highlighting: TextMemory<String>, isStrict: Bool,
    place: BookPlace?
  ) {
    self.paths = paths
    self.highlighting = highlighting
    self.isStrict = isStrict
    self.place = place
    func links(_ format: String) -> LocalLinks {
      LocalLinks(
        from: paths.outputFolder, to: paths.chapterFolder, pages: place?.pages ?? [:],
        files: place?.files ?? [:], format: format)
    }
    self.links = links("html")
    markdownLinks = links("md")
    math = KaTeXTypesetter(
      record: FormulaRecord(path: paths.formulas))
    html = HTMLRenderer(templates: templates, math: math)
    markdown = MarkdownRenderer(templates: templates)
  }

  /// Typesets the document's formulas and highlights its cells, side by side: together they may take
  /// longer than all the rest.
  func prepare(_ document: Document) async {
    async let typeset: Void = math.prepare(document.formulas)
    let shown = ShownCells(document, ExecutionResult())
    for cell in document.cells where shown[cell].showsCode {
      _ = highlighting.value(of: cell.shownSource)
    }
    await typeset
  }

  /// What can be said against the page before any cell has run.
  func problems(in document: Document) -> [Diagnostic] { html.problems(in: document) }

  func render(_ document: Document, _ result: ExecutionResult, volatile: VolatileResults) throws
    -> Rendering
  {
    let source = document
    let document = links.relocate(source)
    let folder = paths.outputFolder
    var options = PageOptions()
    options.formats = [PageOptions.Link(paths.name + ".md", href: paths.name + ".md")]
    options.highlight = highlighting.value(of:)
    options.isStrict = isStrict
    options.assets = place?.assets
    options.book = place?.book
    options.previous = place?.previous
    options.next = place?.next
    options.feed = place?.feed
    let pictures = Mutex<[String: Digest?]>([:])
    options.loadPicture = { address in
      let path = "\(folder)/\(address.removingPercentEncoding ?? address)"
      let bytes = FileAccess.read(path)?.bytes
      pictures.withLock { $0[path] = .some(bytes.map { Digest(of: $0) }) }
      return bytes
    }
    if !volatile.isEmpty {
      options.fingerprint = fingerprint(document, volatile.reduced(result), options)
    }
    let page = html.page(document, result, options: options)
    let text = markdown.page(
      place == nil ? document : markdownLinks.relocate(source), result)
    try math.save()
    highlighting.save()
    let pages = [
      (paths.name + ".html", Array(page.text.utf8)), (paths.name + ".md", Array(text.text.utf8)),
    ]
    return Rendering(
      files: pages + text.files.map { ($0.path, $0.bytes) },
      diagnostics: page.diagnostics + text.diagnostics,
      isPublished: options.fingerprint.map(publishedPageHas) ?? false,
      pictures: pictures.withLock { $0 })
  }

  private func fingerprint(
    _ document: Document, _ result: ExecutionResult, _ options: PageOptions
  ) -> String {
    let page = html.page(document, result, options: options).text
    return String(StableHash.hash(page + markdown.page(document, result).text), radix: 36)
  }

  private func publishedPageHas(_ fingerprint: String) -> Bool {
    let contents = [paths.html, paths.markdown].compactMap(FileManager.default.contents)
    return contents.count == 2
      && contents[0].range(of: Data("content=\"\(fingerprint)\"".utf8)) != nil
  }
}
