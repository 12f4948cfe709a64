import NotebookDisplay
import Testing

@testable import Notebook

/// Where results stand, and how figures of one cell belong together.
@Suite struct LayoutTests {
  private let renderer = HTMLRenderer(templates: builtInTemplates)

  private func pages(_ options: String, outputs: [CellOutput], head: String = "")
    -> (html: String, markdown: String)
  {
    let text = head + "See @fig-a.\n\n```swift\n//| label: fig-a\n\(options)\ncode\n```\n"
    let document = Document.parse(text, path: "x.md").document
    let result = ExecutionResult(outputs: [0: outputs])
    return (
      renderer.text(document, result),
      MarkdownRenderer(templates: builtInTemplates).page(document, result).text
    )
  }

  private func figure(_ name: String) -> CellOutput {
    .display(MIMEBundle(plain: name, role: .figure).adding("<svg>\(name)</svg>", as: .svg))
  }

  @Test func figuresBecomePartsOfOne() {
    let (html, markdown) = pages(
      "//| fig-cap: Both\n//| fig-subcap: [\"*One*\", \"Two\"]",
      outputs: [figure("one"), .stream(.stdout, "text"), figure("two"), figure("three")])
    #expect(html.contains("href=\"#fig-a\">Figure 1</a>"))
    let parts = html.matches(of: /<figure id="(fig-a-.)">|<b>(\(.\))<\/b>/)
      .map { String($0.1 ?? $0.2 ?? "") }
    #expect(parts == ["fig-a-a", "(a)", "fig-a-b", "(b)", "fig-a-c", "(c)"])
    #expect(html.contains("<b>(a)</b> <em>One</em>"))
    #expect(html.contains("<b>Figure 1</b> Both</figcaption>"))
    #expect(html.components(separatedBy: "id=\"fig-a\"").count == 2)
    #expect(markdown.contains("(a) *One*") && markdown.contains("(b) Two"))
    #expect(markdown.contains("<a id=\"fig-a\"></a>**Figure 1** Both"))
  }

  @Test func subcaptionsWithoutFiguresMeanNothing() {
    let (html, markdown) = pages("//| fig-subcap: [a]", outputs: [.stream(.stdout, "text")])
    #expect(!html.contains("<figure") && !markdown.contains("**Figure"))
  }

  @Test func columns() {
    let outputs = [figure("one"), figure("two")]
    let html = pages("//| layout-ncol: 2", outputs: outputs).html
    #expect(html.contains("<div class=\"output columns\" style=\"--columns: 2\">"))
    let parts = pages("//| fig-subcap: [a, b]\n//| layout-ncol: 1", outputs: outputs).html
    #expect(parts.contains("<div class=\"panels columns\" style=\"--columns: 1\">"))
    #expect(parts.contains("<div class=\"output\">"))
  }

  @Test func outputsBesideTheCode() {
    let outputs = [CellOutput.stream(.stdout, "text")]
    let beside = "<div class=\"cell beside\""
    #expect(pages("//| output-location: column", outputs: outputs).html.contains(beside))
    #expect(!pages("//| output-location: below", outputs: outputs).html.contains(beside))
    #expect(!pages("//| output-location: column", outputs: []).html.contains(beside))
    let head = "---\nexecute:\n  output-location: column\n---\n\n"
    #expect(pages("//| echo: true", outputs: outputs, head: head).html.contains(beside))
    #expect(!pages("//| echo: false", outputs: outputs, head: head).html.contains(beside))
  }

  @Test func sizesAndListings() {
    let (html, markdown) = pages(
      "//| fig-width: 3.5\n//| fig-height: 2\n//| lst-cap: How it is `done`",
      outputs: [figure("one")])
    #expect(html.contains("<div class=\"art\" style=\"max-width: 3.5in; max-height: 2.0in\""))
    #expect(html.contains("id=\"lst-fig-a\"><b>Listing 1</b> How it is <code>done</code></p>"))
    #expect(markdown.contains("</a>**Listing 1** How it is `done`\n\n```swift"))
  }
}
