import Testing

@testable import Notebook

/// Which numbers count sections, and which chapter they belong to.
@Suite struct HeadingNumberTests {
  @Test(arguments: [
    ("## 2024 in review\n\n## 2025 in review", []), ("## 7 habits", []), ("# 1984 once more", []),
    ("## 1 Intro\n\n## 2 Method\n\n## 2024 in review\n\n## 3 End", ["1", "2", "3"]),
    ("## 1 Intro\n\n### 1 a\n\n### 2 b\n\n## 2 Method\n\n### 1 c", ["1", "1", "2", "2", "1"]),
    ("## 5 Deep\n\n### 5.1 Deeper", ["5", "5.1"]), ("# 12 Late\n\n## 2 late", ["12"]),
  ])
  func countsSections(markdown: String, numbers: [String]) {
    #expect(parse(markdown).document.headings.compactMap(\.number) == numbers)
  }

  @Test(arguments: [
    ("title: Chapter 2. T", ["2.1", "2.1.1", "2.2"]), ("title: T", ["1", "1.1", "2"]),
    ("author: A", ["1", "1.1", "2"]),
  ])
  func numbersSections(line: String, numbers: [String]) {
    let title = line.hasPrefix("title") ? "" : "# T\n\n"
    let document = parse(
      "---\n\(line)\nnumber-sections: true\n---\n\n\(title)"
        + "## F {-}\n\n## a {#sec-a}\n\n### b\n\n### G {.unnumbered}\n\n## c\n\nSee @sec-a."
    ).document
    #expect(document.headings.compactMap(\.number) == numbers)
    #expect(document.headings.map(\.id).suffix(5) == ["f", "sec-a", "b", "g", "c"])
    #expect(document.chapterNumber == (line.contains("2") ? "2" : nil))
    let page = HTMLRenderer(templates: builtInTemplates).page(document, ExecutionResult()).text
    #expect(page.contains("<h2 id=\"f\">F</h2>"))
    #expect(page.contains(">Section \(numbers[0])</a>"))
    let markdown = MarkdownRenderer(templates: builtInTemplates).page(document, ExecutionResult())
    #expect(markdown.text.contains("\n### \(numbers[1]) b"))
  }

  @Test func goesOnFromNumbersOfTheAuthor() {
    let document = parse(
      "---\ntitle: T\nnumber-sections: true\n---\n## 2.3 a\n\n### b\n\n## c"
    ).document
    #expect(document.headings.compactMap(\.number) == ["2.3", "2.3.1", "2.4"])
  }

  @Test(arguments: [
    ("# 3 T", "3"), ("# 3 T\n\n## 1 a\n\n## 2 b", "3"), ("# T\n\n## 3.1 a\n\n## 3.2 b", "3"),
    ("---\ntitle: Chapter 4. T\n---\n\n## 3.1 a", "4"), ("# 3.1 T", "3"),
    ("# T\n\n## 2024 in review", nil), ("# T\n\n## 1 Intro\n\n## 2 Method", nil),
    ("# T\n\n## 1.1 a\n\n## 2.1 b", nil), ("# T\n\n## 1 a\n\n### 1.1 b", nil),
    ("# 1 Intro\n\n# 2 Method", nil),
  ])
  func findsTheChapter(markdown: String, number: String?) {
    #expect(parse(markdown).document.chapterNumber == number)
  }
}
