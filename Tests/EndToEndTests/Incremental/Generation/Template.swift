/// Swift, or prose, with gaps:
///
///     {{+kind}}  a name that it declares
///     {{kind}}   a name of that kind, declared further up
///     {{value}}  an `Int` made of whatever there is further up
///     {{#}}      a number
///     {{local}}  a name that nobody else sees
///     {{1}}      again what fills the first of the gaps above, numbers and local names not counted
struct Template: Hashable, Sendable {
  enum Gap: Hashable, Sendable {
    case declared(Kind)
    case used(Kind)
    case value
    case number
    case local
    case repeated(Int)
  }

  enum Part: Hashable, Sendable {
    case text(String)
    case gap(Gap)
  }

  let parts: [Part]

  init(_ text: String) {
    parts = text.split(separator: "{{", omittingEmptySubsequences: false).enumerated().flatMap {
      index, piece -> [Part] in
      guard index > 0, let end = piece.firstRange(of: "}}") else { return [.text(String(piece))] }
      return [
        .gap(Self.gap(piece[..<end.lowerBound])), .text(String(piece[end.upperBound...])),
      ]
    }
  }

  private static func gap(_ text: Substring) -> Gap {
    switch text {
    case "value": return .value
    case "#": return .number
    case "local": return .local
    default: break
    }
    if let index = Int(text) { return .repeated(index) }
    let isDeclared = text.hasPrefix("+")
    guard let kind = Kind.named[String(isDeclared ? text.dropFirst() : text)] else {
      preconditionFailure("there is no kind '\(text)'")
    }
    return isDeclared ? .declared(kind) : .used(kind)
  }

  var gaps: [Gap] {
    parts.compactMap { if case .gap(let gap) = $0 { gap } else { nil } }
  }
  var declaredKinds: [Kind] {
    gaps.compactMap { if case .declared(let kind) = $0 { kind } else { nil } }
  }
  var usedKinds: [Kind] {
    gaps.compactMap { if case .used(let kind) = $0 { kind } else { nil } }
  }

  /// Whether it has a body: what it uses there must not be declared again further down in the cell.
  var hasBody: Bool { says("{") }
  var canFail: Bool { says("fatalError(\"number") || says("][") }

  private func says(_ text: String) -> Bool {
    parts.contains { if case .text(let part) = $0 { part.contains(text) } else { false } }
  }

  /// How often it is chosen, compared with others. Whatever needs much to be there is rarely possible.
  var weight: Int { canFail ? 1 : 3 + 9 * usedKinds.count }
}
