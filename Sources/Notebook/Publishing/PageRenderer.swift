/// Renders a chapter in all its formats.
struct PageRenderer {
  private let paths: BuildPaths
  private let html: HTMLRenderer
  private let markdown = MarkdownRenderer()

  /// - Parameters:
  ///   - overrides: a folder whose templates come before the built-in ones.
  ///   - builtIn: the folder of the built-in templates.
  init(paths: BuildPaths, overrides: String?, builtIn: String) throws {
    self.paths = paths
    html = HTMLRenderer(templates: try Templates(builtIn: builtIn, overrides: overrides))
  }

  /// The files of the page: absolute paths and contents.
  func render(_ document: Document, _ result: ExecutionResult) -> [(path: String, bytes: [UInt8])] {
    var options = PageOptions()
    options.formats = [PageOptions.Link(paths.name + ".md", href: paths.name + ".md")]
    let page = html.page(document, result, options: options)
    let text = markdown.page(document, result)
    return [
      (paths.html, Array(page.utf8)),
      ("\(paths.outputFolder)/\(paths.name).md", Array(text.text.utf8)),
    ] + text.files.map { ("\(paths.outputFolder)/\($0.path)", $0.bytes) }
  }
}
