import Testing

@testable import Notebook

/// Notes that stand where they are called, as Pandoc has them.
@Suite("Inline notes")
struct InlineNoteTests {
  private func written(_ markdown: String) -> String {
    let document = parse(markdown).document
    return MarkdownRenderer(templates: builtInTemplates).page(document, ExecutionResult()).text
  }

  @Test func areNumberedWithTheOthers() {
    let markdown = "a[^x] b^[c *d* [e](f) `]`] g[^y]\n\n[^y]: h\n[^x]: i"
    #expect(html(markdown).hasPrefix("<p>a<sup>1</sup> b<sup>2</sup> g<sup>3</sup></p>"))
    #expect(messages(markdown) == [])
    let notes = parse(markdown).document.footnotes
    #expect(notes.map(\.number) == [1, 2, 3])
    #expect(notes[1].blocks[0].inlines.plainText == "c d e ]")
    let page = HTMLRenderer(templates: builtInTemplates).text(parse(markdown).document)
    #expect(page.contains("<aside class=\"sidenote\" id=\"fn-2\""))
  }

  @Test func haveLabelsOfTheirOwnInMarkdown() {
    let text = written("a^[b] c[^note-1]\n\n[^note-1]: d")
    #expect(text.contains("a[^note-2] c[^note-1]"))
    #expect(text.contains("[^note-2]: b") && text.contains("[^note-1]: d"))
  }

  @Test(arguments: ["a ^[b", "a ^[]", "a \\^[b]", "a ^ [b]", "`^[b]`", "$x^[b]$"])
  func areNothingElse(markdown: String) {
    #expect(!html(markdown).contains("<sup>"))
    #expect(parse(markdown).document.footnotes.isEmpty)
  }

  /// Of a cell's results.
  @Test func areTextInSnippets() {
    #expect(MarkdownSnippet.inlines("x^[2] *y*").plainText == "x^[2] *y*")
  }

  @Test func doNotNest() {
    #expect(parse("a^[b ^[c]]").document.footnotes.map(\.blocks[0].inlines.plainText) == ["b ^[c]"])
  }

  @Test func standInHeadingsOnce() {
    #expect(parse("# a^[b]\n\nc^[d]").document.footnotes.map(\.number) == [1, 2])
  }
}
