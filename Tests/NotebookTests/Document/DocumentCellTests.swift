import Testing

@testable import Notebook

@Suite("Cells and their options")
struct DocumentCellTests {
  private func options(_ lines: String) -> CellOptions {
    parse("```swift\n\(lines)\n```\n").document.cells.first?.options ?? CellOptions()
  }

  @Test(arguments: [
    ("swift", true), ("{swift}", true), ("{code-cell} swift", true), ("swift,ignore", false),
    ("python", false), ("{python}", false), ("{code-cell} python", false), ("", false),
    ("swiftui", false),
  ])
  func fences(info: String, isCell: Bool) {
    #expect(parse("```\(info)\n1\n```\n").document.cells.count == (isCell ? 1 : 0))
  }

  @Test func indentedCodeIsNoCell() {
    #expect(parse("    ```swift\n    1\n    ```\n").document.cells.isEmpty)
  }

  @Test func languageOfIgnoredSwift() {
    #expect(html("```swift,ignore\n1\n```") == html("```swift\n1\n```"))
  }

  @Test func expressionsInCaptions() throws {
    let text =
      "Of `{swift} n` cells\n\n```swift\n//| fig-cap: \"After `{swift} n + 1`, `{swift} \\\"x\\\"`\"\nn\n```\n"
    let document = parse(text).document
    let cell = try #require(document.cells.first)
    #expect(cell.captionExpressions.map(\.source) == ["n + 1", "\"x\""])
    #expect(cell.captionExpressions.map(\.index) == [1, 2])
    #expect(cell.captionExpressions[0].range.lowerBound == SourcePosition(line: 4, column: 30))
    #expect(
      cell.withCaptionValues([1: "3"]).options.figureCaption == "After 3, `{swift} \"x\"`")
    #expect(document.inlineExpressions.map(\.source) == ["n"])
  }

  @Test func everyOption() {
    var expected = CellOptions(label: "fig-loss")
    expected.eval = true
    expected.echo = false
    expected.output = true
    expected.warning = false
    expected.error = true
    expected.include = false
    expected.codeFold = .show
    expected.codeSummary = "Show: the code"
    expected.figureCaption = "Loss\nof training\n"
    expected.figureAlternative = "falls"
    expected.figureSubcaptions = ["a", "b"]
    expected.figureWidth = 6.5
    expected.figureHeight = 4
    expected.tableCaption = "table"
    expected.listingCaption = "listing"
    expected.listingLabel = "lst-loss"
    expected.layoutColumns = 2
    expected.cache = false
    expected.freeze = true
    expected.volatile = true
    expected.optimize = .speed
    expected.timeout = 600
    expected.memory = 512 << 20
    expected.seed = 20
    let cell = """
      //| label: fig-loss
      //| eval: true
      //| echo: false
      //| output: true
      //| warning: false
      //| error: true
      //| include: false
      //| code-fold: show
      //| code-summary: "Show: the code"
      //| fig-cap: |
      //|   Loss
      //|   of training
      //| fig-alt: falls
      //| fig-subcap:
      //|   - a
      //|   - b
      //| fig-width: 6.5
      //| fig-height: 4
      //| tbl-cap: table
      //| lst-cap: listing
      //| lst-label: lst-loss
      //| layout-ncol: 2
      //| cache: false
      //| freeze: true
      //| volatile: true
      //| optimize: speed
      //| timeout: 10m
      //| memory: 512MB
      //| seed: 20
      """
    #expect(options(cell) == expected)
    #expect(options(cell.replacing("//|", with: "#|")) == expected)
    #expect(messages("```swift\n\(cell)\n```") == [])
  }

  @Test(arguments: [("4GB", 4 << 30), ("1024", 1024), ("1.5 KB", 1536)])
  func memory(text: String, bytes: Int) {
    #expect(options("//| memory: \(text)").memory == bytes)
  }

  @Test(arguments: [("2.5", 2.5), ("90s", 90), ("2h", 7200)])
  func timeout(text: String, seconds: Double) {
    #expect(options("//| timeout: \(text)").timeout == seconds)
  }

  @Test func sourceAndPositions() {
    let markdown = """
      ---
      title: T
      ---
      ```swift
      //| echo: false
      let a = 1

      //| not an option
      ```

      > - ```swift
      >   b
      >     c
      >   ```

      ~~~swift
      ~~~
      """
    for source in [markdown, markdown.replacing("\n", with: "\r\n"), "\u{FEFF}" + markdown] {
      let document = parse(source).document
      #expect(
        document.cells.map(\.source) == ["let a = 1\n\n//| not an option", "b\n  c", ""])
      #expect(document.cells.map(\.firstLine) == [6, 12, 17])
      #expect(document.cells.map(\.indentation) == [0, 4, 0])
      #expect(document.cells.map(\.index) == [0, 1, 2])
      let ranges = document.blocks.map(\.range).map { "\($0.lowerBound)-\($0.upperBound)" }
      #expect(ranges == ["4:1-9:4", "11:1-14:8", "16:1-17:4"])
    }
  }

  @Test(arguments: [
    ("//| ecko: false", "2:5: error: unknown option `ecko`; did you mean `echo`?"),
    ("//| figcap: x", "2:5: error: unknown option `figcap`; did you mean `fig-cap`?"),
    ("//| zzzzzzzzzz: x", "2:5: error: unknown option `zzzzzzzzzz`"),
    ("//| echo: maybe", "2:11: error: `echo` should be true or false"),
    ("//| echo: \"true\"", "2:11: error: `echo` should be true or false"),
    (
      "//| timeout: soon", "2:14: error: `timeout` should be seconds, or a duration such as \"10m\""
    ),
    ("//| memory: -1", "2:13: error: `memory` should be bytes, or a size such as \"512MB\""),
    ("//| optimize: fast", "2:15: error: `optimize` should be one of `auto`, `speed`, `none`"),
    ("//| error: maybe", "2:12: error: `error` should be true, false or the type of an error"),
    ("//| error: \"Bad\"", "2:12: error: `error` should be true, false or the type of an error"),
    ("//| seed: 1.5", "2:11: error: `seed` should be a whole number"),
    ("//| fig-cap: [a]", "2:14: error: `fig-cap` should be text"),
    (
      "//| label: a b",
      "2:12: error: `label` should be letters, digits, `-`, `_`, `.` and `:`, without spaces"
    ),
    ("//| just text", "2:5: error: this should be YAML of the form `key: value`"),
  ])
  func wrongOptions(line: String, message: String) {
    #expect(messages("```swift\n\(line)\n1\n```") == [message])
  }

  @Test func wrongOptionsHaveTheirPlace() {
    let parsed = parse("- ```swift\n  //| label: x\n  //| 标题: [1\n  //| echo: 3\n  ```\n")
    #expect(parsed.diagnostics.count == 1)
    #expect(parsed.diagnostics.first?.message.hasPrefix("the YAML is broken: ") == true)
    let twice = parse("```swift\n//| echo: 3\n//| warning: 4\n```").diagnostics
    #expect(twice.map(\.range?.lowerBound.line) == [2, 3])
  }

  @Test func duplicateLabel() {
    let cell = "```swift\n//| label: a\n```\n"
    let diagnostic = parse(cell + cell).diagnostics.first
    #expect(diagnostic?.summary == "5:12: error: the label `a` is taken")
    #expect(diagnostic?.notes.map(\.summary) == ["2:12: note: by this cell"])
  }

  @Test(arguments: [
    "```swift\n1\n", "```swift\n1\n``\n\ntext\n", "> ```swift\n> 1\n```\nx\n```\n",
    "- ```swift\n  1\n```\nx\n```\n", "```swift", "> ```swift\n\ntext",
  ])
  func unclosedFence(markdown: String) {
    #expect(
      messages(markdown).map { String($0.suffix(36)) }
        == ["that begins here has no closing fence"].map { String($0.suffix(36)) })
  }

  @Test func unclosedFenceOfProseIsNoError() {
    #expect(
      messages("```python\n1\n")
        == ["1:1: warning: the code that begins here has no closing fence"])
  }

  @Test func inlineExpressions() {
    let document = parse(
      "精度 `{swift} percent(x)`\n> - and **`` {swift}  a ` b ``**\n\n"
        + "| `{swift} c` |\n|-|\n\n`{swift}` `{swift}x` `{swiftui} y`\n"
    ).document
    #expect(document.inlineExpressions.map(\.source) == ["percent(x)", "a ` b", "c"])
    #expect(document.inlineExpressions.map(\.index) == [0, 1, 2])
    for expression in document.inlineExpressions {
      #expect(document.text(of: expression.range) == expression.source)
    }
  }

  @Test func answers() {
    let cell = "\n```swift\n```\n"
    let markdown =
      cell + "# Intro" + cell + "## 3.10 Train" + cell + "### Detail" + cell + "## More {#more}"
      + cell + "> ## 3.11 Quoted\n" + cell
    #expect(
      parse(markdown).document.cells.map(\.answer) == [nil, nil, "3.10", "3.10", "more", "3.11"])
  }
}
