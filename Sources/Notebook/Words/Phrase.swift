/// A text with places that are filled in, "Table {number}", in as many forms as a count asks for.
struct Phrase: Hashable, Sendable {
  private enum Piece: Hashable {
    case text(String)
    case place(String)
  }

  private let forms: [PluralCategory: [Piece]]

  /// - Parameter forms: One for `other` among them, which takes the place of those that are missing.
  init(_ forms: [PluralCategory: String]) {
    self.forms = forms.mapValues(Self.pieces)
  }

  /// The places of all forms.
  var places: Set<String> {
    Set(
      forms.values.joined().compactMap { piece in
        if case .place(let name) = piece { name } else { nil }
      })
  }

  /// - Parameter values: What is filled in, by the names of the places.
  func text(_ category: PluralCategory = .other, _ values: [String: String] = [:]) -> String {
    var text = ""
    for piece in forms[category] ?? forms[.other] ?? [] {
      switch piece {
      case .text(let part): text += part
      case .place(let name): text += values[name] ?? "{\(name)}"
      }
    }
    return text
  }

  /// Letters in braces are a place; all else is text.
  private static func pieces(_ text: String) -> [Piece] {
    var pieces: [Piece] = []
    var rest = text[...]
    while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
      let name = rest[open..<close].dropFirst()
      let isPlace = !name.isEmpty && name.allSatisfy(\.isLetter)
      let before = isPlace ? rest[..<open] : rest[...close]
      if !before.isEmpty { pieces.append(.text(String(before))) }
      if isPlace { pieces.append(.place(String(name))) }
      rest = rest[close...].dropFirst()
    }
    return rest.isEmpty ? pieces : pieces + [.text(String(rest))]
  }
}
