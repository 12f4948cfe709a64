import NotebookDisplay
import Testing

@testable import Notebook

@Suite struct ShownCellTests {
  private let everything: [CellOutput] = [
    .stream(.stdout, "a"), .stream(.stdout, "b\n"), .stream(.stderr, "careful\n"),
    .display(Table([1]) { Column("n", { $0 }) }.mimeBundle),
    .display(SVG("<svg/>", caption: "own").mimeBundle),
    .display(SVG("<svg/>").mimeBundle),
  ]

  private func shown(
    defaults: CellOptions = CellOptions(), _ configure: (inout CellOptions) -> Void = { _ in }
  ) -> ShownCell {
    var options = CellOptions()
    configure(&options)
    let cell = Cell(index: 0, options: options, source: "x", firstLine: 3)
    let position = SourcePosition(line: 1)..<SourcePosition(line: 1)
    var frontMatter = FrontMatter()
    frontMatter.title = "Chapter 3: Networks"
    frontMatter.execute = defaults
    let document = Document(
      path: "x.md", source: "", frontMatter: frontMatter,
      blocks: [Block(.blockQuote([Block(.cell(cell), range: position)]), range: position)])
    return ShownCells(document, ExecutionResult(outputs: [0: everything]))[cell]
  }

  @Test func showsAllByDefault() {
    let shown = shown()
    #expect(shown.showsCode)
    #expect(shown.outputs.count == 5)
    #expect(shown.outputs.first?.content == .stream(.stdout, "ab\n"))
  }

  @Test func obeysItsOptions() {
    #expect(!shown { $0.echo = false }.showsCode)
    #expect(shown { $0.output = false }.outputs.isEmpty)
    #expect(shown { $0.eval = false }.outputs.isEmpty)
    #expect(shown { $0.include = false }.isEmpty)
    #expect(shown { $0.warning = false }.outputs.count == 4)
    #expect(shown { $0.codeFold = .folded }.fold == .folded)
  }

  @Test func comesBeforeTheDocument() {
    var defaults = CellOptions()
    defaults.echo = false
    #expect(!shown(defaults: defaults).showsCode)
    #expect(shown(defaults: defaults) { $0.echo = true }.showsCode)
  }

  @Test func numbersWhatHasACaption() {
    let labels = shown {
      $0.label = "fig-loss"
      $0.tableCaption = "T"
    }.outputs.compactMap(\.label)
    #expect(labels.map(\.id) == ["tbl-fig-loss", "fig-loss", "fig-loss-2"])
    #expect(labels.map(\.number) == ["3.1", "3.1", nil])
    #expect(labels.map(\.caption) == ["T", "own", nil])
  }

  @Test(arguments: [
    ("a\u{1B}[1;31mb\u{1B}[0m\n\n", "ab"), ("10%\r50%\r100%\n", "100%"), ("a\r\nb", "a\nb"),
    ("\u{1B}]0;title\u{7}x\u{8}", "x"), ("e\u{301}\n  ", "e\u{301}\n  "),
  ])
  func showsWhatATerminalWould(text: String, visible: String) {
    #expect(TerminalText(text).plain == visible)
  }

  @Test(arguments: [
    ("\u{1B}[1;31mb\u{1B}[0m<", "<span class=\"sgr-1 sgr-31\">b</span>&lt;"),
    (
      "\u{1B}[32ma\u{1B}[4mb\u{1B}[24;39mc",
      "<span class=\"sgr-32\">a</span><span class=\"sgr-4 sgr-32\">b</span>c"
    ),
    ("\u{1B}[3;47mx\ny\u{1B}[m\n", "<span class=\"sgr-3 sgr-47\">x\ny</span>"),
    ("\u{1B}[31m10%\r\u{1B}[32m100%\u{1B}[0m\n", "<span class=\"sgr-32\">100%</span>"),
    ("\u{1B}[90ma\u{1B}[97mb", "<span class=\"sgr-90\">a</span><span class=\"sgr-37\">b</span>"),
    (
      "\u{1B}[38;5;9ma\u{1B}[38;5;226mb\u{1B}[38;5;240mc",
      "<span class=\"sgr-31\">a</span><span class=\"sgr-33\">b</span><span class=\"sgr-90\">c</span>"
    ),
    ("\u{1B}[38;2;0;0;250;48;5;1ma", "<span class=\"sgr-34 sgr-41\">a</span>"),
    ("\u{1B}[38;5ma\u{1B}[99999999999999999999mb\u{1B}[?25lc\u{1B}[3", "abc"),
  ])
  func showsColoursOfATerminal(text: String, html: String) {
    #expect(TerminalText(text).html == html)
  }

  @Test(
    arguments: [
      ([2...2], "a\n<mark class=\"line\">b</mark>\nc"),
      ([1...1, 3...3], "<mark class=\"line\">a</mark>\nb\n<mark class=\"line\">c</mark>"),
    ] as [([ClosedRange<Int>], String)])
  func marksLines(ranges: [ClosedRange<Int>], html: String) {
    #expect(markingLines(ranges, in: "a\nb\nc") == html)
  }

  @Test func marksLinesWithinAComment() {
    #expect(
      markingLines(
        [2...2, 4...4], in: "a <span class=\"c\">/* b\nc\nd</span> e\n<span class=\"k\">f</span>")
          == """
          a <span class="c">/* b
          </span><mark class="line"><span class="c">c</span></mark><span class="c">
          d</span> e
          <mark class="line"><span class="k">f</span></mark>
          """)
  }

  @Test(arguments: [
    (1, 4, "é=", "x"), (1, 2, "", "é"), (2, 99, "z", ""),
  ])
  func quotesTheCharacterThatIsMeant(line: Int, column: Int, before: String, marked: String) {
    let document = Document(path: "x.md", source: "é=x\nz")
    let place = SourcePosition(line: line, column: column)
    let quoted = document.line(of: place..<place)
    #expect(quoted?.before == before && quoted?.marked == marked)
  }

  @Test(arguments: [
    ("第 3 章 深度学习", "第 3 章", "深度学习", "3"), ("第12章", nil, "第12章", "12"),
    ("Chapter 4: Tools", "Chapter 4", "Tools", "4"), ("2. Basics", "2.", "Basics", "2"),
    ("3D shapes", nil, "3D shapes", nil),
  ])
  func takesTitlesApart(title: String, chapter: String?, name: String, number: String?) {
    let parts = ChapterTitle(title)
    #expect(parts.chapter == chapter && parts.name == name && parts.number == number)
  }
}
