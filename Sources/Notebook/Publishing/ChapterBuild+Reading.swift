extension ChapterBuild {
  /// A chapter's text, taken apart, and what else is needed to understand it.
  struct Reading {
    var document: Document
    /// `nil` where there are none, or where there is no need for them yet.
    var others: OtherChapters?
    /// Paths of bibliographies and other chapters.
    var sources: [String]
  }

  /// Reads the chapter; what is wrong with its text is reported.
  func read(into outcome: inout Outcome, _ languages: Languages) async -> Reading {
    let parsed = parse(outcome.source)
    let others = parsed.document.outgoing.isEmpty ? nil : await otherChapters()
    let problems =
      languages.problems(in: parsed.document)
      + (others?.problems(with: parsed.document) ?? parsed.document.danglingReferences())
    outcome.diagnostics = (parsed.diagnostics + problems).inDocumentOrder
    let bibliographies = bibliographies(of: parsed.document)
    let sources = bibliographies.map(\.path) + (others?.sources ?? [])
    outcome.inputs.add(sources: sources)
    let document = cite(
      bibliographies, in: parsed.document, languages, &outcome.diagnostics)
    return Reading(document: document, others: others, sources: sources)
  }

  /// As the book has read it, if the text is the same.
  func parse(_ source: String) -> ParsedDocument {
    if let known = options.place?.chapter, known.document.source == source { return known }
    return Document.parse(
      source, path: paths.chapter, isStrict: options.isStrict, isAlone: false)
  }
}
