import NotebookDisplay
import Testing

@testable import Notebook

/// The author's own pictures and tables are counted with those of cells, in the order of the text.
@Suite struct CaptionRenderingTests {
  private let text = """
    @fig-a, @fig-b, @fig-c, @tbl-d.

    ![One](a.png){#fig-a}

    ```swift
    //| label: fig-b
    //| fig-cap: Two
    //| echo: false
    //| fig-alt: A drawing
    ```

    ![Three, after @fig-b](c.png){#fig-c}

    | n |
    | - |
    | 1 |

    : Four {#tbl-d}
    """

  private var document: Document { Document.parse(text, path: "ch3.md").document }
  private let result = ExecutionResult(outputs: [0: [.display(SVG("<svg/>").mimeBundle)]])

  @Test func html() {
    let renderer = HTMLRenderer(templates: builtInTemplates)
    let page = renderer.page(document, result)
    #expect(page.diagnostics.isEmpty, "\(page.diagnostics)")
    let html = page.text
    for (id, number) in [("fig-a", "Figure 1"), ("fig-b", "Figure 2"), ("fig-c", "Figure 3")] {
      #expect(html.contains("<a class=\"xref\" href=\"#\(id)\">\(number)</a>"), "\(id)")
      #expect(html.contains("<figure id=\"\(id)\">"))
    }
    #expect(html.contains("<b>Figure 3</b> Three, after <a class=\"xref\""))
    #expect(html.contains("<figcaption id=\"tbl-d-c\"><b>Table 1</b> Four</figcaption>"))
  }

  /// On paper as on the screen, a long table is one whatever it comes from.
  @Test func shortensLongTables() {
    let rows = (1...21).map { "| \($0) |\n" }.joined()
    let document = Document.parse("| n |\n| - |\n\(rows)\n: Long {#tbl-a}", path: "x.md").document
    let page = HTMLRenderer(templates: builtInTemplates)
      .page(document, ExecutionResult()).text
    #expect(page.contains("<figure class=\"table long\" id=\"tbl-a\""))
    #expect(page.contains("Long · 21 rows"))
  }

  @Test func breaksNoShortCells() {
    let long = String(repeating: "x ", count: 20)
    let text = "| a | b | c |\n| - | -: | - |\n| 2024-01-01 | 2024-01-01 | \(long)|"
    let page = HTMLRenderer(templates: builtInTemplates)
      .text(Document.parse(text, path: "x.md").document)
    #expect(page.contains("<td class=\"short\">2024"))
    #expect(page.contains("<td class=\"num\">2024"))
    #expect(page.contains("<td>x x"))
  }

  @Test func markdown() {
    let page = MarkdownRenderer(templates: builtInTemplates).page(document, result).text
    #expect(
      page.contains("<a id=\"fig-a\"></a>\n\n![One](a.png)\n\n**Figure 1** One\n"), "\(page)")
    #expect(page.contains("<a id=\"tbl-d\"></a>**Table 1** Four\n\n| n |\n"), "\(page)")
  }
}
