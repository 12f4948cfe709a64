import NotebookDisplay

extension HTMLWriter {
  /// A citation, to which the list of references leads back.
  mutating func write(_ citation: Citation, _ content: [Inline]) {
    guard !content.isEmpty else {
      let keys = citation.items.map { "@" + $0.key }.joined(separator: "; ")
      return write("<code class=\"pending\">\(keys.htmlEscaped)</code>")
    }
    write("<span class=\"cite\" id=\"\(citation.id)\">")
    write(content)
    write("</span>")
  }

  mutating func writeReferenceList() {
    let pageIsChinese = words.isChinese
    write("<ul class=\"references\">\n")
    for reference in references.citations.references {
      let isForeign = pageIsChinese != (reference.language == "zh-CN")
      let language = isForeign ? " lang=\"\(reference.language)\"" : ""
      write("<li id=\"\(reference.id.htmlEscaped)\"><span\(language)>")
      write(reference.content)
      write("</span>")
      for citation in reference.citations {
        let label = words.back(toCitation: citation.index).htmlEscaped
        write(
          " <a class=\"back\" href=\"#\(citation.id)\" role=\"doc-backlink\""
            + " aria-label=\"\(label)\">↩\u{FE0E}</a>")
      }
      write("</li>\n")
    }
    write("</ul>\n")
  }
}
