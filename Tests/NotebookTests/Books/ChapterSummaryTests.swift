import Testing

@testable import Notebook

@Suite struct ChapterSummaryTests {
  /// Lists of chapters, feeds and names of windows have no room for markup.
  @Test func titlesAndDescriptionsAreText() {
    let text = """
      ---
      title: '*Of* $\\alpha$'
      description: "Why $x^2$ & `y`, $5 and more"
      ---
      """
    let document = Document.parse(text, path: "one.md").document
    let summary = ChapterSummary(document)
    #expect(summary.title == "Of α")
    #expect(summary.description == "Why x² & y, $5 and more")
    let page = HTMLRenderer(templates: builtInTemplates).page(document, ExecutionResult()).text
    #expect(page.contains("<title>Of α</title>"))
    #expect(page.contains("content=\"Why x² &amp; y, $5 and more\""))

    let heading = Document.parse("# Of $\\beta$\n", path: "one.md").document
    #expect(ChapterSummary(heading).title == "Of β")
  }

  /// Links and pictures, and where in the text their addresses are.
  @Test func linksHavePlaces() {
    let document = Document.parse(
      """
      ---
      title: Links
      ---

      Text, [two.md](two.md#end) and **[again](two.md#end)**,
      then ![a picture](<a b.png>).

      > - 中文 [x](y.csv), [![z](z.png)](two.md), [by name][n]

      <a href='two.md'><img alt="" src=z.png></a>

      [n]: elsewhere.md
      """, path: "one.md"
    ).document
    let links = ChapterSummary(document).links
    #expect(
      links.map { "\($0.range.lowerBound.line):\($0.range.lowerBound.column) \($0.destination)" }
        == [
          "5:16 two.md#end", "5:42 two.md#end", "6:20 a b.png", "8:16 y.csv", "8:30 z.png",
          "8:38 two.md", "8:5 elsewhere.md", "10:10 two.md", "10:34 z.png",
        ])
    for link in links where link.destination.hasPrefix("two.md") {
      #expect(document.text(of: link.range) == link.destination)
    }
  }

  @Test func anchorsAreWhateverHasAnID() {
    let document = parse(
      "## A\n\n## B {#c}\n\n$$ d $$ {#eq-d}\n\n![e](e){#e} [f]{#f} <a name=g></a>\n\n<p id=h>"
    ).document
    #expect(ChapterSummary(document).anchors == ["a", "c", "eq-d", "e", "f", "g", "h"])
  }

  @Test func labelsHavePlaces() {
    let document = Document.parse(
      """
      # T

      ## 1.2 A
      ## B {#sec-b}
      ## C {#other}

      > $$ x $$ {#eq-x}

      ```swift
      //| label: fig-a
      //| lst-label: lst-a
      ```

      ```swift
      //| label: model
      ```

      ![P](p.png){#fig-p}
      """, path: "one.md"
    ).document
    let labels = ChapterSummary(document).labels
    #expect(
      labels.map { "\($0.range.lowerBound.line) \($0.name)" } == [
        "3 sec-1-2", "4 sec-b", "7 eq-x", "9 fig-a", "9 lst-a", "18 fig-p",
      ])
  }
}
