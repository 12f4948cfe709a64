extension Document {
  /// What references can call, and where it stands: sections, equations, cells and their code, and the
  /// author's own pictures, tables and code.
  var labels: [(name: String, range: SourceRange)] {
    allBlocks.flatMap { block in
      block.labels.filter { CrossReference.Kind(label: $0) != nil }.map { ($0, block.range) }
    }
  }

  /// Those of its references that nothing in it answers.
  func outgoing(of references: [CrossReference]) -> [CrossReference] {
    guard !references.isEmpty else { return [] }
    let known = Set(labels.map(\.name))
    return references.filter { !known.contains($0.label) }
  }

  /// Says of all references that lead out of a document that is on its own that they lead nowhere.
  func danglingReferences() -> [Diagnostic] {
    guard !outgoing.isEmpty else { return [] }
    let known = Set(labels.map(\.name)).sorted()
    return outgoing.map { $0.dangling(in: path, among: known, inBook: false) }
  }
}

extension CrossReference {
  /// Says that it leads nowhere.
  ///
  /// - Parameters:
  ///   - file: The document that it stands in.
  ///   - known: What it may have been meant to say.
  ///   - isInBook: Whether other chapters have been looked at.
  func dangling(in file: String, among known: [String], inBook isInBook: Bool) -> Diagnostic {
    let message = isInBook ? "no chapter has anything labelled" : "nothing is labelled"
    return Diagnostic(
      .error, "\(message) `\(label)`" + label.suggestion(from: known), file: file, range: range)
  }
}

extension Block {
  fileprivate var labels: [String] {
    switch kind {
    case .heading(let heading) where heading.id.hasPrefix("sec-"): [heading.id]
    case .cell(let cell): [cell.label, cell.options.listingLabel].compactMap(\.self)
    case .captioned(let caption, _): [caption.label]
    case .math(_, let label): [label].compactMap(\.self)
    default: []
    }
  }
}
