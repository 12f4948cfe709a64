import Testing

@testable import Notebook

/// The author's own pictures, and what stands in braces behind them.
@Suite struct PictureTests {
  private func pages(_ text: String) -> (html: String, markdown: String, diagnostics: [String]) {
    let parsed = Document.parse(text, path: "a.md")
    let renderer = HTMLRenderer(templates: builtInTemplates)
    return (
      renderer.text(parsed.document),
      MarkdownRenderer(templates: builtInTemplates).page(parsed.document, ExecutionResult()).text,
      parsed.diagnostics.map { "\($0.range!.lowerBound.column): \($0.message)" }
    )
  }

  @Test func inText() {
    let pages = pages("A ![b & c](d.png \"t\"){width=50%} e.")
    #expect(pages.diagnostics == [])
    #expect(
      pages.html
        == "<p>A <img src=\"d.png\" alt=\"b &amp; c\" title=\"t\" style=\"width: 50%\" /> e.</p>\n")
    #expect(
      pages.markdown == "A <img src=\"d.png\" alt=\"b &amp; c\" title=\"t\" width=\"50%\"> e.\n")
  }

  @Test(arguments: [
    ("{width=300}", "width: 300px", "width=\"300\""),
    ("{width=300px height=2.5cm}", "width: 300px; height: 2.5cm", "width=\"300\" height=\"94\""),
    ("{.wide width=\"1in\"}", "width: 1in", "width=\"96\""),
    ("{#fig-a height=3em}", "height: 3em", "height=\"48\""),
  ])
  func sizes(_ attributes: String, _ css: String, _ markdown: String) {
    let pages = pages("![a](b.png)\(attributes)")
    #expect(pages.diagnostics == [])
    #expect(
      pages.html.contains("<img src=\"b.png\" alt=\"a\" style=\"\(css)\" />"), "\(pages.html)")
    #expect(
      pages.markdown.contains("<img src=\"b.png\" alt=\"a\" \(markdown)>"), "\(pages.markdown)")
  }

  @Test func ofReferences() {
    let pages = pages("![a][b]{width=2in}\n\n[b]: c.png")
    #expect(pages.html == "<p><img src=\"c.png\" alt=\"a\" style=\"width: 2in\" /></p>\n")
  }

  @Test func alternativeTexts() {
    #expect(pages("![a](b.png){fig-alt=\"c, d\"}").html.contains("alt=\"c, d\""))
  }

  @Test(arguments: ["", "x "])
  func areCalledByTheirIDs(before: String) {
    let pages = pages("\(before)![a](b.png){#c width=2in} [d](#c)")
    #expect(pages.diagnostics == [])
    #expect(
      pages.html.contains("<img id=\"c\" src=\"b.png\" alt=\"a\" style=\"width: 2in\" />"))
    #expect(pages.markdown.contains("<img id=\"c\" src=\"b.png\" alt=\"a\" width=\"192\">"))
  }

  @Test func haveIDsOfTheirOwn() {
    #expect(pages("![a](b.png){#c}\n\n## D {#c}").diagnostics == ["13: the id `c` is taken"])
    #expect(pages("## C\n\n![a](b.png){#c}").html.contains("<h2 id=\"c-1\">"))
    #expect(
      pages("x ![a](b.png){#fig-c}").diagnostics
        == ["15: a label names a picture that stands alone in its paragraph"])
  }

  @Test func linksHaveAttributesToo() {
    let pages = pages("[a](b.html){target=\"_blank\" .external}, c")
    #expect(pages.html == "<p><a href=\"b.html\">a</a>, c</p>\n")
    #expect(pages.markdown == "[a](b.html), c\n")
  }

  @Test(arguments: ["![a](b.png) {width=1}", "![a](b.png){", "[a](b){x}", "![a](b.png){width=1\n}"])
  func otherBracesAreText(_ text: String) {
    #expect(pages(text).html.contains("{"))
  }

  @Test(arguments: ["wide", "-1", "0", "nan", "1e9", "50 %", "%"])
  func whatIsNoLength(_ text: String) {
    let pages = pages("![a](b.png){width=\"\(text)\"}")
    #expect(pages.diagnostics == ["12: `width` should be a length, such as `50%` or `300px`"])
    #expect(pages.html == "<p><img src=\"b.png\" alt=\"a\" /></p>\n")
  }
}
