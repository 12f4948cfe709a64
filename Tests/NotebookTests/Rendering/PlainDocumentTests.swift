import Foundation
import NotebookDisplay
import Testing

@testable import Notebook

/// A Markdown file that was never meant to be a chapter.
@Suite struct PlainDocumentTests {
  private let renderer = HTMLRenderer(templates: builtInTemplates)

  private func page(_ markdown: String) -> String {
    renderer.page(CommonMarkReference.document(markdown), ExecutionResult()).text
  }

  @Test func opensWithItsOwnHeading() {
    let page = page("# Tour & more\n\ntext")
    #expect(page.contains("<title>Tour &amp; more</title>"))
    #expect(page.contains("<html lang=\"en\">"))
    #expect(page.contains("<header class=\"opener\">\n  <h1 id=\"id\">Tour &amp; more</h1>"))
    #expect(page.matches(of: /<h1/).count == 1)
    #expect(!page.contains("<nav"))
  }

  @Test func setsItsHeadingAboveTheContents() throws {
    let page = page("# Tour *x*\n\n## a\n")
    let title = try #require(page.range(of: "Tour <em>x</em></h1>"))
    let contents = try #require(page.range(of: "<nav class=\"toc\""))
    #expect(title.upperBound < contents.lowerBound)
  }

  @Test func setsSectionsBelowTheTitleOfTheFrontMatter() {
    let text = "---\ntitle: T\n---\n\n# a\n\n## b\n\n# c\n"
    let document = Document.parse(text, path: "x.md").document
    let page = renderer.page(document, ExecutionResult()).text
    #expect(page.matches(of: /<h1/).count == 1)
    #expect(page.contains("<h2 id=\"a\">") && page.contains("<h3 id=\"b\">"))
    #expect(page.contains("<a href=\"#c\" class=\"plain\">"))
    let markdown = MarkdownRenderer(templates: builtInTemplates).page(document, ExecutionResult())
      .text
    #expect(markdown == "# T\n\n## a\n\n### b\n\n## c\n")
  }

  @Test(arguments: [
    "<!-- c -->", "<a name=\"top\"></a>", "[![b](b.svg)](https://b.c) ![d](d.svg)\n![e](e.svg)",
    "<p align=\"center\">\n  <img src=\"a.png\" alt=\"a\">\n</p>",
  ])
  func looksForTheTitleBehindWhatHasNoText(before: String) throws {
    let document = Document.parse(
      "---\nauthor: A\n---\n\(before)\n\n# Real *title*\n\n## a\n", path: "x.md"
    ).document
    let page = renderer.page(document, ExecutionResult()).text
    #expect(page.contains("<title>Real title</title>"))
    #expect(page.matches(of: /<h1/).count == 1)
    let title = try #require(page.range(of: "Real <em>title</em></h1>"))
    let contents = try #require(page.range(of: "<nav class=\"toc\""))
    #expect(title.upperBound < contents.lowerBound)
    #expect(page.contains("id=\"text\" tabindex=\"-1\">\n<"))
    let markdown = MarkdownRenderer(templates: builtInTemplates).page(document, ExecutionResult())
      .text
    #expect(markdown == before + "\n\n# Real *title*\n\n**A**\n\n## a\n")
  }

  @Test func takesHTMLForItsTitle() {
    let html = "<!-- <h1>No</h1> -->\n<h1 align=\"center\">\n  My <b>tool</b> &amp; I\n</h1>"
    let page = renderer.page(
      Document.parse(html + "\n\ntext\n", path: "x.md").document, ExecutionResult()
    ).text
    #expect(page.contains("<title>My tool &amp; I</title>"))
    #expect(!page.contains("class=\"opener\""))
  }

  @Test(arguments: [
    ("# T\n\n## a\n\n# B\n\n## b", [1, 2, 2, 3]), ("# T\n\n## a\n\n### b", [1, 2, 3]),
    ("text\n\n# T\n\n# B", [1, 2]), ("<h1>T</h1>\n\n# B\n\n## b", [2, 3]),
    ("---\ntitle: T\n---\n## Preface\n\n# B\n\n## b", [2, 2, 3]),
    ("# T\n\n> # B\n\n## b", [1, 1, 2]),
  ])
  func hasOneTitle(text: String, levels: [Int]) {
    let document = Document.parse(text, path: "x.md").document
    #expect(document.headings.map(\.level) == levels)
  }

