extension HTMLRenderer {
  /// What a page begins with, from the front matter and the heading that the text begins with.
  func opener(_ writer: inout HTMLWriter) -> PageTemplate.Opener {
    let document = writer.document
    let frontMatter = document.frontMatter
    var opener = PageTemplate.Opener(title: document.title.htmlEscaped)
    if let index = document.titleIndex, let heading = document.leadingTitle {
      opener.number = heading.number
      opener.chapter = heading.number
      opener.id = heading.id
      opener.title = writer.captured { writer in
        writer.within(document.blocks[index].range) { $0.write(heading.content) }
      }
    } else if let title = frontMatter.title.map(ChapterTitle.init) {
      opener.number = title.number
      opener.chapter = title.chapter
      opener.title = writer.captured { $0.write(frontMatter.titleContent) }
    }
    if frontMatter.subtitle != nil {
      opener.subtitle = writer.captured { $0.write(frontMatter.subtitleContent) }
    }
    let entries = metaEntries(writer)
    opener.meta = entries.isEmpty ? nil : PageTemplate.Meta(entries: entries)
    if !frontMatter.abstract.isEmpty {
      opener.abstract = writer.captured { $0.write(frontMatter.abstract) }
    }
    return opener
  }

  private func metaEntries(_ writer: HTMLWriter) -> [PageTemplate.Meta.Entry] {
    let frontMatter = writer.document.frontMatter
    let authors = frontMatter.authors.map(\.htmlEscaped)
      .joined(separator: writer.words[.listComma])
    let source = writer.options.source.map { PageOptions.Link(writer.document.fileName, href: $0) }
    let formats = ([source].compactMap { $0 } + writer.options.formats).map(link)
    let descriptions: [(Word, String)] = [
      (.author, authors), (.date, frontMatter.date.map(time) ?? ""),
      (.source, formats.joined(separator: " ")),
    ]
    return descriptions.filter { !$0.1.isEmpty }.map { word, description in
      PageTemplate.Meta.Entry(
        term: writer.words[word], termMark: writer.words.mark(word), description: description)
    }
  }
}

/// A date that machines can read says so.
private func time(_ date: String) -> String {
  let text = date.htmlEscaped
  return date.wholeMatch(of: /\d{4}-\d{2}-\d{2}/) == nil
    ? text : "<time datetime=\"\(text)\">\(text)</time>"
}
