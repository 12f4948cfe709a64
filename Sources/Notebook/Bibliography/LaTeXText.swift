import Foundation

/// LaTeX as it is written in bibliographies, as text.
enum LaTeXText {
  /// Accents, special letters and punctuation as characters; braces and unknown commands dropped,
  /// whose arguments stay. Formulas stay between their dollars.
  static func plain(_ latex: String) -> String { withoutStandIns(read(latex)) }

  /// With stand-ins for what would not outlive the next steps: spaces that do not break, and dollars
  /// that do not begin a formula.
  private static func read(_ latex: String) -> String {
    var reader = Reader(rest: latex[...])
    return reader.read().precomposedStringWithCanonicalMapping
      .split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  private static func withoutStandIns(_ text: some StringProtocol) -> String {
    String(text).replacing("\u{E000}", with: "\u{A0}").replacing("\u{E001}", with: "$")
  }

  /// What stands for characters that mean something in LaTeX.
  static let escapes: [Character: String] = [
    "\\": "\\textbackslash{}", "{": "\\{", "}": "\\}", "$": "\\$", "~": "\\textasciitilde{}",
  ]

  /// The text with its formulas as such.
  static func inlines(_ latex: String) -> [Inline] {
    read(latex).split(separator: "$", omittingEmptySubsequences: false).enumerated()
      .compactMap { index, part in
        if part.isEmpty { return nil }
        return index.isMultiple(of: 2)
          ? .text(withoutStandIns(part)) : .math(tex: withoutStandIns(part), display: false)
      }
  }

  private struct Reader {
    var rest: Substring

    mutating func read() -> String {
      var result = ""
      while let character = rest.popFirst() {
        switch character {
        case "\\": result += command()
        case "{", "}": break
        case "~": result += "\u{E000}"
        case "-" where rest.hasPrefix("--"): result += take(2, as: "—")
        case "-" where rest.hasPrefix("-"): result += take(1, as: "–")
        case "`" where rest.hasPrefix("`"): result += take(1, as: "“")
        case "'" where rest.hasPrefix("'"): result += take(1, as: "”")
        case "`": result += "‘"
        case "'": result += "’"
        case "$": result += formula()
        default: result.append(character)
        }
      }
      return result
    }

    private mutating func take(_ count: Int, as text: String) -> String {
      rest = rest.dropFirst(count)
      return text
    }

    private mutating func formula() -> String {
      guard let end = rest.firstIndex(of: "$") else { return "" }
      let tex = rest[..<end]
      rest = rest[rest.index(after: end)...]
      return "$\(tex)$"
    }

    private mutating func command() -> String {
      guard let first = rest.first else { return "" }
      guard first.isASCII, first.isLetter else {
        rest = rest.dropFirst()
        if first == "$" { return "\u{E001}" }
        return accents[String(first)].map { accented(by: $0) } ?? String(first)
      }
      let name = rest.prefix { $0.isASCII && $0.isLetter }
      rest = rest[name.endIndex...]
      if let mark = accents[String(name)], name.count == 1 { return accented(by: mark) }
      rest = rest.drop { $0 == " " }
      return letters[String(name)] ?? ""
    }

    /// The next letter, or the one in the next braces, with a mark above or below it.
    private mutating func accented(by mark: String) -> String {
      rest = rest.drop { $0 == " " }
      var base: String
      if rest.first == "{" {
        let end = rest.firstIndex(of: "}") ?? rest.endIndex
        base = LaTeXText.plain(String(rest[rest.index(after: rest.startIndex)..<end]))
        rest = rest[end...].dropFirst()
      } else if rest.first == "\\" {
        rest = rest.dropFirst()
        base = command()
      } else {
        base = rest.popFirst().map(String.init) ?? ""
      }
      if base == "ı" { base = "i" }
      guard let letter = base.first else { return "" }
      return String(letter) + mark + base.dropFirst()
    }
  }

  /// Combining characters by the commands that set them.
  private static let accents: [String: String] = [
    "`": "\u{300}", "'": "\u{301}", "^": "\u{302}", "~": "\u{303}", "=": "\u{304}",
    "u": "\u{306}", ".": "\u{307}", "\"": "\u{308}", "r": "\u{30A}", "H": "\u{30B}",
    "v": "\u{30C}", "d": "\u{323}", "c": "\u{327}", "k": "\u{328}", "b": "\u{331}",
  ]

  private static let letters: [String: String] = [
    "ss": "ß", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "aa": "å", "AA": "Å", "o": "ø",
    "O": "Ø", "l": "ł", "L": "Ł", "i": "ı", "j": "ȷ", "dh": "ð", "DH": "Ð", "th": "þ", "TH": "Þ",
    "dots": "…", "ldots": "…", "textendash": "–", "textemdash": "—", "copyright": "©",
    "TeX": "TeX", "LaTeX": "LaTeX", "BibTeX": "BibTeX", "textbackslash": "\\",
    "textasciitilde": "~",
  ]
}
