import Foundation
import Testing

@testable import Notebook

@Suite("Citations")
struct CitationTests {
  private static let head = "---\nbibliography: refs.bib\n---\n\n"

  @Test(arguments: [
    ("[@a]", "<cite>|a|</cite>"),
    ("见[@a; @b-2, p. 3]。", "见<cite>|a|;|b-2|, p. 3</cite>。"),
    ("[see @a, ch. 2; also -@b]", "<cite>see|a|, ch. 2;also|-b|</cite>"),
    ("[-@a]", "<cite>|-a|</cite>"),
    ("@a says.", "<cite in-text>|a|</cite> says."),
    ("As @a [p. 3] and @b.", "As <cite in-text>|a|p. 3</cite> and <cite in-text>|b|</cite>."),
    ("@{a}的 *@{陈2020}*", "<cite in-text>|a|</cite>的 <em><cite in-text>|陈2020|</cite></em>"),
    (
      "@a [@b] @a [x](/u)",
      "<cite in-text>|a|</cite> <cite>|b|</cite> <cite in-text>|a|</cite> <a href=\"/u\">x</a>"
    ),
    ("@DBLP:conf/nips/X17: y", "<cite in-text>|DBLP:conf/nips/X17|</cite>: y"),
    ("`@a` \\@a $@a$ a@b", "<code>@a</code> @a <span class=\"math\">@a</span> a@b"),
    (
      "me@a.org [me@a.org]",
      "<a href=\"mailto:me@a.org\">me@a.org</a> [<a href=\"mailto:me@a.org\">me@a.org</a>]"
    ),
    ("[@a](/u)", "<a href=\"/u\"><cite in-text>|a|</cite></a>"),
    (
      "[@a @b] [a; @b] @",
      "[<cite in-text>|a|</cite> <cite in-text>|b|</cite>] [a; <cite in-text>|b|</cite>] @"
    ),
  ])
  func citations(markdown: String, expected: String) {
    #expect(html(Self.head + markdown) == "<p>\(expected)</p>\n")
    #expect(messages(Self.head + markdown) == [])
  }

  @Test func leavesReferencesAlone() {
    let markdown = Self.head + "## A {#sec-a}\n\n@sec-a [@sec-a] [-@sec-a]"
    #expect(
      html(markdown).hasSuffix("<p><ref>sec-a</ref> <ref>sec-a</ref> <ref>-sec-a</ref></p>\n"))
  }

  @Test func needsABibliography() {
    #expect(html("[@a] @b") == "<p>[@a] @b</p>\n")
  }

  @Test func knowsThePlaceOfTheList() {
    let markdown = Self.head + "@a\n\n::: {#refs}\n:::\n\nend"
    #expect(html(markdown).contains("<references />\n<p>end</p>"))
    let document = parse(markdown).document.citing(
      Bibliography([BibTeXEntry(kind: "misc", key: "a")]), languages: builtInTemplates.languages)
    #expect(document.headings.isEmpty && document.blocks.count == 3)
  }

  @Test func reportsUnknownWorks() {
    let document = parse(Self.head + "x[^n] [@a; see @wang2017]\n\n[^n]: @a, @b").document
      .citing(
        Bibliography([BibTeXEntry(kind: "misc", key: "a"), .init(kind: "misc", key: "wang2016")]),
        languages: builtInTemplates.languages)
    #expect(
      document.danglingCitations.map(\.summary) == [
        "5:17: error: the bibliography has no `wang2017`; did you mean `wang2016`?",
        "7:12: error: the bibliography has no `b`; did you mean `a`?",
      ])
  }

  // MARK: Pages

  private let renderer = HTMLRenderer(templates: builtInTemplates)

  private func document(_ language: String) throws -> Document {
    let folder = packageFolder + "/Tests/NotebookTests/Fixtures/Bibliography"
    let text = try String(contentsOfFile: folder + "/\(language).md", encoding: .utf8)
    let parsed = Document.parse(text, path: language + ".md")
    let files = try parsed.document.frontMatter.bibliography.map { name in
      (name: name, text: try String(contentsOfFile: folder + "/" + name, encoding: .utf8))
    }
    let (bibliography, problems) = Bibliography.read(files)
    let document = parsed.document.citing(
      bibliography, languages: builtInTemplates.languages)
    #expect(problems + parsed.diagnostics + document.danglingCitations == [])
    return document
  }

  @Test(arguments: ["en", "zh", "numeric"])
  func pages(language: String) throws {
    let document = try document(language)
    let html = renderer.text(document)
    try expectGolden(html, "Bibliography/\(language).expected.html")
    try expectGolden(
      MarkdownRenderer(templates: builtInTemplates).page(document, ExecutionResult()).text,
      "Bibliography/\(language).expected.md")
    let ids = html.matches(of: /id="([^"]+)"/).map { String($0.1) }
    #expect(Set(ids).count == ids.count)
    let links = html.matches(of: /href="#([^"]+)"/).map { $0.1.removingPercentEncoding! }
    #expect(Set(links).subtracting(ids) == [])
    #expect(
      Set(ids.filter { $0.hasPrefix("cite-") || $0.hasPrefix("bib-") }).subtracting(links) == [])
  }
}
