import Testing

@testable import Notebook

/// What the words behind the backticks mean.
@Suite("Fences")
struct FenceTests {
  @Test(arguments: [
    ("python", "python"), ("{python}", "python"), ("{.python filename=\"run.py\"}", "python"),
    (" {.rust .numberLines}", "rust"), ("{#lst-a .c++}", "c++"), ("{.swift}", "swift"),
    ("{r, echo=FALSE}", "r"), ("{swiftui}", "swiftui"), ("{code-block} rust", "rust"),
    ("{python}", "python"),
    ("swift,ignore", "swift"),
  ])
  func namesTheLanguage(info: String, language: String) {
    #expect(FenceInfo(info) == .code(language: language))
  }

  @Test(arguments: ["{figure} small.png", "{math}", "{prf:theorem} Of x", "{note}"])
  func knowsNoDirectives(info: String) {
    let parsed = parse("x\n\n```\(info)\ny\n```")
    #expect(
      parsed.diagnostics.map(\.summary) == [
        "3:1: warning: directives are not understood: this is shown as code"
      ])
    let markdown = MarkdownRenderer(templates: builtInTemplates)
      .page(parsed.document, ExecutionResult()).text
    #expect(markdown == "x\n\n```\(info)\ny\n```\n")
    let html = HTMLRenderer(templates: builtInTemplates).text(parsed.document)
    #expect(html.contains("<code>y\n</code>"))
  }

  @Test func passesHTMLThrough() {
    let parsed = parse("```{=html}\n<b>x</b>\n```\n\n```{=latex}\n\\newpage\n```\n")
    #expect(HTMLWriter.html(of: parsed.document) == "<b>x</b>\n")
    #expect(parsed.diagnostics.isEmpty)
  }

  /// As knitr has them.
  @Test(arguments: [
    ("swift echo=FALSE, fig.cap=\"A, b\"", "//| echo: false\n//| fig-cap: A, b"),
    (
      "swift fig-a, fig.width = 6.5 , eval=T",
      "//| label: fig-a\n//| fig-width: 6.5\n//| eval: true"
    ),
    ("swift, label='fig-中', output=F", "//| label: fig-中\n//| output: false"),
    ("swift, tbl.cap=\"a \\\"b\\\"\\nc\"", #"//| tbl-cap: "a \"b\"\nc""#),
    ("swift,fig-cap='it\\'s {x}'", "//| fig-cap: it's {x}"), ("swift ", ""),
  ])
  func readsOptions(fence: String, lines: String) {
    for fence in ["```{\(fence)}", "- ~~~~ {\(fence)} "] {
      let parsed = parse("\(fence)\n\(fence.first == "-" ? "  " : "")1\n")
      #expect(parsed.document.cells.first?.source == "1")
      #expect(
        parsed.document.cells.first?.options
          == parse("```swift\n\(lines)\n1\n```").document.cells[0].options)
    }
  }

  @Test func sharesOptionsWithTheLinesBelow() {
    let parsed = parse("```{swift echo=FALSE}\n//| eval: false\n1\n```")
    let cell = parsed.document.cells[0]
    #expect(cell.options.echo == false && cell.options.eval == false)
    #expect(cell.source == "1" && cell.firstLine == 3)
    #expect(parsed.diagnostics.isEmpty)
  }

  @Test(arguments: [
    ("{swift ech=TRUE}", "1:11: error: unknown option `ech`; did you mean `echo`?"),
    ("{swift ouch.width=3}", "1:11: error: unknown option `ouch.width`"),
    ("{swift 中, echo=3}", "1:21: error: `echo` should be true or false"),
  ])
  func saysWhatIsWrong(info: String, message: String) {
    let parsed = parse("```\(info)\n1\n```")
    #expect(parsed.diagnostics.first?.summary.hasPrefix(message) == true, "\(parsed.diagnostics)")
  }

  @Test(arguments: [
    ("```{swift fig.align=\"center\", comment=\"\"}", ["fig-align", "comment"]),
    ("```{swift comment=NA, fig.cap=NULL, results='asis'}", []),
    ("```swift\n//| column: margin\n//| tbl-colwidths: [40, 60]", ["column", "tbl-colwidths"]),
    ("---\nexecute:\n  freeze: auto\n  keep-md: true\n---\n```swift", ["keep-md"]),
  ])
  func passesOverOptionsOfOtherTools(beginning: String, names: [String]) {
    let parsed = parse(beginning + "\n1\n```")
    #expect(parsed.document.cells.count == 1)
    #expect(parsed.diagnostics.map(\.message) == names.map { "`\($0)` has no effect here" })
    #expect(parsed.diagnostics.allSatisfy { $0.severity == .warning })
    #expect(parsed.document.frontMatter.execute.freeze == nil)
  }

  @Test func hidesResults() {
    let cells = parse("```{swift results='hide'}\n1\n```\n\n```{swift results=\"markup\"}\n1\n```")
      .document.cells
    #expect(cells.map(\.options.output) == [false, nil])
  }

  /// The text is shown, but that is said.
  @Test(arguments: [
    ("{swift a b}", 13), ("{swift fig.cap=paste(1)}", 11), ("{swift echo=", 11), ("{swift a", 12),
    ("{swift .class}", 11), ("{swift fig.cap='a}", 11),
  ])
  func warnsOfWhatIsNotRun(info: String, column: Int) throws {
    let parsed = parse("```\(info)\n1\n```")
    #expect(parsed.document.cells.isEmpty)
    let warning = try #require(parsed.diagnostics.first)
    #expect(warning.severity == .warning)
    #expect(warning.range?.lowerBound == SourcePosition(line: 1, column: column))
  }

  @Test func evaluatesCaptions() throws {
    let cell = try #require(
      parse("~~~{swift fig.cap=\"Of `{swift} n`\"}\nn\n~~~").document.cells.first)
    #expect(cell.captionExpressions.map(\.source) == ["n"])
    #expect(cell.captionExpressions[0].range.lowerBound == SourcePosition(line: 1, column: 32))
  }

  @Test(arguments: ["```math\nx + y\n```", "- ~~~math\n  x + y\n  ~~~"])
  func holdsFormulas(markdown: String) {
    #expect(parse(markdown).document.formulas == [Formula(tex: "x + y", display: true)])
  }

  /// GitHub's, in which nothing else of Markdown means anything.
  @Test func quotesFormulas() {
    let document = parse("a $`x_1 * y_2 *`$, $5 and `$`").document
    #expect(document.formulas == [Formula(tex: "x_1 * y_2 *", display: false)])
  }
}
