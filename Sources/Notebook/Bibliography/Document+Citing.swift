extension Document {
  /// In the order in which they were read.
  var citations: [Citation] {
    allInlines.flatMap(\.citations).sorted { $0.index < $1.index }
  }

  /// The document with the works that it may cite, and with a list of those that it does at its end,
  /// unless it says by `::: {#refs}` where that stands.
  func citing(_ bibliography: Bibliography, languages: Languages) -> Document {
    var document = self
    document.bibliography = bibliography
    guard !citations.isEmpty, !allBlocks.contains(where: { $0.kind.isReferenceList }) else {
      return document
    }
    let end = blocks.last?.range.upperBound ?? SourcePosition(line: 1)
    let ids = Set(headings.map(\.id))
    let title = languages.wording(for: frontMatter).content(.references)
    let heading = Heading(
      level: outline.map(\.level).filter { $0 > 1 }.min() ?? 2, content: title,
      id: ids.contains("references") ? "list-of-references" : "references")
    document.blocks += [
      Block(.heading(heading), range: end..<end), Block(.referenceList, range: end..<end),
    ]
    return document
  }

  /// Citations of works that the bibliography does not have.
  var danglingCitations: [Diagnostic] {
    let known = bibliography?.works ?? [:]
    return citations.flatMap(\.items).filter { known[$0.key] == nil }.map { item in
      Diagnostic(
        .error,
        "the bibliography has no `\(item.key)`" + item.key.suggestion(from: known.keys.sorted()),
        file: path, range: item.range)
    }
  }
}

extension Inline {
  fileprivate var citations: [Citation] {
    if case .citation(let citation, _) = self { return [citation] }
    return children.flatMap(\.citations)
  }
}

extension Block.Kind {
  fileprivate var isReferenceList: Bool { if case .referenceList = self { true } else { false } }
}
