import NotebookDisplay
import Testing

@testable import Notebook

@Suite struct MathRenderingTests {
  private let renderer = HTMLRenderer(
    templates: builtInTemplates,
    math: KaTeXTypesetter(record: FormulaRecord(path: "/nonexistent/formulas.json")))

  @Test func rendersFormulas() throws {
    let document = document(
      [
        block(
          .paragraph([
            .text("即"), math("w^T x"), .text("，而（"), math("x < 1"), .text("）与"),
            math("y"), .text("不同"),
          ]), 1),
        block(.math(tex: "\\sum_{i=1}^{n} i \\tag{3.1}"), 2),
      ], source: "")
    try expectGolden(renderer.text(document), "Mathematics/formulas.html")
  }

  @Test func embedsStylesOnlyForFormulas() {
    let plain = renderer.page(document([block(.thematicBreak, 1)], source: "---"), .init())
    #expect(!plain.text.contains("KaTeX"))
    let page = renderer.page(document([block(.math(tex: "x"), 1)], source: "$$x$$"), .init())
    #expect(page.text.contains("@font-face{src:url(data:font/woff2;base64,"))
    #expect(!page.text.contains("url(fonts/"))
    #expect(page.diagnostics.isEmpty)
  }

  @Test func keepsFormulasWithTheirPunctuation() {
    let html = renderer.text(
      document(
        [
          block(
            .paragraph([.text("（"), math("a"), .text("。中"), math("b"), .text("文，"), math("c")]), 1)
        ], source: ""))
    #expect(html.contains("（&#x2060;<span class=\"m ps pe\">"))
    #expect(html.contains("</span>&#x2060;。中<span class=\"m\">"))
    #expect(html.contains("文，<span class=\"m\">"))
  }

  @Test func reportsErrorsWhereTheyStand() throws {
    let source = """
      # A \\bad $\\bad$
      中文 $x$ 与 $1 + \\wrong$
      $$
      a
      + \\missing
      $$
      > $$
      > b
      > \\quoted
      > $$
      """
    let heading = Heading(level: 1, content: [math("\\bad")], id: "a")
    let document = document(
      [
        block(.heading(heading), 1),
        block(.paragraph([.text("中文 "), math("x"), .text(" 与 "), math("1 + \\wrong")]), 2),
        block(.math(tex: "a\n+ \\missing"), 3, through: 6),
        block(.blockQuote([block(.math(tex: "b\n\\quoted"), 7, through: 10)]), 7, through: 10),
      ], source: source)
    let page = renderer.page(document, ExecutionResult())
    #expect(
      page.diagnostics.map { "\($0.range!.lowerBound.line):\($0.range!.lowerBound.column)" }
        == ["1:11", "2:21", "5:3", "7:1"])
    #expect(page.diagnostics.allSatisfy { $0.severity == .error && $0.file == "ch3.md" })
    #expect(page.diagnostics[1].message == "Undefined control sequence: \\wrong")
    #expect(renderer.problems(in: document) == page.diagnostics)
    #expect(
      page.text.contains(
        "<code class=\"tex-error\" title=\"Undefined control sequence: \\wrong\">1 + \\wrong</code>"
      ))
  }

  @Test func reportsErrorsOfOutputsAtTheirCell() {
    let cell = Cell(index: 0, source: "rule", firstLine: 5)
    let result = ExecutionResult(
      outputs: [0: [.display(MIMEBundle(plain: "").adding("> $\\bad$", as: .markdown))]],
      inlineValues: [:])
    let document = document([block(.cell(cell), 4, through: 6)], source: "")
    #expect(renderer.problems(in: document).isEmpty)
    let diagnostics = renderer.page(document, result).diagnostics
    #expect(diagnostics.map(\.range?.lowerBound.line) == [4])
  }

  @Test func reportsAMissingKaTeXOnce() throws {
    let renderer = HTMLRenderer(
      templates: try Templates(builtIn: packageFolder + "/templates"),
      math: KaTeXTypesetter(
        library: KaTeXLibrary(KaTeXInstallation(folder: "/nonexistent")),
        record: FormulaRecord(path: "/nonexistent/formulas.json")))
    let document = document(
      [block(.paragraph([math("x"), math("y")]), 1), block(.math(tex: "z"), 2)], source: "")
    let diagnostics = renderer.problems(in: document)
    #expect(diagnostics.count == 1)
    #expect(diagnostics.first?.range == nil)
  }

  private func math(_ tex: String) -> Inline { .math(tex: tex, display: false) }

  private func block(_ kind: Block.Kind, _ line: Int, through last: Int? = nil) -> Block {
    Block(kind, range: SourcePosition(line: line)..<SourcePosition(line: last ?? line, column: 99))
  }

  private func document(_ blocks: [Block], source: String) -> Document {
    Document(path: "ch3.md", source: source, blocks: blocks)
  }
}
