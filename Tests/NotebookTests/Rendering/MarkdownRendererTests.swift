import Notebook
import Testing

@Suite struct MarkdownRendererTests {
  private let renderer = MarkdownRenderer(templates: builtInTemplates)

  @Test func rendersAChapter() throws {
    let page = renderer.page(SampleChapter.document, SampleChapter.result)
    try expectGolden(page.text, "Rendering/chapter.md")
    #expect(page.files.map(\.path) == ["ch3_files/fig-loss-1.svg"])
    #expect(page == renderer.page(SampleChapter.document, SampleChapter.result))
  }

  /// Stars beside full-width punctuation are text to GitHub.
  @Test(
    arguments: [
      ([.strong([.text("注意：")]), .text("这里")], "<strong>注意：</strong>这里"),
      ([.strong([.text("注意")]), .text("：这里")], "**注意**：这里"),
      ([.text("见"), .emphasis([.text("《书》")]), .text("。")], "见<em>《书》</em>。"),
      ([.emphasis([.text("a")]), .strong([.text("b")])], "<em>a</em>**b**"),
      ([.strong([.text(" x")])], "<strong> x</strong>"),
      ([.strikethrough([.text("旧")]), .text("新")], "~~旧~~新"),
      ([.link(destination: "#3.1 a b", title: "", content: [.text("3.1")])], "[3.1](<#3.1 a b>)"),
      (
        [.text("5 < 6 & 7 $ [x] a_b _c_ AT&T &lt;")],
        "5 \\< 6 & 7 \\$ \\[x\\] a_b \\_c\\_ AT\\&T \\&lt;"
      ),
      (
        [
          .text("设"), .math(tex: "x", display: false), .text("为"), .math(tex: "y", display: false),
          .text("。"),
        ],
        "设 $x$ 为 $y$。"
      ),
      ([.text("2026. x")], "2026\\. x"),
    ] as [([Inline], String)])
  func writesWhatGitHubUnderstands(content: [Inline], markdown: String) {
    let range = SourcePosition(line: 1)..<SourcePosition(line: 1)
    let document = Document(
      path: "x.md", source: "", blocks: [Block(.paragraph(content), range: range)])
    #expect(renderer.page(document, ExecutionResult()).text == markdown + "\n")
  }
}
