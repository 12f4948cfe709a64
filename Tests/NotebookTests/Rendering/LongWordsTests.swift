import Testing

@testable import Notebook

/// Lines of Chinese pages are justified, and should not be torn apart in front of long words.
@Suite struct LongWordsTests {
  private let text =
    "见 https://a.org/models/bert/modeling_bert.py?a=b&c=d 与 `some_folder/another_folder/x<y>`。"

  private func page(in language: String) -> String {
    let document = Document.parse("---\nlang: \(language)\n---\n\(text)", path: "x.md").document
    return HTMLRenderer(templates: builtInTemplates).page(document, ExecutionResult()).text
  }

  @Test func areBrokenBehindPunctuation() {
    let page = page(in: "zh")
    #expect(
      page.contains("models/<wbr>bert/<wbr>modeling_<wbr>bert.<wbr>py?<wbr>a=<wbr>b&amp;<wbr>c"))
    #expect(page.contains("<a href=\"https://a.org/models/bert/modeling_bert.py?a=b&amp;c=d\""))
    #expect(page.contains("<code>some_<wbr>folder/<wbr>another_<wbr>folder/<wbr>x&lt;y&gt;</code>"))
  }

  @Test func staySoElsewhere() {
    #expect(!page(in: "en").contains("<wbr>"))
    #expect("见 snake_case, a/b 与a.b.c".htmlWithBreaks == "见 snake_case, a/b 与a.b.c")
  }
}
