import Testing

@testable import Notebook

@Suite("Hostile documents")
struct DocumentRobustnessTests {
  private static let snippets = [
    "\n", "\n\n", "    ", "\t", "> ", "- ", "1. ", "```swift\n", "```\n", "~~~\n", "$$", "$$\n",
    "$",
    "[^a]", "[^a]: ", "[", "](", "]", ")", "#", "# ", "*", "**", "_", "~~", "|", "|-|\n", "\\", "`",
    "<!--", "-->", "<", ">", "&amp;", "---\n", "//| label: a\n", "//| [\n", "{swift} ", "{#id}",
    "www.", "https://", "@", "\r", "\r\n", "\0", "\u{FEFF}", "\u{E000}", "\u{10FFFF}", "中", "，",
    "\u{301}", "👩‍💻", "[a]: /b\n", "===\n",
    "::: {.a}\n", ":::\n", "\n::: {#fig-a}\n", "::: a b\n", "::: {.callout-tip}\n",
  ]

  @Test(arguments: ["commonmark.md", "chapter.md"])
  func mutations(name: String) throws {
    let pieces = try pieces(ofFixture: name)
    var generator = SplitMix(state: 20)
    for _ in 0..<1500 {
      var bytes = Array(pieces.randomElement(using: &generator)!.utf8)
      for _ in 0..<Int.random(in: 1...8, using: &generator) {
        let start = Int.random(in: 0...bytes.count, using: &generator)
        let end = min(start + Int.random(in: 0...6, using: &generator), bytes.count)
        let snippet = Self.snippets.randomElement(using: &generator)!
        bytes.replaceSubrange(start..<end, with: Array(snippet.utf8))
      }
      check(String(decoding: bytes, as: UTF8.self))
    }
  }

  private func check(_ source: String) {
    let (document, diagnostics) = { ($0.document, $0.diagnostics) }(parse(source))
    let lines = SourceText(source).lines
    let ranges =
      document.blocks.flatMap(\.selfAndDescendants).map(\.range)
      + diagnostics.compactMap(\.range) + document.inlineExpressions.map(\.range)
    for range in ranges {
      let isInside =
        range.upperBound.line <= lines.count && range.lowerBound.line >= 1
        && range.lowerBound.column >= 1
        && range.upperBound.column <= lines[range.upperBound.line - 1].count + 1
      #expect(isInside, "\(range) in \(source.debugDescription)")
    }
    #expect(document.cells.map(\.index) == Array(document.cells.indices))
    let formatter = DiagnosticFormatter(source: source, path: "test.md")
    #expect(diagnostics.allSatisfy { !formatter.format($0).isEmpty })
  }

  @Test(arguments: ["> ", ">", "- ", "> 1. ", "[", "![", "*a ", "**a", "~~a ", "<b>", "`$"])
  func deepNesting(piece: String) {
    check(String(repeating: piece, count: 10_000) + "x")
  }

  @Test(arguments: [("[", "](/a)"), ("![", "](/a)"), ("**a ", " a**"), ("_a *b ", " b* a_")])
  func deeplyNestedInlines(opening: String, closing: String) {
    let source =
      String(repeating: opening, count: 10_000) + "x" + String(repeating: closing, count: 10_000)
    #expect(html(source).contains("x"))
  }

  /// Each of these takes long if anything in it is searched for again and again.
  @Test(
    .timeLimit(.minutes(1)),
    arguments: [
      "*a **b ", "***a** b* ", "a**b", "_a", "`a``b ", "$a ", "$$a ", "<!--", "<a ", "[a](",
      "[a](#b ",
      "*a [*b*](/c) ", "[^a]", "[^a]: b\n\n", "[a]: b\n", "www.a.b ", "a.a@", "|a|b|\n|-|-|\n",
      "# a\n",
      "# a\n\n[x](#a)\n\n", "\n$$\na\nb", "```swift\n1\n```\n", "\n<!-- a\n", "中\n", "- a\n",
      "^[a", "^[", "^[a] ", "^[]", "::: {.a}\n", "::: {.callout-tip}\na\n", "::: {#fig-a}\na\n",
      ":::\n", "::: a\n\n:::\n",
    ])
  func longInput(piece: String) {
    _ = parse(String(repeating: piece, count: 60_000 / piece.utf8.count))
  }

  @Test func privateUseCharactersSurvive() {
    let text = "\u{E000}\u{F8FF}\u{10FFFD} \u{7F}\u{1}"
    #expect(
      html("\(text) $\(text)$ `\(text)`")
        == "<p>\(text) <span class=\"math\">\(text)</span> <code>\(text)</code></p>\n")
  }

  @Test func nulBecomesReplacementCharacter() {
    #expect(html("a\0b") == "<p>a\u{FFFD}b</p>\n")
  }

  @Test(arguments: ["", "\n", "\u{FEFF}", "\r", "   ", "\u{FEFF}\n\n"])
  func emptyDocument(source: String) {
    #expect(parse(source).document.blocks.isEmpty)
  }

  @Test func lineEndsDoNotMatter() throws {
    let source = try fixture("chapter.md")
    let expected = parse(source)
    for lineEnd in ["\r\n", "\r"] {
      let parsed = parse(source.replacing("\n", with: lineEnd))
      #expect(HTMLWriter.html(of: parsed.document) == HTMLWriter.html(of: expected.document))
      #expect(parsed.diagnostics == expected.diagnostics)
    }
  }
}
