import Testing

@testable import Notebook

@Suite("Front matter")
struct DocumentFrontMatterTests {
  @Test func everyKey() {
    let parsed = parse(
      """
      ---
      title: 第 3 章
      subtitle: 1984
      author:
        - 甲
        - name: 乙
          orcid: 1
        - name: {given: Ada, family: Lovelace}
      date: 2021-02-03
      description: "An: answer"
      lang: zh-CN
      toc: false
      number-sections: true
      params:
        zeta: 3
        alpha: 0.5
        fast: true
        name: abc
        text: "1"
      execute: {seed: 20, echo: false, timeout: 10m, optimize: none}
      kernelspec: {name: swift}
      jupyter: python3
      fig-width: 3
      format:
        html: {code-fold: show, theme: cosmo}
        pdf: {documentclass: article, fontsize: 9pt}
      abstract: "*b*"
      bibliography: [a.bib]
      ...
      # A
      """)
    let frontMatter = parsed.document.frontMatter
    #expect(parsed.diagnostics.map(\.summary) == [])
    #expect(frontMatter.title == "第 3 章")
    #expect(frontMatter.subtitle == "1984")
    #expect(frontMatter.authors == ["甲", "乙", "Ada Lovelace"])
    #expect(frontMatter.date == "2021-02-03")
    #expect(frontMatter.description == "An: answer")
    #expect(frontMatter.language == "zh-CN")
    #expect(!frontMatter.showsContents)
    #expect(frontMatter.numbersSections)
    #expect(frontMatter.parameters.map(\.name) == ["zeta", "alpha", "fast", "name", "text"])
    #expect(
      frontMatter.parameters.map(\.value) == [
        .integer(3), .number(0.5), .boolean(true), .string("abc"), .string("1"),
      ])
    #expect(frontMatter.parameters.first?.range?.lowerBound == SourcePosition(line: 15, column: 3))
    #expect(frontMatter.paper.fontSize == 9)
    #expect(
      HTMLWriter.html(of: Document(path: "", source: "", blocks: frontMatter.abstract))
        == "<p><em>b</em></p>\n")
    #expect(frontMatter.execute.codeFold == .show)
    #expect(frontMatter.execute.figureWidth == 3)
    #expect(frontMatter.execute.seed == 20)
    #expect(frontMatter.execute.echo == false)
    #expect(frontMatter.execute.timeout == 600)
    #expect(frontMatter.execute.optimize == CellOptions.Optimization.none)
    #expect(parsed.document.blocks.first?.range.lowerBound == SourcePosition(line: 30))
  }

  @Test(arguments: ["", "a", "---", "---\n\ntext\n\n---", "--- \n---\n"])
  func none(markdown: String) {
    #expect(messages(markdown) == [])
    #expect(parse(markdown).document.frontMatter.title == nil)
  }

  @Test(arguments: [
    ("title: [a", "the YAML is broken: did not find expected ',' or ']'"),
    ("a: 1\na: 2", "the YAML is broken: the key `a` stands twice"),
    ("just text", "2:1: error: this should be YAML of the form `key: value`"),
    ("toc: perhaps", "2:6: error: `toc` should be true or false"),
    ("title:\n  a: b", "3:3: error: `title` should be text"),
    (
      "execute:\n  ecko: false",
      "3:3: error: unknown key under `execute` `ecko`; did you mean `echo`?"
    ),
    ("titel: A", "2:1: warning: `titel` means nothing here; did you mean `title`?"),
    ("biblography: a.bib", "did you mean `bibliography`?"),
    (
      "format: {pdf: {papersize: a9}}",
      "2:27: error: `papersize` should be one of `a4`, `a5`, `b5`, `letter`, `legal`"
    ),
    (
      "format:\n  pdf:\n    margin: wide",
      "4:13: error: `margin` should be a length such as \"10.5pt\" or \"17mm\""
    ),
    (
      "format:\n  pdf:\n    font-size: 9pt",
      "4:5: warning: `font-size` means nothing here; did you mean `fontsize`?"
    ),
    (
      "csl: ieee.csl",
      "2:1: warning: styles of citations are not read; write `citation-style: numeric`, "
        + "or `author-date`"
    ),
    ("code-fold: maybe", "2:12: error: `code-fold` should be one of `false`, `true`, `show`"),
    ("execute: {label: x}", "2:11: error: unknown key under `execute` `label`"),
    ("execute: 3", "2:10: error: `execute` should be options of cells"),
    ("params: [a]", "2:9: error: `params` should be names with their defaults"),
    ("params: {a b: 1}", "2:10: error: the parameter `a b` should be a Swift identifier"),
    (
      "params:\n  a: [1]",
      "3:6: error: the parameter `a` should be a number, a text, or true or false"
    ),
  ])
  func mistakes(yaml: String, message: String) {
    let messages = messages("---\n\(yaml)\n---\ntext\n")
    #expect(messages.count == 1)
    #expect(messages.first?.hasSuffix(message) == true, "\(messages)")
  }

  @Test func brokenYAMLHasItsLine() {
    let parsed = parse("---\ntitle: a\nlang: \"zh\ndate: 1\n---\n\ntext")
    #expect(parsed.diagnostics.count == 1)
    #expect((3...5).contains(parsed.diagnostics.first?.range?.lowerBound.line ?? 0))
    #expect(parsed.document.blocks.count == 1)
  }
}
