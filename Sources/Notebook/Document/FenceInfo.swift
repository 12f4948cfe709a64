/// What the info string of a fenced code block asks for.
enum FenceInfo: Equatable {
  /// Swift that is run: `swift`, Quarto's `{swift}`, knitr's `{swift, echo=FALSE}`, MyST's
  /// `{code-cell} swift`.
  case cell
  /// Displayed mathematics, as GitHub has it: `math`.
  case formula
  /// Code that is shown, such as `swift,ignore`, `python` or Pandoc's `{.python filename="a.py"}`.
  case code(language: String?)

  init(_ info: String) {
    let words = info.split(whereSeparator: \.isWhitespace)
    switch words.first {
    case "swift": self = .cell
    case let word? where Self.opensSwift(word): self = .cell
    case "{code-cell}" where words.dropFirst().first == "swift": self = .cell
    case "math": self = .formula
    case let word? where word.hasPrefix("{"):
      self = .code(language: Self.language(ofAttributes: info) ?? String(word))
    case let word?:
      let attributes = word.split(separator: ",")
      self = .code(language: attributes.first == "swift" ? "swift" : String(word))
    case nil: self = .code(language: nil)
    }
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
