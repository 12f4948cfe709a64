import Testing

@testable import Notebook

/// Formulas in environments of LaTeX, without dollars around them.
@Suite struct MathEnvironmentTests {
  @Test(arguments: [
    "\\begin{align} is how it begins", "\\begin{align} a \\end{align} is one",
    "\\begin{align}\na\n\n\\end{align}", "\\begin{align}\na\n\\end{align} b",
    "\\begin{aligned}\na\n\\end{aligned}", "x \\begin{align} a \\end{align}",
    "`\\begin{align} a \\end{align}`",
  ])
  func otherTextIsNone(markdown: String) {
    #expect(!html(markdown).contains("math"))
    #expect(messages(markdown) == [])
  }

  @Test func dollarsEncloseThem() {
    #expect(
      html("$$\n\\begin{align}\na\n\\end{align}\n$$")
        == "<div class=\"math\">\\begin{align}\na\n\\end{align}</div>\n")
    #expect(html("a $$\n\\begin{align}\na\n\\end{align}\n$$").contains("math display"))
  }

  @Test func areNumberedByLabels() {
    let text =
      "\\begin{align}\na\n\\end{align} {#eq-x}\n\n@eq-x, \\(x\\)\n\n\\begin{gather}b\\end{gather} {#eq-y}"
    #expect(messages(text) == [])
    let document = parse(text).document
    #expect(document.equations.map(\.label) == ["eq-x", "eq-y"])
    let page = MarkdownRenderer(templates: builtInTemplates).page(document, ExecutionResult()).text
    #expect(page.contains("\n$$\n\\begin{align}\na\n\\end{align} \\tag{1}\n$$\n"))
  }

  @Test func areTypeset() {
    let renderer = HTMLRenderer(
      templates: builtInTemplates,
      math: KaTeXTypesetter(record: FormulaRecord(path: "/nonexistent/formulas.json")))
    for name in ["align", "equation", "gather", "multline"].flatMap({ [$0, $0 + "*"] }) + [
      "alignat"
    ] {
      let argument = name == "alignat" ? "{2}" : ""
      let document = parse(
        "\\begin{\(name)}\(argument)\na \\\\\nb\n\\end{\(name)}".replacing(
          " \\\\\nb", with: name.hasPrefix("equation") ? "" : " \\\\\nb")
      ).document
      #expect(renderer.problems(in: document) == [])
      #expect(renderer.text(document).contains("katex-display"))
    }
    let wrong = parse("\\begin{multline}\na \\wrong\n\\end{multline}").document
    #expect(renderer.problems(in: wrong).map { "\($0.range!.lowerBound)" } == ["2:3"])
  }
}
