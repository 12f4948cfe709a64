/// A stored top-level variable of a unit; or all static state of a unit's types, as one.
struct Binding: Hashable, Comparable, Codable, Sendable {
  /// Stands for what the static properties of a unit's types hold: no variable has such a name.
  static let staticState = "static"

  var unit: Int
  var name: String

  static func < (a: Binding, b: Binding) -> Bool { (a.unit, a.name) < (b.unit, b.name) }
}

/// What the code of a unit can get at: whatever it does, it does with these.
struct Reach: Hashable, Sendable {
  /// Earlier units whose functions, types and extensions it can use.
  var units: Set<Int> = []
  /// Variables of earlier units, and of the unit itself, whose values it can read or change.
  var bindings: Set<Binding> = []

  mutating func formUnion(_ other: Reach) {
    units.formUnion(other.units)
    bindings.formUnion(other.bindings)
  }
}

extension Plan {
  /// What a unit can get at by the names in it, and by the names in what these mean, and so on.
  ///
  /// Objects can lead further than names do: two units may have linked them. `StateGroups` knows that.
  func reach(of index: Int) -> Reach {
    var search = ReachSearch(self, from: index)
    search.run()
    return search.reach
  }

  /// The stored variables that a unit declares.
  func bindings(of index: Int) -> [Binding] {
    let analysis = units[index].analysis
    var names = analysis.declarations.filter(\.isStored).flatMap { declaration in
      declaration.guardEnd == nil
        ? [declaration.name] : [declaration.name, PlannedUnit.guardPrefix + declaration.name]
    }
    if analysis.hasStaticState { names.append(Binding.staticState) }
    return Set(names).sorted().map { Binding(unit: index, name: $0) }
  }

  /// The declarations that `name` can mean in code that stands in the unit `index`: the latest, but
  /// all overloads of a function.
  func meanings(of name: String, upTo index: Int) -> [DeclarationReference] {
    var result: [DeclarationReference] = []
    for reference in (references[name] ?? []).reversed() where reference.unit <= index {
      result.append(reference)
      // Of the unit's own declarations, some may stand below the use.
      if reference.unit < index && declaration(reference).kind != .func { break }
    }
    return result
  }

  fileprivate func declaration(_ reference: DeclarationReference) -> CellAnalysis.Declaration {
    units[reference.unit].analysis.declarations[reference.index]
  }
}

/// A top-level declaration of a chapter.
struct DeclarationReference: Hashable, Sendable {
  var unit: Int
  /// Among the unit's declarations.
  var index: Int
}

/// Follows names to declarations, and on to the names in those.
private struct ReachSearch {
  /// How far a declaration has to be followed.
  private enum Depth: Int, Comparable {
    /// It decides a type: the functions of the type count, the values of variables don't.
    case type
    /// The unit can read and change it.
    case value

    static func < (a: Depth, b: Depth) -> Bool { a.rawValue < b.rawValue }
  }

  private let plan: Plan
  private let origin: Int
  private(set) var reach = Reach()
  private var depths: [DeclarationReference: Depth] = [:]
  private var pending: [(DeclarationReference, Depth)] = []

  init(_ plan: Plan, from index: Int) {
    self.plan = plan
    origin = index
  }

  mutating func run() {
    let analysis = plan.units[origin].analysis
    reach.bindings.formUnion(plan.bindings(of: origin))
    // A variable that the unit declares anew is the earlier one only above its declaration.
    let early = Set(analysis.earlyUses.map(\.name))
    let own = Set(
      analysis.declarations.filter { $0.isStored && !early.contains($0.name) }.map(\.name))
    for name in analysis.usedNames.subtracting(own) { follow(name, in: origin, .value) }
    for unit in 0..<origin where plan.units[unit].analysis.actsWithoutBeingNamed {
      reach.units.insert(unit)
      reachStaticState(of: unit)
      for name in plan.units[unit].analysis.namesUsedUnnamed { follow(name, in: unit, .value) }
    }
    while let (reference, depth) = pending.popLast() { visit(reference, depth) }
    reach.units.remove(origin)
  }

  private mutating func follow(_ name: String, in unit: Int, _ depth: Depth) {
    for reference in plan.meanings(of: name, upTo: unit) { follow(reference, depth) }
  }

  private mutating func follow(_ reference: DeclarationReference, _ depth: Depth) {
    guard depths[reference].map({ $0 < depth }) ?? true else { return }
    depths[reference] = depth
    pending.append((reference, depth))
  }

  private mutating func visit(_ reference: DeclarationReference, _ depth: Depth) {
    let declaration = plan.declaration(reference)
    reach.units.insert(reference.unit)
    let isType =
      switch declaration.kind {
      case .struct, .class, .enum, .protocol: true
      case .let, .var, .func, .typealias: false
      }
    if !declaration.isStored { reachStaticState(of: reference.unit) }
    if declaration.isStored, depth == .value {
      reach.bindings.insert(Binding(unit: reference.unit, name: declaration.name))
      if declaration.guardEnd != nil {
        reach.bindings.insert(
          Binding(unit: reference.unit, name: PlannedUnit.guardPrefix + declaration.name))
      }
    }
    // A variable's value is what it is; its type's methods are code that can run. What a method uses
    // can be read and changed, and so can what a function uses that is called.
    let next: Depth = isType || (depth == .value && !declaration.isStored) ? .value : .type
    for meaning in plan.meanings[reference.unit][reference.index] { follow(meaning, next) }
  }

  private mutating func reachStaticState(of unit: Int) {
    guard plan.units[unit].analysis.hasStaticState else { return }
    reach.bindings.insert(Binding(unit: unit, name: Binding.staticState))
  }
}
