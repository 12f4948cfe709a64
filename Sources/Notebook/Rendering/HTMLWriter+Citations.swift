import NotebookDisplay

extension HTMLWriter {
  /// A citation, to which the list of references leads back.
  mutating func write(_ citation: Citation, _ content: [Inline]) {
    guard !content.isEmpty else {
      let keys = citation.items.map { "@" + $0.key }.joined(separator: "; ")
      return write("<code class=\"pending\">\(keys.htmlEscaped)</code>")
    }
    let mark = references.citations.mark(citation)
    write("<span class=\"cite\" id=\"\(citation.id)\"\(mark)>")
    write(content)
    write("</span>")
  }

  mutating func writeReferenceList() {
    write("<ul class=\"references\">\n")
    for reference in references.citations.references {
      let language = reference.language.map { " lang=\"\($0)\"" } ?? ""
      write("<li id=\"\(reference.id.htmlEscaped)\"><span\(language)>")
      write(reference.content)
      write("</span>")
      for citation in reference.citations {
        let label = words.text(.backToCitation, number: citation.index).htmlEscaped
        write(
          " <a class=\"back\" href=\"#\(citation.id)\" role=\"doc-backlink\""
            + " aria-label=\"\(label)\"\(words.mark(.backToCitation))>↩\u{FE0E}</a>")
      }
      write("</li>\n")
    }
    write("</ul>\n")
  }
}
