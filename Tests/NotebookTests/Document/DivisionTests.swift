import Testing

@testable import Notebook

/// What stands between rows of colons, beside callouts.
@Suite("Divisions")
struct DivisionTests {
  @Test(arguments: [
    ("{.border}", "{.border}"), ("name", "name"), ("{.panel-tabset group=\"a b\"}", nil),
    ("{.content-hidden when-format=\"html\"}", nil), ("{.hidden} :::", "{.hidden}"),
    ("{#my-id .wide}", nil), ("{#refs}", nil), ("{=html}", nil), ("callout-none", nil),
  ])
  func showOnlyTheirContent(name: String, shown: String?) {
    let markdown = "a\n::: \(name)\n## b\n\n- c\n:::\nd"
    #expect(html(markdown) == "<p>a</p>\n<h2>b</h2>\n<ul>\n<li>c</li>\n</ul>\n<p>d</p>\n")
    let message = "has no effect here: its content is shown as if it were not there"
    #expect(messages(markdown) == ["2:1: warning: the division `\(shown ?? name)` \(message)"])
  }

  @Test func nest() {
    let markdown = """
      ::::: {.columns}
      :::: {.column width="40%"}
      a

      ::: {.callout-tip}
      b
      :::
      ::::
      ::: column
      c
      :::
      :::::
      """
    #expect(
      html(markdown)
        == "<columns of=\"2\">\n<column>\n<p>a</p>\n<tip>\n<p>b</p>\n</tip>\n</column>\n"
        + "<column>\n<p>c</p>\n</column>\n</columns>\n")
    #expect(messages(markdown) == [])
  }

  @Test(arguments: ["{layout-ncol=2}", "{.x layout-ncol=\"2\"}"])
  func layOutWhatTheyHave(attributes: String) {
    let markdown = "::: \(attributes)\na\n\nb\n\n:::: {}\nc\n\nd\n::::\n:::"
    #expect(
      html(markdown)
        == "<columns of=\"2\">\n<p>a</p>\n<p>b</p>\n<column>\n<p>c</p>\n<p>d</p>\n</column>\n</columns>\n"
    )
    #expect(messages(markdown) == [])
    let document = parse(markdown).document
    #expect(
      HTMLRenderer(templates: builtInTemplates).text(document).hasPrefix(
        "<div class=\"columns\" style=\"--columns: 2\">\n<p>a</p>"))
    #expect(
      MarkdownRenderer(templates: builtInTemplates).page(document, ExecutionResult()).text
        == "a\n\nb\n\nc\n\nd\n")
  }

  @Test func standInContainers() {
    #expect(html("> ::: {.a}\n> b\n> :::\n> c") == html("> b\n>\n> c"))
    #expect(html("- a\n\n  ::: b\n  c\n  :::\n") == html("- a\n\n  c\n"))
  }

  @Test func showWhatIsForPages() {
    let markdown = "::: {.content-visible when-format=\"html\"}\na\n:::"
    #expect(html(markdown) == "<p>a</p>\n")
    #expect(messages(markdown) == [])
  }

  @Test func areCalloutsWithoutBraces() {
    #expect(html("::: callout-note\na\n:::") == "<note>\n<p>a</p>\n</note>\n")
    #expect(messages("::: callout-note\na\n:::") == [])
  }

  @Test func endWithTheDocument() {
    #expect(html("::: {.callout-note}\na\n\n::: {.b}\nc") == "<p>a</p>\n<p>c</p>\n")
    #expect(parse("a\n\n::: {.b}\nc").diagnostics.map(\.range!.lowerBound.line) == [3])
  }

  @Test func leaveWordsBehindColons() {
    #expect(html("::: a b\n\nc\n\n:::") == "<p>::: a b</p>\n<p>c</p>\n")
  }

  @Test(arguments: [
    (
      "::: {#fig-a}\n![b](c.png)\n\nA *cap*\n:::",
      "<p><img src=\"c.png\" alt=\"b\" /></p>\nA <em>cap</em>"
    ),
    (
      "::: {#fig-a layout-ncol=2}\n![b](c.png)\n\n![d](e.png)\n\nCap\n:::",
      "<columns of=\"2\">\n<p><img src=\"c.png\" alt=\"b\" /></p>\n"
        + "<p><img src=\"e.png\" alt=\"d\" /></p>\n</columns>\nCap"
    ),
    ("::: {#fig-a}\n![b](c.png)\n:::", "<p><img src=\"c.png\" alt=\"b\" /></p>\n"),
    ("::: {#fig-a}\n```mermaid\nx\n```\n\nCap\n:::", nil),
    ("::: {#tbl-a .striped}\n| a |\n| - |\n| b |\n\nCap\n:::", nil),
    ("::: {#lst-a}\n```sh\nls\n```\n\nCap\n:::", nil),
  ])
  func haveLabels(markdown: String, content: String?) throws {
    let label = try String(#require(markdown.firstMatch(of: /#(\w+-a)/)).1)
    let markdown = markdown + "\n\nSee @\(label)."
    #expect(messages(markdown) == [])
    let html = html(markdown)
    #expect(html.hasPrefix("<captioned id=\"\(label)\">\n\(content ?? "")"), "\(html)")
    #expect(html.hasSuffix("</captioned>\n<p>See <ref>\(label)</ref>.</p>\n"))
    let document = parse(markdown).document
    let renderer = HTMLRenderer(templates: builtInTemplates)
    let page = renderer.text(document)
    #expect(page.contains("id=\"\(label)\"") && page.contains("href=\"#\(label)\""))
    #expect(page.contains("</figure>") || page.contains("</table>"))
    let written = MarkdownRenderer(templates: builtInTemplates).page(document, ExecutionResult())
    #expect(written.text.contains("<a id=\"\(label)\"></a>") && !written.text.contains(":::"))
  }

  @Test func haveLabelsOnce() {
    let figure = "::: {#fig-a}\n![b](c.png)\n\nCap\n:::\n\n"
    #expect(messages(figure + figure) == ["7:1: error: the label `fig-a` is taken"])
  }
}
