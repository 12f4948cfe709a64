import Testing

@testable import Notebook

@Suite("Labels and references")
struct DocumentReferenceTests {
  private let cells = "```swift\n//| label: fig-a\n```\n\n```swift\n//| label: tbl-b.2_c\n```\n\n"
  private let rest = "## Heading {#sec-d}\n\n## 3.1 Numbered\n\n$$\nx\n$$ {#eq-e}\n\n"

  @Test(arguments: [
    ("见@fig-a。", "见<ref>fig-a</ref>。"),
    ("由@eq-e可知", "由<ref>eq-e</ref>可知"),
    ("(@tbl-b.2_c).", "(<ref>tbl-b.2_c</ref>)."),
    ("See @sec-d and @sec-3-1.", "See <ref>sec-d</ref> and <ref>sec-3-1</ref>."),
    ("[@fig-a] [-@fig-a] @{fig-a}s", "<ref>fig-a</ref> <ref>-fig-a</ref> <ref>fig-a</ref>s"),
    (
      "**@fig-a** [x @fig-a](/u)",
      "<strong><ref>fig-a</ref></strong> <a href=\"/u\">x <ref>fig-a</ref></a>"
    ),
    ("\\@fig-a `@fig-a` $@fig-a$", "@fig-a <code>@fig-a</code> <span class=\"math\">@fig-a</span>"),
    ("me@fig-a.org", "<a href=\"mailto:me@fig-a.org\">me@fig-a.org</a>"),
    ("@fig- @eq @name-x @ @fig-, a@fig-a", "@fig- @eq @name-x @ @fig-, a@fig-a"),
    ("@fig-a: @fig-a-, @{fig-a", "<ref>fig-a</ref>: <ref>fig-a</ref>-, @{fig-a"),
  ])
  func references(markdown: String, expected: String) {
    #expect(html(cells + rest + markdown).hasSuffix("<p>\(expected)</p>\n"))
    #expect(messages(cells + rest + markdown) == [])
  }

  @Test(arguments: [
    "$$\na\n$$ {#eq-x}", "$$ a $$ {#eq-x}", "$$a$$ {#eq-x .note}", "$$a$${#eq-x}",
    "$$\na $$   {#eq-x}  ",
  ])
  func labelledEquations(markdown: String) {
    #expect(html(markdown) == "<div class=\"math\" id=\"eq-x\">a</div>\n")
    #expect(html("> - " + markdown.replacing("\n", with: "\n>   ")).contains("id=\"eq-x\">a<"))
    #expect(messages(markdown) == [])
  }

  @Test(arguments: ["$$ a $$ {eq-x}", "$$ a $$ b {#eq-x}", "$$a$$ and $$b$$ {.x}"])
  func noLabel(markdown: String) {
    #expect(!html(markdown).contains("id="))
  }

  @Test func whatIsWrong() {
    let markdown = """
      $$ a $$ {#eq-x}

      See @eq-y, @fig-1 and
      [-@sec-there].

      $$
      b
      $$ {#eq-x}

      $$ c $$ {#formula}

      Here $$ d $$ {#eq-z} too.
      """
    #expect(
      messages(markdown) == [
        "3:5: error: nothing is labelled `eq-y`; did you mean `eq-x`?",
        "3:12: error: nothing is labelled `fig-1`",
        "4:1: error: nothing is labelled `sec-there`",
        "8:5: error: the label `eq-x` is taken",
        "10:10: error: the label `formula` of an equation should begin with `eq-`",
        "12:14: error: a formula with a label stands between blank lines, and nothing else beside it",
      ])
    #expect(parse(markdown).diagnostics[3].notes.map(\.summary) == ["1:10: note: by this equation"])
  }
}
