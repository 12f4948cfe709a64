/// Markdown that is no part of the document: captions, values, what a cell shows.
enum MarkdownSnippet {
  /// The inlines of its first paragraph. Understands no more than escaped characters so far.
  static func inlines(_ markdown: String) -> [Inline] {
    [.text(markdown.replacing(/\\([!-\/:-@\[-`{-~])/) { $0.1 })]
  }

  static func blocks(_ markdown: String) -> [Block] {
    let nowhere = SourcePosition(line: 1)..<SourcePosition(line: 1)
    return [Block(.paragraph(inlines(markdown)), range: nowhere)]
  }
}
