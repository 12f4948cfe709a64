import Testing

@testable import Notebook

@Suite("Printed diagnostics")
struct DiagnosticFormatterTests {
  private func range(_ line: Int, _ start: Int, _ end: Int) -> SourceRange {
    SourcePosition(line: line, column: start)..<SourcePosition(line: line, column: end)
  }

  private func format(_ source: String, _ range: SourceRange?, isColored: Bool = false) -> String {
    DiagnosticFormatter(source: source, path: "a.md", isColored: isColored)
      .format(Diagnostic(.error, "no", file: "a.md", range: range))
  }

  @Test func marksRange() {
    #expect(
      format("one\ntwo words\r\n", range(2, 5, 10)) == "a.md:2:5: error: no\ntwo words\n    ^~~~~")
  }

  @Test func alignsWideCharactersAndTabs() {
    #expect(format("\t中文é：坏x", range(1, 13, 17)) == "a.md:1:13: error: no\n\t中文é：坏x\n\t       ^~~")
  }

  @Test(arguments: [(nil, "a.md: error: no"), (9, "a.md:9:1: error: no")])
  func withoutLine(line: Int?, expected: String) {
    #expect(format("one", line.map { range($0, 1, 1) }) == expected)
  }

  @Test func markStaysOnLine() {
    let several = SourcePosition(line: 1, column: 2)..<SourcePosition(line: 2, column: 2)
    #expect(format("abc\ndef", several) == "a.md:1:2: error: no\nabc\n ^~")
    #expect(format("abc", range(1, 4, 4)) == "a.md:1:4: error: no\nabc\n   ^")
    #expect(format("abc", range(1, 40, 50)) == "a.md:1:40: error: no\nabc\n   ^")
  }

  @Test func notesFollow() {
    let note = Diagnostic(.note, "here", file: "b.md", range: range(3, 1, 2))
    let diagnostic = Diagnostic(.warning, "no", file: "a.md", notes: [note])
    #expect(
      DiagnosticFormatter(source: "abc", path: "a.md").format(diagnostic)
        == "a.md: warning: no\nb.md:3:1: note: here")
  }

  @Test func colors() {
    let text = format("abc", range(1, 1, 2), isColored: true)
    #expect(text.contains("\u{1B}[1;31merror:\u{1B}[0m"))
    #expect(text.hasSuffix("abc\n\u{1B}[1;32m^\u{1B}[0m"))
  }
}
