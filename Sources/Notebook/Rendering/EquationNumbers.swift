/// Counts a chapter's labelled equations: 3.1, 3.2 … A formula with a `\tag` of its own is not counted,
/// and is called by that.
struct EquationNumbers {
  /// By label.
  private(set) var numbers: [String: String] = [:]
  /// Formulas whose own `\tag` is the number of another one.
  private(set) var problems: [Diagnostic] = []

  init(_ document: Document) {
    let chapter = document.chapterNumber.map { $0 + "." } ?? ""
    let equations = document.equations
    var counted: [String: SourceRange] = [:]
    for (tex, label, range) in equations {
      guard let label else { continue }
      numbers[label] = tex.ownTag ?? "\(chapter)\(counted.count + 1)"
      if tex.ownTag == nil { counted[numbers[label]!] = range }
    }
    for (tex, _, range) in equations {
      guard let tag = tex.ownTag, let first = counted[tag] else { continue }
      problems.append(
        Diagnostic(
          .error, "the number (\(tag)) is taken; a label `{#eq-…}` gives a formula the next one",
          file: document.path, range: range,
          notes: [Diagnostic(.note, "by this equation", file: document.path, range: first)]))
    }
  }
}

extension String {
  /// What stands in a formula's `\tag{…}`.
  var ownTag: String? {
    guard utf8.contains("\\tag".utf8) else { return nil }
    let tag = /(?:^|[^\\])(?:\\\\)*\\tag\*?\s*\{((?:[^{}]|\{[^{}]*\})*)\}/
    return firstMatch(of: tag).map { String($0.1) }
  }
}
