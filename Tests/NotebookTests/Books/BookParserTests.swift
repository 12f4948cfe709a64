import Testing

@testable import Notebook

@Suite struct BookParserTests {
  @Test func readsABook() {
    let (book, diagnostics) = BookParser.parse(
      """
      title: A book
      author: [Ada, Grace]
      lang: zh-CN
      url: https://example.org/book/
      output-dir: public
      chapters:
        - one.md
        - more/two.md
      """, path: "notebook.yml")
    #expect(diagnostics.isEmpty)
    #expect(book.title == "A book")
    #expect(book.authors == ["Ada", "Grace"])
    #expect(book.language == "zh-CN")
    #expect(book.url == "https://example.org/book")
    #expect(book.outputFolder == "public")
    #expect(book.chapters.map(\.file) == ["one.md", "more/two.md"])
    #expect(book.chapters[1].range.lowerBound == SourcePosition(line: 8, column: 5))
  }

  @Test(arguments: [
    ("title: x", "error: the book has no chapters; list them under `chapters`"),
    ("chapter: [a.md]", "1:1: error: unknown key `chapter`; did you mean `chapters`?"),
    ("chapters: {a: b}", "1:11: error: `chapters` should be text or a list of texts"),
    (
      "chapters: [a.md, b/x.md, ./b/../b/x.qmd]",
      "1:26: error: './b/../b/x.qmd' and 'b/x.md' would have the same page, b/x.html"
    ),
  ])
  func mistakes(yaml: String, message: String) {
    let diagnostics = BookParser.parse(yaml, path: "notebook.yml").diagnostics
    let texts = diagnostics.map { diagnostic in
      (diagnostic.range.map { "\($0.lowerBound): " } ?? "") + "error: \(diagnostic.message)"
    }
    #expect(texts == [message])
  }
}
