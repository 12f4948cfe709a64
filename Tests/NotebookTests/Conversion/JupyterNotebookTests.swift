import Foundation
import NotebookDisplay
import Testing

@testable import Notebook

/// Chapters as Jupyter notebooks, and back.
@Suite struct JupyterNotebookTests {
  private func notebook(_ markdown: String, outputs: [Int: [CellOutput]] = [:]) -> JupyterNotebook {
    JupyterNotebook(Document.parse(markdown, path: "a.md").document, outputs: outputs)
  }

  /// There, through a file, and back.
  private func returned(_ markdown: String) throws -> String {
    try JupyterNotebook(json: notebook(markdown).json).markdown
  }

  @Test func cellsAreCodeAndTheTextBetweenThem() {
    let cells = notebook(
      """
      ---
      title: T
      ---

      # One

      Text with `{swift} a`.

      ```swift
      //| label: first
      let a = 1

      a
      ```

      ```python
      shown()
      ```
      """
    ).cells
    #expect(cells.map(\.kind) == [.raw, .markdown, .code, .markdown])
    #expect(
      cells.map(\.source.text) == [
        "---\ntitle: T\n---", "# One\n\nText with `{swift} a`.", "//| label: first\nlet a = 1\n\na",
        "```python\nshown()\n```",
      ])
    #expect(cells[2].id == "first")
    #expect(cells.allSatisfy { $0.metadata.layout == nil })
  }

  static let texts = [
    "", "\n", "\n\n\n", "text", "text\n", "\n\ntext\n\n\n",
    "```swift\n```\n", "```swift\n\n```\n", "```swift\n\n\n```\n", "```swift\na\n```",
    "```swift\na\n```\n```swift\nb\n```\n", "text\n```swift\na\n```\ntext\n",
    "text\n\n\n```swift\na\n\n```\n\n\n\ntext\n", "   ```swift\n   a\n  b\n   ```\n",
    "````swift\nlet s = \"```\"\n`````\n", "~~~ {swift}\na\n~~~~  \n",
    "```{code-cell} swift\na\n```\n",
    "- item\n\n  ```swift\n  a\n  ```\n\n> ```swift\n> b\n> ```\n",
    "text\r\n\r\n```swift\r\na\r\n```\r\n\r\ntext\r\n", "---\ntitle: 中文\n---\n```swift\na\n```\n",
    "---\n---\n\n\n文\u{2028}字\u{0B}\n", "---\nno front matter\n", "a\n\n---\n\nb\n",
    "```{swift fig-x, echo=FALSE}\na\n```\n", "```{swift a b}\na\n```\n",
    "<!--\n```swift\na\n```\n-->\n\n```swift\nb\n```\n",
  ]

  @Test(arguments: texts) func markdownComesBack(_ text: String) throws {
    #expect(try returned(text) == text)
  }

  @Test func publishedChaptersComeBack() throws {
    let folder = #filePath.split(separator: "Tests/")[0] + "notebooks"
    let names = try FileManager.default.contentsOfDirectory(atPath: String(folder))
    let chapters = names.filter { $0.hasSuffix(".md") }
    #expect(chapters.contains("ch3.md"))
    for name in chapters {
      let text = try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)
      #expect(try returned(text) == text, "\(name)")
    }
  }

  @Test func randomTextsComeBack() throws {
    var generator = SplitMix(state: 3)
    let parts = [
      "\n", "\n\n", "\r\n", "a", " ", "```", "```swift\n", "\n```\n", "~~~", "> ", "- ", "---\n",
      "中",
      "    ", "$$\n", "//| label: x\n", "\u{85}", "\t", "```{swift echo=F}\n",
    ]
    for _ in 0..<3_000 {
      let text = (0..<Int.random(in: 0...14, using: &generator))
        .map { _ in parts.randomElement(using: &generator)! }.joined()
      let parsed = Document.parse(text, path: "a.md")
      guard !parsed.diagnostics.contains(where: { $0.severity == .error }) else { continue }
      #expect(try returned(text) == text, "\(text.debugDescription)")
    }
  }

  @Test func idsAreUniqueAndStayWithTheirCells() {
    let cells = notebook("```swift\na\n```\n\nb\n\n```swift\na\n```\n").cells
    let more = notebook("new\n\n```swift\na\n```\n\nb\n\n```swift\na\n```\n").cells
    #expect(Set(cells.map(\.id)).count == 3)
    #expect(more.dropFirst().map(\.id) == cells.map(\.id))
    #expect(notebook("```swift\n//| label: 中\na\n```\n").cells[0].id?.count == 12)
  }

  @Test func outputsAreThere() throws {
    let bundle = MIMEBundle(plain: "2").adding("<b>2</b>", as: .html).adding([137, 80], as: .png)
    let made: [CellOutput] = [
      .stream(.stdout, "one\ntwo\n"), .display(bundle),
      .error(Diagnostic(.error, "Fatal error", file: "a.md")),
    ]
    let notebook = notebook("```swift\n1 + 1\n```\n", outputs: [0: made])
    let outputs = try #require(notebook.cells[0].outputs)
    #expect(
      outputs == [
        .stream(name: "stdout", MultilineText("one\ntwo\n")),
        .display([
          "text/plain": MultilineText("2"), "text/html": MultilineText("<b>2</b>"),
          "image/png": MultilineText("iVA="),
        ]),
        .error(name: "error", value: "Fatal error", traceback: ["Fatal error"]),
      ])
    #expect(try JupyterNotebook(json: notebook.json) == notebook)
    #expect(String(decoding: notebook.json, as: UTF8.self).contains(#""execution_count" : null"#))
  }

  @Test func notebooksOfOthersAreRead() throws {
    let json = #"""
      {"nbformat": 4, "nbformat_minor": 2, "metadata": {"kernelspec": {"name": "python3",
       "display_name": "Python 3", "language": "python"}, "authors": []},
       "cells": [
        {"cell_type": "markdown", "metadata": {"tags": []}, "source": ["# T\n", "text"]},
        {"cell_type": "code", "metadata": {}, "execution_count": 3, "source": "s = '```'",
         "outputs": [{"output_type": "execute_result", "execution_count": 3, "metadata": {},
          "data": {"text/plain": ["1"], "application/json": {"a": 1}}}]}]}
      """#
    let notebook = try JupyterNotebook(json: Data(json.utf8))
    #expect(notebook.markdown == "# T\ntext\n\n````python\ns = '```'\n````\n")
  }

  @Test func whatIsNoNotebookIsAnError() {
    func reason(_ json: String) -> String? {
      do throws(JupyterNotebook.Unreadable) {
        _ = try JupyterNotebook(json: Data(json.utf8))
        return nil
      } catch {
        return error.reason
      }
    }
    #expect(reason("{") != nil)
    #expect(reason("{}") == "the notebook has no 'cells'")
    #expect(
      reason(#"{"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "cells": []}"#)
        == "its format is 3, and only 4 can be read")
    #expect(
      reason(
        #"{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [{"cell_type": "code", "metadata": {}}]}"#
      ) == ".cells[0] has no 'source'")
  }
}
