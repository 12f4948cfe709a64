/// A title taken apart: "第 3 章 深度学习" is "第 3 章", 3 and "深度学习".
struct ChapterTitle: Hashable {
  /// The words that count the chapter, where a name follows them.
  var chapter: String?
  var name: String
  /// The chapter's number, which the numbers of its tables and figures begin with.
  var number: String?

  init(_ title: String) {
    let patterns = [
      /^第\s*(?<number>\d+)\s*章\s*/, /^(?i:Chapter)\s+(?<number>\d+)[.:]?\s*/,
      /^(?<number>\d+)[.、:]?\s+/,
    ]
    for pattern in patterns {
      guard let match = title.prefixMatch(of: pattern) else { continue }
      number = String(match.number)
      let rest = title[match.range.upperBound...]
      name = rest.isEmpty ? title : String(rest)
      chapter = rest.isEmpty ? nil : trimmed(title[match.range])
      return
    }
    name = title
  }
}

/// "Chapter 2" of "Chapter 2. ", but "2." of "2. ".
private func trimmed(_ text: Substring) -> String {
  let separators = text.first?.isNumber == true ? ":" : ":."
  var text = text
  while let last = text.last, last.isWhitespace || separators.contains(last) { text.removeLast() }
  return String(text)
}

extension FrontMatter {
  /// Without the words that count the chapter.
  var titleContent: [Inline] {
    title.map { MarkdownSnippet.inlines(ChapterTitle($0).name) } ?? []
  }

  var subtitleContent: [Inline] { subtitle.map(MarkdownSnippet.inlines) ?? [] }
}

extension Document {
  /// The title where there is no room for markup.
  var readableTitle: String {
    frontMatter.title.map(MarkdownSnippet.text) ?? leadingTitle?.content.readableText ?? title
  }

  /// The chapter's number: that of its title, else the one that all its sections' numbers begin with.
  var chapterNumber: String? {
    if let number = frontMatter.title.flatMap({ ChapterTitle($0).number }) { return number }
    let numbered = outline.filter { $0.number != nil }
    let numbers = numbered.compactMap { $0.number?.split(separator: ".") }
    if numbered.first?.level == 1, let chapter = numbers.first?.first, let value = Int(chapter) {
      // A title that the sections count on from is the first of them.
      let isSection = numbers.dropFirst().first.map { $0 == ["\(value + 1)"] } ?? false
      return isSection ? nil : String(chapter)
    }
    let chapters = Set(numbers.map { $0.count > 1 ? $0.first : nil })
    return chapters.count == 1 ? chapters.first.flatMap(\.self).map(String.init) : nil
  }

  /// Those between the other top-level blocks; headings in quotations do not structure a page.
  var outline: [Heading] {
    blocks.compactMap { block in
      if case .heading(let heading) = block.kind { heading } else { nil }
    }
  }
}
