import Testing

@testable import Notebook

@Suite struct SearchIndexTests {
  private func sections(_ markdown: String) -> [SearchIndex.Section] {
    SearchIndex.Section.sections(
      of: Document.parse(markdown, path: "one.md").document, ExecutionResult(), page: "one.html",
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
}
