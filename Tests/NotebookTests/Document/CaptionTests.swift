import Testing

@testable import Notebook

/// Labels and captions of the author's own pictures, tables and code.
@Suite struct CaptionTests {
  private func parse(_ text: String) -> (html: String, diagnostics: [String]) {
    let parsed = Document.parse(text, path: "a.md")
    return (
      HTMLWriter.html(of: parsed.document),
      parsed.diagnostics.map { "\($0.range!.lowerBound.line): \($0.message)" }
    )
  }

  @Test func pictures() {
    let (html, diagnostics) = parse("See @fig-a.\n\n![A *cap*](b.png){#fig-a}\n")
    #expect(diagnostics == [])
    #expect(html.contains("<captioned id=\"fig-a\">\n<p><img src=\"b.png\""))
    #expect(html.contains("A <em>cap</em></captioned>"))
  }

  @Test func alternativeTexts() {
    let (html, diagnostics) = parse(
      "![A *cap*](b.png){#fig-a .wide fig-alt=\"An \\* & = more\" width=50%}\n")
    #expect(diagnostics == [])
    #expect(html.contains("<img src=\"b.png\" alt=\"An \\* &amp; = more\""))
    #expect(html.contains("A <em>cap</em></captioned>"))
    for other in ["{#fig-a =x}", "{#fig-a x}", "{fig-alt=x}"] {
      #expect(!parse("![a](b.png)\(other)").html.contains("<captioned"), "\(other)")
    }
  }

  @Test func tables() {
    let (html, diagnostics) = parse("| a |\n| - |\n| 1 |\n\n: Cap `b` {#tbl-a}\n\nSee @tbl-a.\n")
    #expect(diagnostics == [])
    #expect(html.hasPrefix("<captioned id=\"tbl-a\">\n<table>"))
    #expect(html.contains("Cap <code>b</code></captioned>\n<p>See"))
  }

  /// Pandoc's captions have labels only if they are referred to.
  @Test func tablesWithoutLabels() {
    let table = "| a |\n| - |\n| 1 |\n\n"
    let (html, diagnostics) = parse(table + ": Cap `b` {.striped}\n\n" + table + ": Two\n")
    #expect(diagnostics == [])
    #expect(html.contains("Cap <code>b</code></captioned>\n<captioned id=\"tbl-unlabelled-2\">"))
    #expect(html.hasSuffix("Two</captioned>\n"))
    #expect(parse(table + ": {tbl-colwidths=\"[75,25]\"}\n").html == parse(table).html)
  }

  @Test func code() {
    let (html, diagnostics) = parse("```sh\nls\n```\n\n: Cap {#lst-a}\n\nSee @lst-a.\n")
    #expect(diagnostics == [])
    #expect(html.hasPrefix("<captioned id=\"lst-a\">\n<pre>"), "\(html)")
    #expect(html.contains("Cap</captioned>\n<p>See"))
  }

  @Test(arguments: [
    "![a](b.png) {.wide}", "![a](b.png){#sec-a}", "text ![a](b.png)",
    ": not below a table {#tbl-a}",
    "```sh\n```\n\n: without a label", "| a |\n| - |\n\n:no space {#tbl-a}",
    "| a |\n| - |\n\ntext\n\n: too late {#tbl-a}",
    "| a |\n| - |\n\n: no code {#lst-a}", "```sh\n```\n\n: no table {#tbl-a}",
  ])
  func otherParagraphsStayWhatTheyAre(_ text: String) {
    #expect(!parse(text).html.contains("<captioned"))
  }

  @Test func mistakes() {
    #expect(
      parse("![a](b.png) and more {#fig-a}").diagnostics
        == ["1: a label names a picture that stands alone in its paragraph"])
    let twice = parse("![a](b.png){#fig-a}\n\n```swift\n//| label: fig-a\n1\n```\n")
    #expect(twice.diagnostics == ["4: the label `fig-a` is taken"])
    let listing = parse("```swift\n//| label: lst-a\n//| lst-label: lst-a\n1\n```\n")
    #expect(listing.diagnostics == ["3: the label `lst-a` is taken"])
    let kind = parse("```swift\n//| lst-label: fig-a\n1\n```\n")
    #expect(
      kind.diagnostics == ["2: the label `fig-a` of a listing should begin with `lst-`"])
    let dangling = parse("@fig-b\n\n![a](b.png){#fig-a}\n")
    #expect(dangling.diagnostics == ["1: nothing is labelled `fig-b`; did you mean `fig-a`?"])
  }
}
