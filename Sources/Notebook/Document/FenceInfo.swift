/// What the info string of a fenced code block asks for.
enum FenceInfo: Equatable {
  /// Swift that is run: `swift`, Quarto's `{swift}`, MyST's `{code-cell} swift`.
  case cell
  /// Code that is shown, such as `swift,ignore` or `python`.
  case code(language: String?)

  init(_ info: String) {
    let words = info.split(whereSeparator: \.isWhitespace)
    switch words.first {
    case "swift", "{swift}": self = .cell
    case "{code-cell}" where words.dropFirst().first == "swift": self = .cell
    case let word?:
      let attributes = word.split(separator: ",")
      self = .code(language: attributes.first == "swift" ? "swift" : String(word))
    case nil: self = .code(language: nil)
    }
  }
}
