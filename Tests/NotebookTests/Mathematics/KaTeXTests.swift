import Foundation
import Testing

@testable import Notebook

@Suite struct KaTeXTests {
  private struct Fixture: Decodable {
    struct Entry: Decodable {
      var tex: String
      var display: Bool
      var html: String
    }
    var version: String
    var formulas: [Entry]
  }

  private let script: String
  private let katex: KaTeX

  init() throws {
    script = try KaTeXInstallation.debian.script()
    katex = try KaTeX(script: script)
  }

  @Test func writesWhatItWritesInNode() throws {
    let file = packageFolder + "/Tests/NotebookTests/Fixtures/Mathematics/katex-formulas.json"
    let fixture = try JSONDecoder().decode(
      Fixture.self, from: Data(contentsOf: URL(filePath: file)))
    #expect(fixture.formulas.count >= 40)
    try #require(
      script.contains("version:\"\(fixture.version)\""),
      "Another KaTeX is installed: run scripts/fixtures/katex-formulas")
    for entry in fixture.formulas {
      let html = try katex.html(of: Formula(tex: entry.tex, display: entry.display))
      #expect(html == entry.html, "\(entry.tex)")
    }
  }

  @Test(arguments: [
    ("x^{2", "Expected '}', got 'EOF'", 4),
    ("1 + \\fooo", "Undefined control sequence: \\fooo", 4),
    ("中文 + 𝐱 + \\bad", "Undefined control sequence: \\bad", 16),
    ("a & b", "Expected 'EOF', got '&'", 2),
    (
      "\\def\\a{\(String(repeating: "x", count: 999))}\(String(repeating: "\\a", count: 200))",
      "The macros are too long", nil
    ),
    ("\\begin{aligned} a", "Expected & or \\\\ or \\cr or \\end", 17),
    ("\\href{https://example.org}{x}", "\\href is not allowed in formulas", nil),
    ("\\includegraphics{x.png}", "\\includegraphics is not allowed in formulas", nil),
  ])
  func saysWhatIsWrongAndWhere(tex: String, message: String, offset: Int?) {
    let error = #expect(throws: MathError.self) {
      try katex.html(of: .init(tex: tex, display: false))
    }
    #expect(error == MathError(message, offset: offset))
  }

  /// A formula with a name, since it is too long to be shown.
  struct LongFormula: CustomTestStringConvertible {
    var testDescription: String
    var tex: String

    init(_ name: String, _ tex: String) {
      testDescription = name
      self.tex = tex
    }
  }

  @Test(
    .timeLimit(.minutes(1)),
    arguments: [
      LongFormula("endless macro", "\\def\\a{\\a\\a}\\a"),
      LongFormula(
        "long macro",
        "\\def\\a{" + String(repeating: "x", count: 4_000) + "}"
          + String(repeating: "\\a", count: 400)),
      LongFormula("open delimiters", String(repeating: "\\left(", count: 800)),
      LongFormula("100 kB", String(repeating: "x", count: 100_000)),
    ])
  func refuses(formula: LongFormula) {
    #expect(throws: (any Error).self) {
      try katex.html(of: Formula(tex: formula.tex, display: true))
    }
  }

  @Test(
    .timeLimit(.minutes(1)),
    arguments: [
      LongFormula(
        "deep groups",
        String(repeating: "{", count: 2_400) + String(repeating: "}", count: 2_400)),
      LongFormula(
        "deep roots",
        String(repeating: "\\sqrt{", count: 600) + "x" + String(repeating: "}", count: 600)),
      LongFormula("longest", String(repeating: "x", count: KaTeX.maximumLength)),
    ])
  func survives(formula: LongFormula) {
    // Whether it is typeset depends on the stack; that the process goes on does not.
    _ = try? katex.html(of: Formula(tex: formula.tex, display: true))
  }

  @Test func keepsMacrosToTheirFormula() throws {
    _ = try katex.html(of: Formula(tex: "\\gdef\\mine{x}\\mine", display: false))
    #expect(throws: MathError("Undefined control sequence: \\mine", offset: 0)) {
      try katex.html(of: Formula(tex: "\\mine", display: false))
    }
  }
}
