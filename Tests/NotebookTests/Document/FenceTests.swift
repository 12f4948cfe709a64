import Testing

@testable import Notebook

/// What the words behind the backticks mean.
@Suite("Fences")
struct FenceTests {
  @Test(arguments: [
    ("python", "python"), ("{python}", "python"), ("{.python filename=\"run.py\"}", "python"),
    (" {.rust .numberLines}", "rust"), ("{#lst-a .c++}", "c++"), ("{.swift}", "swift"),
    ("{r, echo=FALSE}", "r"), ("{=html}", "{=html}"), ("swift,ignore", "swift"),
  ])
  func namesTheLanguage(info: String, language: String) {
    #expect(FenceInfo(info) == .code(language: language))
  }

  @Test(arguments: ["```math\nx + y\n```", "- ~~~math\n  x + y\n  ~~~"])
  func holdsFormulas(markdown: String) {
    #expect(parse(markdown).document.formulas == [Formula(tex: "x + y", display: true)])
  }

  /// GitHub's, in which nothing else of Markdown means anything.
  @Test func quotesFormulas() {
    let document = parse("a $`x_1 * y_2 *`$, $5 and `$`").document
    #expect(document.formulas == [Formula(tex: "x_1 * y_2 *", display: false)])
  }
}
