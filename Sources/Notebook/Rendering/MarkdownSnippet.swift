/// Markdown that is no part of the document: captions, values, what a cell shows.
enum MarkdownSnippet {
  static func inlines(_ markdown: String) -> [Inline] { [.text(markdown)] }

  static func blocks(_ markdown: String) -> [Block] {
    [Block(.paragraph(inlines(markdown)), range: SourcePosition(line: 1)..<SourcePosition(line: 1))]
  }
}
