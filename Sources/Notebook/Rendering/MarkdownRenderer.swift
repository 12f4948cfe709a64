/// A chapter with its outputs as Markdown that GitHub renders: outputs below their cells, values
/// in their sentences, pictures in files beside the page.
///
/// The same chapter always gives the same bytes.
public struct MarkdownRenderer: Sendable {
  public init() {}

  public func page(_ document: Document, _ result: ExecutionResult) -> RenderedPage {
    var writer = MarkdownWriter(document, result, cells: ShownCells(document, result))
    var parts: [[String]] = []
    if let title = document.frontMatter.title { parts.append(["# " + MarkdownText.escaped(title)]) }
    if let subtitle = document.frontMatter.subtitle {
      parts.append([MarkdownText.escaped(subtitle)])
    }
    parts += writer.parts(document.blocks)
    parts += document.footnotes.map { writer.lines($0) }
    let lines = parts.filter { !$0.isEmpty }.joined(separator: [""])
    return RenderedPage(text: lines.map { $0 + "\n" }.joined(), files: writer.files)
  }
}
