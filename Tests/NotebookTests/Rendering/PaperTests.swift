import Testing

@testable import Notebook

@Suite struct PaperTests {
  private func page(_ text: String) -> String {
    let renderer = HTMLRenderer(templates: try! Templates(builtIn: packageFolder + "/templates"))
    return renderer.page(Document.parse(text, path: "x.md").document, ExecutionResult()).text
  }

  private func page(on paper: String) -> String {
    page("---\nformat:\n  pdf: \(paper)\n---\n\na")
  }

  /// The style sheet is for it.
  @Test func theDefault() {
    let page = page("a")
    #expect(page.matches(of: /@page \{/).count == 1)
    #expect(page.contains("margin: 28mm 34mm 26mm 28mm"))
    #expect(page.contains("--paper-width: 148mm; --paper-text: 10.5pt; --paper-stretch: 1.57;"))
    #expect(Paper().textWidth == 148)
    #expect(!page.contains("class=\"wide-paper\""))
    #expect(Paper().css == nil)
  }

  @Test func ofTheChapter() {
    let page = page(on: "{papersize: letter, fontsize: 9pt, linestretch: 1.4, margin: 1in}")
    #expect(page.contains("@page {\n  size: 215.9mm 279.4mm;\n"))
    #expect(page.contains("\n  margin: 25.4mm 25.4mm 25.4mm 25.4mm;\n}"))
    #expect(page.contains("--paper-width: 165.1mm;\n  --paper-text: 9.0pt;"))
    #expect(page.contains("--paper-stretch: 1.4;"))
    #expect(page.contains("<html lang=\"en\" class=\"wide-paper\">"))
  }

  /// Mirrored, and in proportion.
  @Test func marginsOfOtherSizes() {
    let page = page(on: "{papersize: a5}")
    #expect(page.contains("margin: 19.8mm 24.0mm 18.4mm 19.7mm;\n}\n@page :left"))
    #expect(page.contains("margin: 19.8mm 19.7mm 18.4mm 24.0mm;\n}\n:root"))
  }

  @Test func addressesOfLinks() {
    let page = page(
      """
      See [a](https://a.org/x?y&z) and [b](http://b.org), but [c](d.html), [e](#e), <https://f.org>,
      [g.org/](https://g.org).

      - [h](https://h.org)

      # e

      [i](https://i.org)
      """)
    #expect(page.contains("<a href=\"https://a.org/x?y&amp;z\" data-note=\"a\">a</a>"))
    #expect(page.matches(of: /data-note="[a-z]"/).count == 4)
    #expect(
      page.contains(
        "<p class=\"addresses\"><span><b>a</b>https://a.org/x?y&amp;z</span>"
          + " <span><b>b</b>http://b.org</span></p>\n<ul>"))
    #expect(page.contains("</ul>\n<p class=\"addresses\"><span><b>c</b>https://h.org</span></p>"))
    #expect(page.contains("<span><b>d</b>https://i.org</span></p>"))
  }

  @Test func lettersOfManyLinks() {
    let page = page((0..<60).map { "[x](https://\($0).org)" }.joined(separator: " "))
    #expect(page.contains("<b>z</b>https://25.org<"))
    #expect(page.contains("<b>aa</b>https://26.org<"))
    #expect(page.contains("<b>bh</b>https://59.org<"))
  }
}
