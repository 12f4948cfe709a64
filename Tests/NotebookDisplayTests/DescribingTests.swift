import NotebookDisplay
import Testing

@Suite struct DescribingTests {
  @Test func quotesStringsAsJupyterDoes() {
    #expect(MIMEBundle(describing: "a\n\"b\"")?.text(.plain) == #""a\n\"b\"""#)
  }

  @Test func showsNothingForVoid() {
    #expect(MIMEBundle(describing: ()) == nil)
  }

  @Test func asksDisplayablesUnderOptionals() {
    let html: HTML?? = HTML("<b>x</b>")
    #expect(MIMEBundle(describing: html as Any)?.text(.html) == "<b>x</b>")
    #expect(MIMEBundle(describing: Optional<Int>.none as Any)?.text(.plain) == "nil")
  }

  @Test func leavesOutTheMiddleOfLongText() throws {
    let numbers = Array(repeating: 7, count: 1_000_000)
    let text = try #require(MIMEBundle(describing: numbers)?.text(.plain))
    #expect(text.utf8.count < MIMEBundle.textLimit + 100)
    #expect(text.hasPrefix("[7, 7") && text.hasSuffix("7, 7]"))
    #expect(text.contains("… 2,980,000 bytes omitted …"))
  }

  @Test func cutsBetweenCharacters() throws {
    let text = try #require(
      MIMEBundle(describing: [String(repeating: "深度学习", count: 10_000)])?.text(.plain))
    #expect(!text.contains("\u{FFFD}"))
  }

  @Test func readsTheSizeOfPictures() throws {
    let header: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 13, 10, 26, 10, 0, 0, 0, 13, 73, 72, 68, 82]
    let picture = try PNG(bytes: header + [0, 0, 0, 28, 0, 0, 1, 0], alternative: "a digit")
    #expect(picture.width == 28 && picture.height == 256)
    #expect(picture.mimeBundle.role == .figure)
    #expect(throws: PNG.InvalidFile.self) { try PNG(bytes: [1, 2, 3]) }
  }

  @Test func writesInlineValues() {
    #expect(inlineMarkdown(for: 60_965_224) == "60,965,224")
    #expect(inlineMarkdown(for: 0.25) == "0.25")
    #expect(inlineMarkdown(for: "a*b") == "a\\*b")
    #expect(inlineMarkdown(for: Markdown("**b**")) == "**b**")
    #expect(inlineMarkdown(for: Optional(1234) as Any) == "1,234")
    #expect(inlineMarkdown(for: Optional<Int>.none as Any) == "–")
  }
}
