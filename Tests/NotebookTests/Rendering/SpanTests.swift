import Testing

@testable import Notebook

/// Pandoc's `[text]{#id .class key=value}`.
@Suite struct SpanTests {
  private func html(_ markdown: String) -> String {
    HTMLRenderer(templates: builtInTemplates).text(parse(markdown).document)
  }

  private func markdown(_ text: String) -> String {
    MarkdownRenderer(templates: builtInTemplates).page(parse(text).document, ExecutionResult()).text
  }

  @Test(arguments: [
    ("[a]{.b}", "<span class=\"b\">a</span>"),
    ("[a]{.b .c}", "<span class=\"b c\">a</span>"),
    ("[*a* `b`]{lang=en}", "<span lang=\"en\"><em>a</em> <code>b</code></span>"),
    ("[a]{title=\"b \\ c\" dir=rtl}", "<span dir=\"rtl\" title=\"b \\ c\">a</span>"),
    ("[a]{onclick=b data-c=d}", "<span data-c=\"d\" data-onclick=\"b\">a</span>"),
    ("[a]{.smallcaps}", "<span class=\"smallcaps\">a</span>"),
    ("[a]{.underline}", "<u>a</u>"), ("[a]{.ul .b}", "<u class=\"b\">a</u>"),
    ("[a]{#b .mark}", "<mark id=\"b\">a</mark>"),
    ("[a [b](c) d]{.e}", "<span class=\"e\">a <a href=\"c\">b</a> d</span>"),
    ("[a [b]{.c} d](e)", "<a href=\"e\">a <span class=\"c\">b</span> d</a>"),
    ("**[a]{.b}**", "<strong><span class=\"b\">a</span></strong>"),
  ])
  func enclosesText(text: String, expected: String) {
    #expect(html("x \(text) y") == "<p>x \(expected) y</p>\n")
    #expect(messages("x \(text) y") == [])
  }

  @Test(arguments: [
    "[a]{b}", "[a]{}", "[a] {.b}", "[a]{.b", "[a]{...}", "[0, 1]{-}", "![a]{.b}", "[a]{.b\n.c}",
    "[a]{1=2}", "`[a]{.b}`", "\\[a]{.b}",
  ])
  func otherBracesAreText(text: String) {
    #expect(html(text).contains("{"))
    #expect(messages(text) == [])
  }

  @Test func linksKeepTheirAttributes() {
    #expect(html("[a]{.b}\n\n[a]: c") == "<p><a href=\"c\">a</a></p>\n")
  }

  @Test func idsAreForLinks() {
    #expect(messages("[a]{#b} [c](#b) <a href='#b'>d</a> <a href='#top'>e</a>") == [])
    #expect(messages("[a]{#b} [c]{#b}") == ["1:13: error: the id `b` is taken"])
    #expect(
      html("## a b\n\n[x]{#a-b} [y](#a-b)").contains("<h2 id=\"a-b-1\">a b</h2>"))
  }

  @Test func tablesOfContentsDoNotRepeatIDs() {
    let heading = parse("## [a]{#b .c} ![d](e){#f}").document.headings[0]
    guard case .span(let attributes, _) = heading.content.withoutLinks[0] else {
      Issue.record("\(heading)")
      return
    }
    #expect(attributes == SpanAttributes(classes: ["c"]))
  }

  @Test func markdownHasIDsAlone() {
    #expect(markdown("x [*a*]{#b .mark lang=en}.") == "x <span id=\"b\">*a*</span>.\n")
    #expect(markdown("x [*a*]{.mark lang=en}.") == "x *a*.\n")
  }
}
