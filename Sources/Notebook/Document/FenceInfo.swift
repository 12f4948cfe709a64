/// What the info string of a fenced code block asks for.
enum FenceInfo: Equatable {
  /// Swift that is run: `swift`, Quarto's `{swift}`, knitr's `{swift, echo=FALSE}`, MyST's
  /// `{code-cell} swift`.
  case cell
  /// Displayed mathematics, as GitHub has it: `math`.
  case formula
  /// Code that is shown, such as `swift,ignore`, `python` or Pandoc's `{.python filename="a.py"}`.
  case code(language: String?)
  /// What Pandoc passes through to one format: `{=html}`.
  case raw(format: String)
  /// MyST's `{figure} small.png`, which is not understood.
  case directive

  init(_ info: String) {
    let words = info.split(whereSeparator: \.isWhitespace)
    switch words.first {
    case "swift": self = .cell
    case let word? where Self.opensSwift(word): self = .cell
    case "{code-cell}" where words.dropFirst().first == "swift": self = .cell
    case "math": self = .formula
    case "{code-cell}", "{code-block}", "{code}", "{sourcecode}":
      self = .code(language: words.dropFirst().first.map(String.init))
    case let word? where word.hasPrefix("{="):
      self = .raw(format: word.dropFirst(2).prefix { $0 != "}" }.lowercased())
    case _? where Self.isDirective(info): self = .directive
    case let word? where word.hasPrefix("{"):
      self = .code(language: Self.language(ofAttributes: info) ?? String(word))
    case let word?:
      let attributes = word.split(separator: ",")
      self = .code(language: attributes.first == "swift" ? "swift" : String(word))
    case nil: self = .code(language: nil)
    }
  }

  private static let directives: Set<Substring> = [
    "admonition", "aside", "attention", "bibliography", "blockquote", "card", "caution", "contents",
    "csv-table", "danger", "deprecated", "dropdown", "embed", "epigraph", "error", "eval-rst",
    "figure",
    "glossary", "grid", "hint", "iframe", "image", "important", "include", "index", "list-table",
    "literalinclude", "margin", "math", "note", "raw", "seealso", "sidebar", "table",
    "tableofcontents", "tab-item", "tab-set", "tip", "toctree", "topic", "versionadded",
    "versionchanged", "video", "warning",
  ]

  /// Whether it is the name of a directive in braces, or any name with something behind the brace.
  private static func isDirective(_ info: String) -> Bool {
    guard let match = info.wholeMatch(of: /\s*\{([A-Za-z][\w:+-]*)\}\s*(.*)/) else { return false }
    return !match.2.isEmpty || directives.contains(match.1)
  }

  /// Whether it is `{swift`, whatever else stands in the braces.
  private static func opensSwift(_ word: Substring) -> Bool {
    let rest = word.dropFirst("{swift".count)
    return word.hasPrefix("{swift") && rest.first.map { ",}".contains($0) } ?? true
  }

  /// Of `{.python .numberLines}` and `{python}`; `nil` for what names no language, as `{=html}`.
  private static func language(ofAttributes info: String) -> String? {
    info.firstMatch(of: /^\s*\{\s*(?:#\S+\s+)?\.?([A-Za-z][\w+#-]*)[^{}]*\}/).map { String($0.1) }
  }
}
