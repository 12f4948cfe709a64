import NotebookDisplay
import Testing

@testable import Notebook

@Suite struct CrossReferenceTests {
  private let renderer = HTMLRenderer(templates: builtInTemplates)

  private func document(_ body: String, title: String = "第 3 章 题", language: String = "zh-CN")
    -> Document
  {
    let parsed = Document.parse(
      "---\ntitle: \(title)\nlang: \(language)\n---\n\n" + body, path: "ch3.md")
    #expect(parsed.diagnostics.isEmpty)
    return parsed.document
  }

  private func html(_ document: Document, _ result: ExecutionResult = ExecutionResult()) -> String {
    renderer.page(document, result).text
  }

  private let equations = """
    $$ a $$ {#eq-a}

    $$ b $$

    $$ c \\tag{T} $$ {#eq-t}

    > $$ d $$ {#eq-d}

    式：@eq-a、@eq-t、@eq-d、[-@eq-d]，见
    @eq-a。
    """

  @Test func numbersLabelledEquations() {
    let html = html(document(equations))
    for expected in [
      "<div class=\"equation numbered\" id=\"eq-a\">", "aria-label=\"式(3.1)\"",
      "<a class=\"eqno\" href=\"#eq-a\">(3.1)</a>", "<a class=\"eqno\" href=\"#eq-d\">(3.2)</a>",
      "<div class=\"equation\" id=\"eq-t\">", "<a class=\"xref\" href=\"#eq-t\">式(T)</a>",
      "式：<a class=\"xref\" href=\"#eq-a\">式(3.1)</a>、",
      ">3.2</a>，见<a class=\"xref\" href=\"#eq-a\">式(3.1)</a>。",
    ] {
      #expect(html.contains(expected), "\(expected)")
    }
    #expect(!html.contains("href=\"#eq-t\">(T)"))
  }

  @Test func writesEquationsForGitHub() {
    let text = MarkdownRenderer(templates: builtInTemplates).page(
      document(equations), ExecutionResult()
    ).text
    #expect(text.contains("<a id=\"eq-a\"></a>\n\n$$\na \\tag{3.1}\n$$\n\n$$\nb\n$$\n"))
    #expect(text.contains("$$\nc \\tag{T}\n$$"))
    #expect(text.contains("> $$\n> d \\tag{3.2}\n> $$"))
    #expect(text.contains("式：[式(3.1)](#eq-a)、[式(T)](#eq-t)、[式(3.2)](#eq-d)、[3.2](#eq-d)"))
    let comment = document("$$\na % $\n$$ {#eq-a}")
    #expect(
      MarkdownRenderer(templates: builtInTemplates).page(comment, ExecutionResult()).text
        .contains("$$\na % $\n\\tag{3.1}\n$$"))
  }

  @Test func speaksEnglish() {
    let body =
      "# 1 Three {#sec-x}\n\n## 1.2 One {#sec-one}\n\n## *Two* {#sec-two}\n\n"
      + "@sec-one, @sec-two, @sec-x, [-@sec-one]"
    let html = html(document(body, title: "", language: "en"))
    for text in [">Section 1.2<", "><em>Two</em><", ">Chapter 1<", ">1.2</a></p>"] {
      #expect(html.contains(text), "\(text)")
    }
  }

  @Test(arguments: [
    ("a \\tag{3.1}", true), ("a \\tag{3.2}", false), ("a \\\\tag{3.1}", false),
    ("a \\\\\\tag*{3.1}", true), ("\\tag{3.1}", true),
  ])
  func ownNumbersMayNotCollide(tex: String, collides: Bool) {
    let document = document("$$ x $$ {#eq-a}\n\n$$\n\(tex)\n$$\n")
    let problems = renderer.problems(in: document)
    #expect(problems.map(\.range?.lowerBound.line) == (collides ? [8] : []))
    #expect(problems.first?.notes.map(\.range?.lowerBound.line) == (collides ? [6] : nil))
  }

  private let floats = """
    @fig-a, @tbl-b.

    ```swift
    //| label: tbl-b
    //| tbl-cap: After @fig-a
    ```

    ```swift
    //| label: fig-a
    //| fig-alt: A drawing
    ```
    """

  @Test func callsFloatsByTheirNumbers() {
    let result = ExecutionResult(outputs: [
      0: [.display(Table([1]) { Column("n", { $0 }) }.mimeBundle)],
      1: [.display(SVG("<svg/>").mimeBundle)],
    ])
    let page = renderer.page(document(floats), result)
    #expect(page.diagnostics.isEmpty)
    #expect(page.text.contains("<a class=\"xref\" href=\"#fig-a\">图3.1</a>, <a class=\"xref\""))
    #expect(
      page.text.contains("</b> After <a class=\"xref\" href=\"#fig-a\">图3.1</a></figcaption>"))
  }

  /// What did not run, or failed, may show anything; what ran and shows nothing never will.
  @Test func reportsCellsThatShowNothing() {
    let failure = Diagnostic(.error, "failed", file: "ch3.md")
    let document = document(floats)
    #expect(renderer.problems(in: document).isEmpty)
    let partly = renderer.page(document, ExecutionResult(outputs: [1: [.error(failure)]]))
    #expect(partly.diagnostics.isEmpty)
    #expect(partly.text.contains("<code class=\"pending\">@fig-a</code>"))
    let page = renderer.page(
      document, ExecutionResult(outputs: [0: [], 1: [.stream(.stdout, "x")]]))
    #expect(
      page.diagnostics.map(\.range?.lowerBound) == [
        SourcePosition(line: 6, column: 1), SourcePosition(line: 6, column: 9),
      ])
  }
}
