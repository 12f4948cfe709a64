/// A chapter with its outputs as Markdown that GitHub renders: outputs below their cells, values
/// in their sentences, pictures in files beside the page.
///
/// The same chapter always gives the same bytes.
public struct MarkdownRenderer: Sendable {
  let languages: Languages

  public init(templates: Templates) {
    languages = templates.languages
  }

  public func page(_ document: Document, _ result: ExecutionResult) -> RenderedPage {
    let (parts, files) = parts(of: document, result)
    let lines = parts.map(\.lines).joined(separator: [""])
    return RenderedPage(text: lines.map { $0 + "\n" }.joined(), files: files)
  }

  /// Where on the page what stands.
  func sections(of document: Document, _ result: ExecutionResult) -> [PageSection] {
    let cells = ShownCells(document, result)
    let writer = MarkdownWriter(document, result, cells: cells, languages: languages)
    var position = 0
    return parts(of: document, result).parts.map { part in
      var section = PageSection(
        content: part.content, lines: position..<position + part.lines.count)
      // A blank line follows.
      position = section.lines.upperBound + 1
      if case .block(let block) = part.content, case .cell(let cell) = block.kind,
        cells[cell].showsCode
      {
        section.codeLineCount = writer.code(of: cells[cell]).count
      }
      return section
    }
  }

  private typealias Part = (content: PageSection.Content, lines: [String])

  /// What is not empty, in its order.
  private func parts(of document: Document, _ result: ExecutionResult)
    -> (parts: [Part], files: [RenderedPage.File])
  {
    var writer = MarkdownWriter(
      document, result, cells: ShownCells(document, result), languages: languages)
    var parts: [Part] = zip(document.blocks, writer.parts(document.blocks)).map { block, lines in
      (.block(block), lines)
    }
    parts.insert(
      contentsOf: writer.opener().map { (.title, $0) }, at: document.titleIndex.map { $0 + 1 } ?? 0)
    for note in document.footnotes { parts.append((.footnote(note), writer.lines(note))) }
    return (parts.filter { !$0.lines.isEmpty }, writer.files)
  }
}
