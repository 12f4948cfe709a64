import NotebookDisplay
import Testing

@testable import Notebook

/// What readers of a Markdown page open, and what stands out on it, as GitHub knows it.
@Suite struct MarkdownFoldingTests {
  private let renderer = MarkdownRenderer(templates: builtInTemplates)

  private func page(_ markdown: String, _ outputs: [CellOutput] = []) -> String {
    let document = Document.parse(markdown, path: "x.md").document
    return renderer.page(document, ExecutionResult(outputs: [0: outputs])).text
  }

  @Test(arguments: [
    ("code-fold: true", "<details><summary>Code · 2 lines</summary>"),
    ("code-fold: show", "<details open><summary>Code · 2 lines</summary>"),
    (
      "code-fold: true\n//| code-summary: A < B",
      "<details><summary>A &lt; B · 2 lines</summary>"
    ),
  ])
  func foldedCode(options: String, tag: String) {
    let text = page("```swift\n//| \(options)\nlet a = 1\na\n```\n", [.stream(.stdout, "1\n")])
    #expect(
      text == """
        \(tag)

        ```swift
        let a = 1
        a
        ```

        </details>

        ```text
        1
        ```

        """)
  }

  @Test func foldedCodeHasItsWordsInThePagesLanguage() {
    let text = page("---\nlang: zh\nexecute:\n  code-fold: true\n---\n\n```swift\na\n```\n")
    #expect(text.hasPrefix("<details><summary>代码 · 1行</summary>\n\n```swift\na\n```\n"), "\(text)")
  }

  @Test func captionsStandAboveFoldedCode() {
    let text = page(
      "```swift\n//| lst-cap: Why\n//| lst-label: lst-a\n//| code-fold: true\na\n```\n")
    #expect(
      text.hasPrefix("<a id=\"lst-a\"></a>**Listing 1** Why\n\n<details><summary>"), "\(text)")
  }

  /// They are folded where HTML pages have frames that scroll, with all of their rows.
  @Test(arguments: [20, 21])
  func longTables(rows: Int) {
    let isLong = rows > 20
    let table = Table(1...rows) { Column("n", { $0 }, total: .sum) }
    let shown = page(
      "```swift\n//| label: tbl-n\n//| tbl-cap: Rows\ntable\n```\n", [.display(table.mimeBundle)])
    #expect(shown.contains("<details><summary>\(rows) rows</summary>\n\n| n |\n| ---: |") == isLong)
    #expect(shown.hasSuffix("|\n\n</details>\n") == isLong)
    #expect(shown.contains("<a id=\"tbl-n\"></a>**Table 1** Rows\n\n"))
    #expect(shown.contains("| \(rows) |\n"))

    let lines = (1...rows).map { "| \($0) |\n" }.joined()
    let written = page("| n |\n| --- |\n\(lines)\n: Rows {#tbl-n}\n")
    #expect(written.contains("<details>") == isLong)
    #expect(written.contains("**Table 1** Rows\n\n<details>") == isLong)
    #expect(written.contains("| \(rows) |\n"))
  }

  /// As in HTML: the first column names the rows.
  @Test func numbersBehindDrawings() {
    let chart = SVG("<svg/>").mimeBundle.adding("x,a,b\n1,2,3\n\nx,c\n4,5", as: .csv)
    let text = page("```swift\nchart\n```\n", [.display(chart)])
    #expect(
      text.hasSuffix(
        """
        <details><summary>Data</summary>

        | x | a | b |
        | --- | ---: | ---: |
        | 1 | 2 | 3 |

        | x | c |
        | --- | ---: |
        | 4 | 5 |

        </details>

        """), "\(text)")
  }

  @Test func errorsAreCallouts() {
    let place = SourcePosition(line: 2, column: 1)..<SourcePosition(line: 2, column: 6)
    let error = Diagnostic(.error, "wrong: `a`\n  b", file: "x.md", range: place)
    let text = page("```swift\nwrong\n```\n", [.error(error)])
    #expect(
      text.hasSuffix(
        """
        > [!CAUTION]
        > **Error**
        >
        > ```text
        > wrong: `a`
        >   b
        > ```
        >
        > ```text
        > 2  wrong
        >    ^
        > ```
        >
        > `x.md:2:1`

        """), "\(text)")
  }

  /// A difference in it is one in the code, with the lines around the fence.
  @Test func foldedCodeIsCodeToComparisons() {
    let document = Document.parse("```swift\n//| code-fold: true\na\n```\n", path: "x.md").document
    let sections = renderer.sections(of: document, ExecutionResult(outputs: [0: []]))
    #expect(sections.map(\.codeLineCount) == [7])
  }
}
