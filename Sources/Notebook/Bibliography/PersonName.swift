/// An author or editor, taken apart as BibTeX does.
struct PersonName: Hashable, Sendable {
  /// With what belongs to it: "van der Waals". The whole name of an organisation.
  var family: String
  var given = ""

  /// The names of a field, which are joined by `and`; the last may be `others`.
  static func names(in latex: String) -> (names: [PersonName], hasOthers: Bool) {
    let texts = latex.words.split(separator: "and", omittingEmptySubsequences: true)
      .map { $0.joined(separator: " ") }
    let named = texts.filter { $0 != "others" }
    return (named.map(PersonName.init), named.count < texts.count)
  }

  /// "von Last, Jr, First", "von Last, First" or "First von Last".
  init(_ latex: String) {
    let parts = latex.split(atDepthZero: { $0 == "," })
    if parts.count > 1 {
      family = LaTeXText.plain(parts[0])
      given = LaTeXText.plain(parts[parts.count - 1])
      if parts.count > 2 { given += ", " + LaTeXText.plain(parts[1]) }
      return
    }
    let words = latex.words
    let start = words.dropLast().firstIndex { $0.first?.isLowercase == true } ?? words.count - 1
    family = LaTeXText.plain(words[max(0, start)...].joined(separator: " "))
    given = LaTeXText.plain(words[..<max(0, start)].joined(separator: " "))
  }

  /// Whether it is written in Chinese characters, the family's name first and without a space.
  var isHan: Bool { family.contains(where: \.isHan) }

  /// As it is cited.
  var short: String { isHan ? full : family }

  /// As it is listed: "He, K." or "陈云霁".
  var listed: String {
    guard !isHan, !given.isEmpty else { return full }
    return ([family, initials] + suffixes).joined(separator: ", ")
  }

  /// As it is listed behind a title: "K. He".
  var listedInside: String {
    guard !isHan, !given.isEmpty else { return full }
    return (["\(initials) \(family)"] + suffixes).joined(separator: ", ")
  }

  private var initials: String {
    let names = given.prefix { $0 != "," }.split { $0.isWhitespace || $0 == "\u{A0}" }
    return names.map { name in
      name.split(separator: "-").compactMap { $0.first.map { "\($0)." } }.joined(separator: "-")
    }.joined(separator: " ")
  }

  /// "Jr.", behind a comma.
  private var suffixes: [String] {
    given.split(separator: ",").dropFirst().map { String($0.drop { $0.isWhitespace }) }
  }

  private var full: String { isHan ? family + given : family }
}

extension String {
  /// Pieces that are separated by spaces outside of braces.
  fileprivate var words: [String] { split(atDepthZero: \.isWhitespace).filter { !$0.isEmpty } }

  fileprivate func split(atDepthZero isSeparator: (Character) -> Bool) -> [String] {
    var parts = [""]
    var depth = 0
    for character in self {
      if character == "{" { depth += 1 }
      if character == "}" { depth -= 1 }
      if depth <= 0, isSeparator(character) {
        parts.append("")
      } else {
        parts[parts.count - 1].append(character)
      }
    }
    return parts
  }
}
