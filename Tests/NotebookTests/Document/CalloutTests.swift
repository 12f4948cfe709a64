import Testing

@testable import Notebook

@Suite("Callouts")
struct CalloutTests {
  @Test(arguments: Callout.allCases)
  func isNamedAsOnGitHub(callout: Callout) {
    let name = callout.rawValue
    for marker in [name, name.uppercased(), name.capitalized] {
      #expect(
        html("> [!\(marker)]\n> Text.") == "<\(callout)>\n<p>Text.</p>\n</\(callout)>\n")
    }
    #expect(messages("> [!\(name)]\n> Text.") == [])
  }

  /// As Quarto writes them.
  @Test(arguments: [
    ("::: {.callout-note}\na\n:::\nb", "<note>\n<p>a</p>\n</note>\n<p>b</p>\n"),
    (
      "::: {.callout-tip collapse=\"true\"}\n\n- a\n\n:::\n",
      "<tip>\n<ul>\n<li>a</li>\n</ul>\n</tip>\n"
    ),
    (
      ":::: {.callout-note}\na\n\n::: {.callout-tip}\nb\n:::\n\nc\n::::",
      "<note>\n<p>a</p>\n<tip>\n<p>b</p>\n</tip>\n<p>c</p>\n</note>\n"
    ),
    (
      "- a\n\n  ::: {.callout-note}\n  b\n  :::",
      "<ul>\n<li>\n<p>a</p>\n<note>\n<p>b</p>\n</note>\n</li>\n</ul>\n"
    ),
    ("```\n::: {.callout-note}\n```", "<pre><code>::: {.callout-note}\n</code></pre>\n"),
  ])
  func standsBetweenColons(markdown: String, expected: String) {
    #expect(html(markdown) == expected)
    #expect(messages(markdown) == [])
  }

  @Test(arguments: [
    "::: {.callout-note}\n## A *title*\n\nText.\n:::",
    "::: {.callout-note title=\"A title\"}\nText.\n:::",
  ])
  func hasATitle(markdown: String) throws {
    let document = parse(markdown).document
    guard case .callout(.note, let title, let blocks)? = document.blocks.first?.kind else {
      Issue.record("no callout")
      return
    }
    #expect(title.plainText == "A title")
    #expect(blocks.count == 1)
    let page = MarkdownRenderer(templates: builtInTemplates).page(document, ExecutionResult()).text
    #expect(page.hasPrefix("> [!NOTE]\n> **A "))
    let html = HTMLRenderer(templates: try Templates(builtIn: packageFolder + "/templates"))
      .text(document)
    #expect(html.contains("<div class=\"callout note titled\""))
    #expect(html.contains(" id=\"callout-1\">A "))
  }

  @Test(arguments: [
    ("> [!NOTE]\n> a\n>\n> - b", "<note>\n<p>a</p>\n<ul>\n<li>b</li>\n</ul>\n</note>\n"),
    ("> [!NOTE]\n>\n> a", "<note>\n<p>a</p>\n</note>\n"),
    ("> [!NOTE]  \n> a", "<note>\n<p>a</p>\n</note>\n"),
    ("> [!NOTE]\nlazy", "<note>\n<p>lazy</p>\n</note>\n"),
    ("> [!NOTE]", "<note>\n</note>\n"),
    (
      "> [!NOTE]\n> a\n>\n> > [!TIP]\n> > b",
      "<note>\n<p>a</p>\n<tip>\n<p>b</p>\n</tip>\n</note>\n"
    ),
    ("- > [!TIP]\n  > a", "<ul>\n<li>\n<tip>\n<p>a</p>\n</tip>\n</li>\n</ul>\n"),
  ])
  func holdsBlocks(markdown: String, expected: String) {
    #expect(html(markdown) == expected)
    #expect(messages(markdown) == [])
  }

  @Test(arguments: [
    ("> [!NOTES]\n> a", "1:3: warning: there is no callout `NOTES`; did you mean `NOTE`?"),
    (
      "> [!NOTE] a",
      "1:3: warning: `[!NOTE]` begins a callout only if it stands alone on its line"
    ),
    (
      "x\n\n> [!TIP] *a*\n> b",
      "3:3: warning: `[!TIP]` begins a callout only if it stands alone on its line"
    ),
  ])
  func reportsWhatWasMeantAsOne(markdown: String, message: String) {
    #expect(html(markdown).contains("<blockquote>"))
    #expect(messages(markdown) == [message])
  }

  @Test(arguments: ["> a\n> [!NOTE]\n> b", "[!NOTE]\na", "> \\[!NOTE]x", "> [!NOTE](/u)\n> a"])
  func leavesOtherTextAlone(markdown: String) {
    #expect(!html(markdown).contains("<note>"))
  }

  @Test func findsTheCellsInIt() {
    let cells = parse("> [!NOTE]\n> ```swift\n> 1 + 1\n> ```").document.cells
    #expect(cells.map(\.source) == ["1 + 1"])
    #expect(cells.map(\.firstLine) == [3])
  }

  @Test func titlesAreMarkdown() throws {
    let parsed = parse("::: {.callout-tip title=\"A **b** $x$ [c](#none)\"}\nText.\n:::\n")
    guard case .callout(.tip, let title, _) = try #require(parsed.document.blocks.first).kind else {
      Issue.record("no callout")
      return
    }
    #expect(title.plainText == "A b x c")
    #expect(parsed.document.formulas == [Formula(tex: "x", display: false)])
    #expect(
      messages("::: {.callout-tip title=\"[c](#none)\"}\nText.\n:::\n").first?.hasPrefix("1:26")
        == true)
  }
}
