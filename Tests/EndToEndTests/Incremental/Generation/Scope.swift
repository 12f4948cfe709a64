/// A name and what it stands for.
struct Symbol: Hashable, Sendable {
  var kind: Kind
  var name: String

  /// An `Int` made of it.
  var value: String? { kind.value?.replacing("@", with: name) }
}

/// The names that code at some place of a chapter can use, and those that it can declare.
struct Scope {
  private struct Key: Hashable {
    var space: String
    var name: String

    init(_ symbol: Symbol) { (space, name) = (symbol.kind.space, symbol.name) }
  }

  private var symbols: [Key: Symbol] = [:]
  private var declaredInCell: Set<Key> = []
  /// What the cell uses in a way that it can't declare any more: it would mean its own.
  private var settledInCell: Set<Key> = []

  init(_ symbols: [Symbol]) {
    for symbol in symbols { self.symbols[Key(symbol)] = symbol }
  }

  mutating func enterCell() {
    declaredInCell = []
    settledInCell = []
  }

  /// Sorted, so that a seed gives the same chapter each time.
  func symbols(of kind: Kind) -> [Symbol] {
    symbols.values.filter { $0.kind == kind }.sorted { $0.name < $1.name }
  }

  var values: [Symbol] {
    symbols.values.filter { $0.kind.value != nil }
      .sorted { ($0.name, $0.kind.name) < ($1.name, $1.kind.name) }
  }

  func contains(_ symbol: Symbol) -> Bool { symbols[Key(symbol)] == symbol }

  func canDeclare(_ symbol: Symbol) -> Bool {
    let key = Key(symbol)
    guard !declaredInCell.contains(key), !settledInCell.contains(key) else { return false }
    return !(symbol.kind.isUnique && symbols[key] != nil)
  }

  func accepts(_ piece: Piece) -> Bool {
    let declared = piece.declaredSymbols
    let used = piece.usedSymbols
    guard used.allSatisfy(contains), declared.allSatisfy(canDeclare),
      Set(declared.map(Key.init)).count == declared.count
    else { return false }
    let settled = Set(used.filter { settles($0, in: piece) }.map(Key.init))
    return settled.isDisjoint(with: declared.map(Key.init))
  }

  mutating func add(_ piece: Piece) {
    for symbol in piece.usedSymbols where settles(symbol, in: piece) {
      settledInCell.insert(Key(symbol))
    }
    for symbol in piece.declaredSymbols {
      symbols = symbols.filter { $0.value.kind.owner != symbol.name }
      symbols[Key(symbol)] = symbol
      declaredInCell.insert(Key(symbol))
    }
  }

  private func settles(_ symbol: Symbol, in piece: Piece) -> Bool {
    !symbol.kind.isVariable || piece.template.hasBody
  }
}
