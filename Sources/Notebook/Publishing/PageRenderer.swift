import Foundation

/// Renders a chapter in all its formats.
struct PageRenderer {
  private let paths: BuildPaths
  private let links: LocalLinks
  private let math: KaTeXTypesetter
  private let html: HTMLRenderer
  private let markdown = MarkdownRenderer()

  /// - Parameters:
  ///   - overrides: a folder whose templates come before the built-in ones.
  ///   - builtIn: the folder of the built-in templates.
  init(paths: BuildPaths, overrides: String?, builtIn: String) throws {
    self.paths = paths
    links = LocalLinks(from: paths.outputFolder, to: paths.chapterFolder)
    math = KaTeXTypesetter(
      record: FormulaRecord(path: "\(paths.workFolder)/formulas/\(paths.name).json"))
    html = HTMLRenderer(
      templates: try Templates(builtIn: builtIn, overrides: overrides), math: math)
  }

  /// What can be said against the page before any cell has run.
  func problems(in document: Document) -> [Diagnostic] { html.problems(in: document) }

  /// The files of the page, paths below the output folder and contents, and what is wrong with them.
  func render(_ document: Document, _ result: ExecutionResult) throws
    -> (files: [(path: String, bytes: [UInt8])], diagnostics: [Diagnostic])
  {
    let document = links.relocate(document)
    let folder = paths.outputFolder
    var options = PageOptions()
    options.formats = [PageOptions.Link(paths.name + ".md", href: paths.name + ".md")]
    options.loadPicture = { address in
      let path = "\(folder)/\(address.removingPercentEncoding ?? address)"
      return FileManager.default.contents(atPath: path).map(Array.init)
    }
    let page = html.page(document, result, options: options)
    let text = markdown.page(document, result)
    try math.save()
    let pages = [
      (paths.name + ".html", Array(page.text.utf8)), (paths.name + ".md", Array(text.text.utf8)),
    ]
    return (pages + text.files.map { ($0.path, $0.bytes) }, page.diagnostics + text.diagnostics)
  }
}
