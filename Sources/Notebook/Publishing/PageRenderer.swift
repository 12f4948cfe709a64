import Foundation

/// Renders a chapter in all its formats.
struct PageRenderer {
  private let paths: BuildPaths
  private let links: LocalLinks
  private let html: HTMLRenderer
  private let markdown = MarkdownRenderer()

  /// - Parameters:
  ///   - overrides: a folder whose templates come before the built-in ones.
  ///   - builtIn: the folder of the built-in templates.
  init(paths: BuildPaths, overrides: String?, builtIn: String) throws {
    self.paths = paths
    links = LocalLinks(from: paths.outputFolder, to: paths.chapterFolder)
    html = HTMLRenderer(templates: try Templates(builtIn: builtIn, overrides: overrides))
  }

  /// The files of the page: paths below the output folder, and contents.
  func render(_ document: Document, _ result: ExecutionResult) -> [(path: String, bytes: [UInt8])] {
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
    return [
      (paths.name + ".html", Array(page.utf8)), (paths.name + ".md", Array(text.text.utf8)),
    ] + text.files.map { ($0.path, $0.bytes) }
  }
}
