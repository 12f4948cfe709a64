import Notebook
import Testing

@Suite struct MarkdownRendererTests {
  @Test func rendersAChapter() throws {
    let page = MarkdownRenderer().page(SampleChapter.document, SampleChapter.result)
    try expectGolden(page.text, "Rendering/chapter.md")
    #expect(page.files.map(\.path) == ["ch3_files/fig-loss-1.svg"])
    #expect(page == MarkdownRenderer().page(SampleChapter.document, SampleChapter.result))
  }
}
