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
