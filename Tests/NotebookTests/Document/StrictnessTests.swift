import NotebookDisplay
import Testing

@testable import Notebook

/// What a reader may miss: a warning, and an error of a strict build.
@Suite("Strictness")
struct StrictnessTests {
  @Test(arguments: [
    (
      "# a\n\n### b\n\n# c", "3:5",
      "a heading of level 3 follows one of level 1: the outline has a gap"
    ),
    ("x\n\n[a](#nowhere)", "3:1", "no heading matches the link `#nowhere`"),
    (
      "x ![](a.png)", "1:3",
      "this picture has no alternative text; write `![what it shows](…)`"
    ),
    (
      "> - ![ ][a]\n\n[a]: b.png", "1:5",
      "this picture has no alternative text; write `![what it shows](…)`"
    ),
    (
      "x <img src=a.png> <img alt>", "1:3",
      "this picture has no alternative text; write `<img alt=\"what it shows\" …>`"
    ),
    (
      "> <div>\n> <img src=a.png>\n> </div>", "2:1",
      "this picture has no alternative text; write `<img alt=\"what it shows\" …>`"
    ),
    ("<p>\n<a href='#nowhere'></p>", "2:1", "no heading matches the link `#nowhere`"),
    (
      "::: {.border}\nx\n:::", "1:1",
      "the division `{.border}` has no effect here: its content is shown as if it were not there"
    ),
    (
      "x\n\n::: a b", "3:1",
      "these colons are not understood: they begin callouts, `::: {.callout-note}`, and end them"
    ),
    (
      "|a|b|\n|-|-|\n|1|2||\n|1|`x|y`|", "4:1",
      "this row has more cells than the header; `|` inside a cell is written `\\|`"
    ),
    (
      "---\ntitle: T\n\ntext", "1:1",
      "the front matter that begins here has no closing `---`, so that it is text"
    ),
    ("x\n\n```python\ny\n\n# z", "3:1", "the code that begins here has no closing fence"),
    ("x\n\n:::", "3:1", "these colons end no division"),
    ("::: {.callout-note}\nx", "1:1", "no row of colons, `:::`, ends this division"),
    ("x {{< include a.md >}}", "1:3", "shortcodes are not understood: this is shown as text"),
  ])
  func turnsWarningsIntoErrors(markdown: String, place: String, message: String) {
    #expect(messages(markdown) == ["\(place): warning: \(message)"])
    let strict = Document.parse(markdown, path: "test.md", isStrict: true)
    #expect(strict.diagnostics.map(\.summary) == ["\(place): error: \(message)"])
  }

  @Test func leavesOtherWarningsAlone() {
    let strict = Document.parse("a[^b]\n\n> [!NOTES]\n> c", path: "test.md", isStrict: true)
    #expect(strict.diagnostics.map(\.severity) == [.warning, .warning])
  }

  private func figure(_ options: String, _ drawing: SVG, isStrict: Bool) -> [String] {
    let document = Document.parse("x\n\n```swift\n\(options)\n```\n", path: "test.md").document
    var pageOptions = PageOptions()
    pageOptions.isStrict = isStrict
    let renderer = HTMLRenderer(templates: builtInTemplates)
    let result = ExecutionResult(outputs: [0: [.display(drawing.mimeBundle)]])
    return renderer.page(document, result, options: pageOptions).diagnostics.map(\.summary)
  }

  @Test func asksForAlternativesOfFigures() {
    let message =
      "cell 'fig-a' shows a figure without an alternative text; say in `fig-alt` what there is to see"
    let bare = SVG("<svg/>")
    #expect(figure("//| label: fig-a", bare, isStrict: false) == ["3:1: warning: \(message)"])
    #expect(figure("//| label: fig-a", bare, isStrict: true) == ["3:1: error: \(message)"])
    #expect(figure("//| fig-alt: A line", bare, isStrict: true) == [])
    #expect(figure("//| fig-cap: A line", bare, isStrict: true) == [])
    #expect(figure("", SVG("<svg/>", alternative: "A line"), isStrict: true) == [])
  }
}
