/// A template with its gaps filled.
struct Piece: Hashable, Sendable {
  /// What fills a gap that is not a number or a local name.
  enum Filling: Hashable, Sendable {
    case declared(Symbol)
    case used(Symbol)
    case literal(Int)

    var text: String {
      switch self {
      case .declared(let symbol): symbol.name
      case .used(let symbol): symbol.name
      case .literal(let number): "\(number)"
      }
    }
  }

  let template: Template
  private(set) var fillings: [Filling] = []
  var numbers: [Int] = []
  var local: Int

  var declaredSymbols: [Symbol] {
    fillings.compactMap { if case .declared(let symbol) = $0 { symbol } else { nil } }
  }
  var usedSymbols: [Symbol] {
    fillings.compactMap { if case .used(let symbol) = $0 { symbol } else { nil } }
  }

  var text: String {
    var fillings = fillings[...]
    var numbers = numbers[...]
    return template.parts.map { part in
      guard case .gap(let gap) = part else {
        if case .text(let text) = part { return text }
        return ""
      }
      switch gap {
      case .declared, .used: return fillings.removeFirst().text
      case .value:
        let filling = fillings.removeFirst()
        if case .used(let symbol) = filling { return symbol.value ?? symbol.name }
        return filling.text
      case .number: return "\(numbers.removeFirst())"
      case .local: return ["item", "it", "one"][local]
      case .repeated(let index): return self.fillings[index - 1].text
      }
    }.joined()
  }

  /// Fills a template's gaps with what a scope has, or returns `nil` if it lacks something.
  ///
  /// - Parameter names: The names to declare; else they are chosen.
  init?(
    _ template: Template, in scope: Scope, names: [String] = [], using random: inout SplitMix64
  ) {
    self.template = template
    local = random.number(0...2)
    var names = names[...]
    for gap in template.gaps {
      switch gap {
      case .declared(let kind):
        let free = kind.names.map { Symbol(kind: kind, name: $0) }.filter { symbol in
          scope.canDeclare(symbol) && !fillings.contains { $0.text == symbol.name }
        }
        let fresh = free.filter { !scope.contains($0) }
        let choice =
          names.popFirst().map { Symbol(kind: kind, name: $0) }
          ?? random.element(of: fresh.isEmpty || random.happens(30) ? free : fresh)
        guard let choice else { return nil }
        fillings.append(.declared(choice))
      case .used(let kind):
        guard let choice = random.element(of: scope.symbols(of: kind)) else { return nil }
        fillings.append(.used(choice))
      case .value:
        let choice = random.happens(85) ? random.element(of: scope.values) : nil
        fillings.append(choice.map { .used($0) } ?? .literal(random.number(0...9)))
      case .number: numbers.append(random.number(1...9))
      case .local, .repeated: break
      }
    }
    guard scope.accepts(self) else { return nil }
  }
}
