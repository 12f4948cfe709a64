import NotebookDisplay
import Testing

@testable import Notebook

@Suite struct SearchIndexTests {
  private func sections(_ markdown: String, _ result: ExecutionResult = ExecutionResult())
    -> [SearchIndex.Section]
  {
    SearchIndex.Section.sections(
      of: Document.parse(markdown, path: "one.md").document, result, page: "one.html",
      languages: builtInTemplates.languages)
  }

  @Test func titlesAreFound() {
    let titled = sections("---\ntitle: The title\n---\n\n## First {#first}\n\nText.\n")
    #expect(titled.map(\.title) == ["The title", "First"])
    #expect(titled.map(\.id) == [nil, "first"])
    #expect(sections("# Only\n\nText.\n").map(\.title) == ["Only"])
    #expect(sections("---\ntitle: Nothing else\n---\n").map(\.title) == ["Nothing else"])
  }

  @Test func referencesHaveTheirTexts() {
    let text = sections(
      """
      ---
      title: 3 Three
      ---

      See **@fig-p** and @sec-end.

      ![A caption](pic.png){#fig-p}

      ## The end {#sec-end}
      """)[0].text
    #expect(text == "See Figure 3.1 and The end. A caption")
  }

  @Test func formulasAreReadable() {
    let result = ExecutionResult(
      outputs: [
        0: [
          .display(SVG("<svg/>").mimeBundle), .display(Markdown("- about $x^2$").mimeBundle),
        ]
      ], inlineValues: [0: "1\\_000"])
    let sections = sections(
      """
      ---
      title: Of $\\alpha$
      ---

      As **$\\frac{a}{b}$** is `{swift} n`.

      ```swift
      //| fig-cap: The *loss* $L_i$
      plot()
      ```

      ## The $\\beta$ {#end}

      | $\\pi$ |
      | --- |
      | 3 |
      """, result)
    #expect(sections.map(\.title) == ["Of α", "The β"])
    #expect(sections.map(\.text) == ["As a/b is 1_000. The loss Lᵢ about x²", "π 3"])
  }
}
