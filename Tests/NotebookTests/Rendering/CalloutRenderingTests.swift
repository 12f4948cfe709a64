import Notebook
import Testing

/// Callouts as the pages have them.
@Suite struct CalloutRenderingTests {
  private let renderer = HTMLRenderer(templates: builtInTemplates)
  private let markdown = """
    > [!NOTE]
    > One *line*,
    > and another.

    > [!TIP]
    > - a
    >   - b
    >
    > ```text
    > code
    > ```

    > [!IMPORTANT]
    > > [!WARNING]
    > > within

    > [!CAUTION]
    >
    > $$
    > x
    > $$
    """

  @Test(arguments: ["en", "zh-CN"])
  func isARemark(language: String) throws {
    let parsed = Document.parse("---\nlang: \(language)\n---\n\n" + markdown, path: "x.md")
    #expect(parsed.diagnostics.isEmpty)
    try expectGolden(renderer.text(parsed.document), "Rendering/callouts-\(language).html")
  }

  @Test func isGitHubsInMarkdown() throws {
    let document = Document.parse(markdown, path: "x.md").document
    let written = MarkdownRenderer(templates: builtInTemplates).page(document, ExecutionResult())
      .text
    try expectGolden(written, "Rendering/callouts.md")
    let again = Document.parse(written, path: "x.md").document
    #expect(renderer.text(again) == renderer.text(document))
  }
}
