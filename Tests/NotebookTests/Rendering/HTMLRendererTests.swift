import Notebook
import Testing

@Suite struct HTMLRendererTests {
  private let renderer = HTMLRenderer(
    templates: try! Templates(
      builtIn: packageFolder + "/templates",
      overrides: packageFolder + "/Tests/NotebookTests/Fixtures/Rendering/templates"))

  private var options: PageOptions {
    var options = PageOptions()
    options.book = .init("智能计算系统习题解答", href: "index.html")
    options.previous = .init("神经网络基础", href: "ch2.html")
    options.next = .init("编程框架使用", href: "ch4.html")
    options.source = "ch3.md"
    options.formats = [.init("ch3.ipynb", href: "ch3.ipynb")]
    options.toolchain = "Swift 6.3.1"
    return options
  }

  @Test func rendersAChapter() throws {
    let page = renderer.page(SampleChapter.document, SampleChapter.result, options: options)
    try expectGolden(page.text, "Rendering/chapter.html")
    #expect(page == renderer.page(SampleChapter.document, SampleChapter.result, options: options))
  }

  @Test(arguments: [
    ("11.63 G", "<span class=\"value quantity\""), ("−3 °C", "<span class=\"value quantity\""),
    ("3 of them", "<span class=\"value\""), ("AlexNet", "<span class=\"value\""),
    ("1,234", "<data class=\"value\""),
  ])
  func keepsUnitsWithTheirNumbers(value: String, tag: String) {
    let document = Document.parse("x `{swift} y` z", path: "x.md").document
    #expect(renderer.text(document, ExecutionResult(inlineValues: [0: value])).contains(tag))
  }
}
