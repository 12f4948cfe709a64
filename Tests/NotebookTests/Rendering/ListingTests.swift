import Testing

@testable import Notebook

/// Code with a caption is counted in the order of the text, the author's own with that of cells.
@Suite struct ListingTests {
  private let text = """
    @lst-a, @lst-b, @lst-c, [-@lst-c], @lst-d.

    ```swift
    //| label: lst-a
    let a = 1
    ```

    ```sh
    ls
    ```

    : The *files* {#lst-b}

    ```swift
    //| label: tbl-c
    //| lst-label: lst-c
    //| lst-cap: After @lst-b
    a
    ```

    ```swift
    //| lst-cap: Without a label
    //| lst-label: lst-d
    //| code-fold: true
    a
    ```
    """

  private let result = ExecutionResult(outputs: [0: [], 1: [], 2: []])

  private func page(_ text: String) -> RenderedPage {
    HTMLRenderer(templates: builtInTemplates)
      .page(Document.parse(text, path: "ch3.md").document, result)
  }

  @Test func html() {
    let page = page(text)
    #expect(page.diagnostics.isEmpty, "\(page.diagnostics)")
    for (id, number) in [("a", 1), ("b", 2), ("c", 3), ("d", 4)] {
      #expect(page.text.contains("<a class=\"xref\" href=\"#lst-\(id)\">Listing \(number)</a>"))
    }
    for expected in [
      ">3</a>", "<p class=\"listing\" id=\"lst-a\"><b>Listing 1</b> </p>",
      "<figure class=\"listed\" id=\"lst-b\">\n<figcaption><b>Listing 2</b> The <em>files</em>",
      "<p class=\"listing\" id=\"lst-c\"><b>Listing 3</b> After <a class=\"xref\"",
    ] {
      #expect(page.text.contains(expected), "\(expected)")
    }
  }

  @Test func markdown() {
    let text = MarkdownRenderer(templates: builtInTemplates).page(
      Document.parse(text, path: "ch3.md").document, result
    ).text
    #expect(text.contains("<a id=\"lst-a\"></a>**Listing 1**\n\n```swift\nlet a"), "\(text)")
    #expect(text.contains("<a id=\"lst-b\"></a>**Listing 2** The *files*\n\n```sh\n"))
    #expect(text.contains("[Listing 4](#lst-d)"))
  }

  @Test func codeThatIsNotShownHasNoNumber() {
    let page = page("@lst-a\n\n```swift\n//| label: lst-a\n//| echo: false\n1\n```\n")
    #expect(page.diagnostics.map(\.range?.lowerBound.line) == [1])
  }
}