  @Test func listsSectionsBelowAHeading() {
    let document = Document.parse("# T\n\n# a\n\n# b\n", path: "x.md").document
    let page = renderer.page(document, ExecutionResult()).text
    #expect(page.matches(of: /<h1/).count == 1)
    #expect(page.contains("<a href=\"#a\" class=\"plain\">"))
    #expect(page.contains("<a href=\"#b\" class=\"plain\">"))
  }

  @Test func leavesSnippetsTheirLevels() {
    #expect(MarkdownSnippet.blocks("# a\n\n# b").compactMap(\.kind.topHeading) == ["a", "b"])
  }

  @Test func isNamedAfterItsFileWithoutAnyHeading() {
    #expect(page("text").contains("<h1>x</h1>"))
  }

  @Test func asksNothingOfOtherFiles() {
    let page = page("text")
    #expect(page.matches(of: /(src|href)="(?!#|data:)/).isEmpty)
    #expect(!page.contains("url("))
  }

  @Test func holdsItsPictures() {
    var options = PageOptions()
    options.loadPicture = { $0 == "a.png" ? [1, 2, 3, 4] : nil }
    let page = renderer.page(
      CommonMarkReference.document("![](a.png) ![](b.png) ![](http://c.d/a.png)"),
      ExecutionResult(), options: options
    ).text
    #expect(page.contains("<img src=\"data:image/png;base64,AQIDBA==\""))
    #expect(page.contains("<img src=\"b.png\""))
    #expect(page.contains("<img src=\"http://c.d/a.png\""))
  }

  @Test func holdsThePicturesOfHTML() {
    var options = PageOptions()
    options.loadPicture = { $0 == "a.png" ? [1, 2, 3, 4] : nil }
    let text =
      "<div><img width=9 src='a.png'></div>\n\n<b><img src=\"b.png\"></b> <img src=a.png>"
      + "<img srcset='b.png, a.png 2x'><video src=a.png poster=a.png>"
    let page = renderer.page(
      Document.parse(text, path: "x.md").document, ExecutionResult(), options: options
    ).text
    #expect(page.contains("<div><img width=9 src=\"data:image/png;base64,AQIDBA==\"></div>"))
    #expect(page.contains("<b><img src=\"b.png\"></b> <img src=\"data:image/png"))
    #expect(page.contains("<img srcset=\"b.png, data:image/png;base64,AQIDBA== 2x\">"))
    #expect(page.contains("<video src=a.png poster=\"data:image/png"))
  }

  /// A page has the style sheet of its charts once; their files have it each.
  @Test func sharesTheStyleOfDrawings() {
    let sheet = "<style>svg.chart .line{fill:none}</style>\n"
    let drawings = ["a", "b"].map { "<svg class=\"chart\"><desc>\($0)</desc>\n\(sheet)</svg>" }
    let document = Document.parse(
      "```swift\n//| label: a\n```\n\n```swift\n//| label: b\n```\n", path: "x.md"
    ).document
    let panel = HTML("<p>\(drawings[1])</p>").mimeBundle
    let result = ExecutionResult(outputs: [
      0: drawings.map { .display(SVG($0, alternative: "x").mimeBundle) }, 1: [.display(panel)],
    ])
    let page = renderer.page(document, result).text
    #expect(page.components(separatedBy: "svg.chart .line{fill:none}\n</style>").count == 2)
    #expect(page.components(separatedBy: "svg.chart .line").count == 2)
    let files = MarkdownRenderer(templates: builtInTemplates).page(document, result).files
    #expect(files.count == 2)
    #expect(files.allSatisfy { $0.bytes.text.contains(sheet) })
  }

  @Test func closesWhatItOpens() {
    let page = page("## a\n\n#### b\n\n### c\n\n## d\n")
    #expect(page.matches(of: /<section>/).count == 4)
    #expect(page.matches(of: /<\/section>/).count == 4)
  }
}
