extension MarkdownWriter {
  /// What the front matter has the page begin with, each as lines.
  mutating func opener() -> [[String]] {
    let frontMatter = document.frontMatter
    let byline =
      (frontMatter.authors.map { "**\(MarkdownText.escaped($0))**" }
      + [frontMatter.date].compactMap { $0 }.map { MarkdownText.escaped($0) })
      .joined(separator: " · ")
    let title = frontMatter.title.map {
      "# " + inline(MarkdownSnippet.inlines($0), onOneLine: true)
    }
    let subtitle = frontMatter.subtitle.map { _ in
      inline(frontMatter.subtitleContent, onOneLine: true)
    }
    let lines = [title, subtitle, byline].compactMap { $0 }.filter { !$0.isEmpty }.map { [$0] }
    guard !frontMatter.abstract.isEmpty else { return lines }
    return lines + [[inline([.strong(words.content(.abstract))])]] + parts(frontMatter.abstract)
  }
}
