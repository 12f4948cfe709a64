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
    ("1,234", "<data class=\"value\""), ("2.4e-10", "<data class=\"value\" value=\"2.4e-10\""),
  ])
  func keepsUnitsWithTheirNumbers(value: String, tag: String) {
    let document = Document.parse("x `{swift} y` z", path: "x.md").document
    #expect(renderer.text(document, ExecutionResult(inlineValues: [0: value])).contains(tag))
  }

  /// Powers of ten are set as in print, on both pages.
  @Test(arguments: [
    ("2.4e10", "2.4\u{A0}×\u{A0}10<sup>10</sup>"), ("-7e-06", "-7\u{A0}×\u{A0}10<sup>−6</sup>"),
    ("0.0e0", "0.0"), ("1e", "1e"), ("a 1e5", "a 1e5"),
    ("1e99999999999999999999", "1e99999999999999999999"),
  ])
  func raisesExponents(value: String, shown: String) {
    let document = Document.parse("x `{swift} y` z", path: "x.md").document
    let result = ExecutionResult(inlineValues: [0: value])
    #expect(renderer.text(document, result).contains(">\(shown)</"))
    let markdown = MarkdownRenderer(templates: builtInTemplates).page(document, result).text
    #expect(markdown == "x \(shown) z\n")
  }

  @Test func optionsAreNotBroken() {
    let text = renderer.text(Document.parse("`--strict` `a b-c` `x`", path: "x.md").document)
    #expect(
      text == "<p><code class=\"whole\">--strict</code> <code>a b-c</code> <code>x</code></p>\n")
  }
}
