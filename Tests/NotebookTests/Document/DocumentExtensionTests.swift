import Testing

@testable import Notebook

@Suite("Markdown beyond CommonMark")
struct DocumentExtensionTests {
  // MARK: Tables

  @Test func tableWithAlignments() {
    let table = """
      | a | b | c | d |
      | --- | :-- | :-: | --: |
      | 1 | `x \\| y` | **z** | $\\frac{a}{b}$ |
      | short |
      | 1 | 2 | 3 | 4 | surplus |
      """
    #expect(
      html(table) == """
        <table>
        <tr><th>a</th><th align="left">b</th><th align="center">c</th><th align="right">d</th></tr>
        <tr><td>1</td><td align="left"><code>x | y</code></td><td align="center">\
        <strong>z</strong></td><td align="right"><span class="math">\\frac{a}{b}</span></td></tr>
        <tr><td>short</td><td align="left"></td><td align="center"></td><td align="right"></td></tr>
        <tr><td>1</td><td align="left">2</td><td align="center">3</td><td align="right">4</td></tr>
        </table>

        """)
  }

  @Test func tableBehindTextAndWithoutOuterPipes() {
    #expect(
      html("text\na | b\n--|--\n1 | [2]\n\n[2]: /url")
        == """
        <p>text</p>
        <table>
        <tr><th>a</th><th>b</th></tr>
        <tr><td>1</td><td><a href="/url">2</a></td></tr>
        </table>

        """)
  }

  @Test func tableInQuotation() {
    #expect(
      html("> | a |\n> | - |\n> | b |")
        == """
        <blockquote>
        <table>
        <tr><th>a</th></tr>
        <tr><td>b</td></tr>
        </table>
        </blockquote>

        """)
  }

  @Test(arguments: ["| a | b |\n| - |\n", "a\n\n| - | - |", "a | b\nc | d\n"])
  func noTable(markdown: String) {
    #expect(!html(markdown).contains("<table>"))
  }

  // MARK: Inlines

  @Test(arguments: [
    ("~~gone~~ and ~one~", "<del>gone</del> and <del>one</del>"),
    ("~~a **b** c~~", "<del>a <strong>b</strong> c</del>"),
    ("约10~20，30~40", "约10~20，30~40"),
    ("~~~three~~~", nil),
    ("~~ open ~~", "~~ open ~~"),
    ("a\\~~b~~", "a~~b~~"),
  ])
  func strikethrough(markdown: String, expected: String?) {
    #expect(html("x " + markdown) == "<p>x \(expected ?? markdown)</p>\n")
  }

  @Test(arguments: [
    ("**注意：**这里", "<strong>注意：</strong>这里"),
    ("他说**“你好”**吧", "他说<strong>“你好”</strong>吧"),
    ("这是*（斜体）*文字", "这是<em>（斜体）</em>文字"),
    ("**「重要」**です", "<strong>「重要」</strong>です"),
    ("中文_强调_中文", "中文_强调_中文"),
    ("删除~~（旧）~~的", "删除<del>（旧）</del>的"),
    ("a**(b)**c", "a**(b)**c"),
  ])
  func emphasisBesideFullWidthPunctuation(markdown: String, expected: String) {
    #expect(html(markdown) == "<p>\(expected)</p>\n")
  }

  @Test(arguments: [
    ("第一行\n第二行", "第一行第二行"),
    ("句子。\n下一句", "句子。下一句"),
    ("他说“好”\n然后", "他说“好”然后"),
    ("**重要**\n内容", "<strong>重要</strong>内容"),
    ("かな\nカナ", "かなカナ"),
    ("한국어\n문장", "한국어\n문장"),
    ("中文\nEnglish", "中文\nEnglish"),
    ("“quoted”\n“text”", "“quoted”\n“text”"),
    ("中文\n`code`", "中文\n<code>code</code>"),
    ("中文  \n中文", "中文<br />\n中文"),
  ])
  func lineEndBetweenCJKCharacters(markdown: String, expected: String) {
    #expect(html(markdown) == "<p>\(expected)</p>\n")
  }

  @Test(arguments: [
    ("see https://swift.org.", "see [https://swift.org]."),
    ("(https://en.wikipedia.org/wiki/A_(b))", "([https://en.wikipedia.org/wiki/A_(b)])"),
    ("方案来自：https://github.com/x_y_z，很好", "方案来自：[https://github.com/x_y_z]，很好"),
    ("见（https://a.com/b）。", "见（[https://a.com/b]）。"),
    ("www.example.com/a?b=c&d", "[www.example.com/a?b=c&d]"),
    ("a@b.example. b", "[a@b.example]. b"),
    ("https://a.com/&copy;", "[https://a.com/]©"),
    ("**https://a.com**", "*[https://a.com]*"),
    ("xhttps://a.com http:/x www. ftp", "xhttps://a.com http:/x www. ftp"),
    ("`https://a.com`", "https://a.com"),
    ("a@b", "a@b"),
  ])
  func bareLinks(markdown: String, expected: String) {
    let document = parse(markdown).document
    #expect(document.blocks[0].inlines.map(\.bracketed).joined() == expected)
  }

  @Test func bareLinkWithinLink() {
    #expect(
      html("[see https://a.com now](/b) [www.a.com]")
        == "<p><a href=\"/b\">see https://a.com now</a> [<a href=\"http://www.a.com\">"
        + "www.a.com</a>]</p>\n")
  }

  // MARK: Mathematics

  @Test(arguments: [
    (#"$a_1 * b_2 * c$"#, #"<span class="math">a_1 * b_2 * c</span>"#),
    (#"$\{x\} \\ y$"#, #"<span class="math">\{x\} \\ y</span>"#),
    (#"$[a](b)$"#, #"<span class="math">[a](b)</span>"#),
    (#"$a\$b$"#, #"<span class="math">a\$b</span>"#),
    (#"x $$a < b$$ y"#, #"x <span class="math display">a &lt; b</span> y"#),
    (#"\$a$ b"#, "$a$ b"),
    ("$5 and $10", "$5 and $10"),
    ("$ a $", "$ a $"),
    ("`$a$`", "<code>$a$</code>"),
    ("概率$p$是", "概率<span class=\"math\">p</span>是"),
  ])
  func inlineMath(markdown: String, expected: String) {
    #expect(html(markdown) == "<p>\(expected)</p>\n")
  }

  @Test(arguments: [
    "$$\na_1 * b\n$$", "$$a_1 * b$$", "$$ a_1 * b\n$$", "$$\na_1 * b $$",
  ])
  func displayMath(markdown: String) {
    #expect(html(markdown) == "<div class=\"math\">a_1 * b</div>\n")
    #expect(messages(markdown) == [])
  }

  @Test func displayMathIsNoMarkdown() {
    #expect(
      html("甲：\n$$\n# a\n- b\n=\n\\begin{x}\\\\\n~~~~\n$$\n乙")
        == "<p>甲：</p>\n<div class=\"math\"># a\n- b\n=\n\\begin{x}\\\\\n~~~~</div>\n<p>乙</p>\n")
  }

  @Test func displayMathInContainers() {
    #expect(
      html("> $$\n> a\n> > b\n> $$\n\n- $$\n  c\n  $$\n- 1. d\n     $$\n     e\n     $$")
        == """
        <blockquote>
        <div class="math">a
        > b</div>
        </blockquote>
        <ul>
        <li>
        <div class="math">c</div>
        </li>
        <li>
        <ol>
        <li>d
        <div class="math">e</div>
        </li>
        </ol>
        </li>
        </ul>

        """.replacingGreaterThan)
  }

  @Test func dollarsInCodeAndComments() {
    let markdown = "```sh\n$$\n```\n\n    $$\n\n<!--\n$$\n```\n-->\n\n$$\nx\n$$\n"
    #expect(messages(markdown) == [])
    #expect(html(markdown).hasSuffix("-->\n<div class=\"math\">x</div>\n"))
  }

  @Test func unclosedDisplayMath() {
    #expect(
      messages("a\n\n$$\nx = 1\n\ntext\n\n$$\ny\n$$\n") == [
        "3:1: error: this `$$` is not closed; mathematics ends before a blank line "
          + "(write `\\$\\$` for dollars)"
      ])
    #expect(
      messages("The delimiters $$ of formulas.") == [
        "1:16: warning: this `$$` is not closed; mathematics ends before a blank line "
          + "(write `\\$\\$` for dollars)"
      ])
  }

  @Test(arguments: [
    "\\begin{align}\na &= b \\\\\n+ c * d\n- e\n\\end{align}",
    "\\begin{equation*} x \\end{equation*}",
    "\\begin{alignat}{2}\n~~~~\n\\end{alignat}",
  ])
  func environmentsNeedNoDollars(tex: String) {
    let expected = "<div class=\"math\">\(tex.replacing("&", with: "&amp;"))</div>\n"
    #expect(html(tex) == expected)
    #expect(
      html("甲\n\n\(tex) {#eq-a}\n")
        == "<p>甲</p>\n" + expected.replacing("math\"", with: "math\" id=\"eq-a\""))
    #expect(
      html("> " + tex.replacing("\n", with: "\n> "))
        == "<blockquote>\n\(expected)</blockquote>\n")
    #expect(messages(tex + " {#eq-a}") == [])
  }

  @Test(arguments: [
    "\\begin{itemize}\nx\n\\end{itemize}", "a \\begin{align} x \\end{align}",
    "\\begin{align}\nx\n\n\\end{align}", "```\n\\begin{align}\nx\n\\end{align}\n```",
  ])
  func otherEnvironmentsAreText(text: String) {
    #expect(!html(text).contains("math"))
  }

  // MARK: Task lists

  @Test func taskList() {
    #expect(
      html("- [ ] a\n- [x] b\n- [X] **c**\n- [y] d\n- [x]e")
        == """
        <ul>
        <li>[ ] a</li>
        <li>[x] b</li>
        <li>[x] <strong>c</strong></li>
        <li>[y] d</li>
        <li>[x]e</li>
        </ul>

        """)
  }

  // MARK: Footnotes

  @Test func footnotes() throws {
    let document = parse(
      """
      One[^b], two[^a], and again[^b].

      [^a]: First *note*.

          Second paragraph of `a`.

          ```swift
          1 + 1
          ```
      [^b]:
          Of b.

      Text.
      """
    ).document
    #expect(
      HTMLWriter.html(of: document)
        == "<p>One<sup>1</sup>, two<sup>2</sup>, and again<sup>1</sup>.</p>\n<p>Text.</p>\n")
    #expect(document.footnotes.map(\.label) == ["b", "a"])
    #expect(document.footnotes.map(\.number) == [1, 2])
    #expect(document.footnotes[1].blocks.count == 3)
    #expect(document.footnotes[1].range.lowerBound == SourcePosition(line: 3))
    #expect(document.footnotes[1].blocks[0].range.lowerBound == SourcePosition(line: 3, column: 7))
    let cell = try #require(document.cells.first)
    #expect(cell.source == "1 + 1")
    #expect(cell.firstLine == 8)
    #expect(cell.indentation == 4)
  }

  @Test func strayFootnotes() {
    #expect(
      messages("a[^1] `[^2]` [^3](/url)\n\n[^4]: b\n[^5]: c [^5]\n[^5]: d") == [
        "1:2: warning: there is no footnote `[^1]: …`",
        "3:1: warning: nothing refers to the footnote `[^4]`",
        "5:1: warning: there are two footnotes `[^5]`; this one is dropped",
      ])
    #expect(html("a[^1]") == "<p>a[^1]</p>\n")
  }
}

extension Inline {
  /// The text, with links in brackets and emphasis in asterisks.
  fileprivate var bracketed: String {
    switch self {
    case .link(_, _, let content): "[" + content.map(\.bracketed).joined() + "]"
    case .emphasis(let content), .strong(let content):
      "*" + content.map(\.bracketed).joined() + "*"
    default: plainText
    }
  }
}

extension String {
  /// `> b` within a formula, as HTML.
  fileprivate var replacingGreaterThan: String { replacing("\n> b", with: "\n&gt; b") }
}
