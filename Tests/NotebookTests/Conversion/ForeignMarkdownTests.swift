import Testing

@testable import Notebook

/// Chapters that were written for other tools are chapters as they are.
@Suite struct ForeignMarkdownTests {
  private func cells(_ text: String, _ path: String) -> (cells: [Cell], diagnostics: [Diagnostic]) {
    let parsed = Document.parse(text, path: path)
    let cells = parsed.document.blocks.compactMap { block in
      if case .cell(let cell) = block.kind { cell } else { nil }
    }
    return (cells, parsed.diagnostics)
  }

  @Test func quartoFencesAndOptions() {
    let (cells, diagnostics) = cells(
      """
      ---
      title: Penguins
      format:
        html:
          code-fold: true
      jupyter: swift
      ---

      ## One

      ```{swift}
      #| label: fig-one
      #| fig-cap: "A caption"
      #| echo: false
      1 + 1
      ```

      ```swift
      2
      ```
      """, "a.qmd")
    #expect(diagnostics.isEmpty, "\(diagnostics)")
    #expect(cells.map(\.source) == ["1 + 1", "2"])
    #expect(cells[0].label == "fig-one")
    #expect(cells[0].options.figureCaption == "A caption")
    #expect(cells[0].options.echo == false)
    #expect(BuildPaths(chapter: "a.qmd", output: "out").name == "a")
  }

  @Test func jupytextMarkdown() {
    let (cells, diagnostics) = cells(
      """
      ---
      jupyter:
        jupytext:
          text_representation:
            extension: .md
            format_name: markdown
        kernelspec:
          display_name: Swift
          language: swift
          name: swift
      ---

      # Title

      <!-- #region tags=["note"] -->
      A paragraph.

      Another one.
      <!-- #endregion -->

      ```swift tags=["plot"]
      let a = 1
      ```

      ```swift
      a
      ```
      """, "a.md")
    #expect(diagnostics.isEmpty, "\(diagnostics)")
    #expect(cells.map(\.source) == ["let a = 1", "a"])
  }
}
