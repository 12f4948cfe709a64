/// What each unit of a chapter declares, uses and may change, as far as names tell.
///
/// Objects can lead further: two units may have linked those that they share, which shows only when
/// they run.
public struct DependencyGraph: Sendable {
  public struct Node: Sendable {
    /// A cell's label, or what it is that has none.
    var title: String
    /// Where it stands in the Markdown file; `nil` for what the build itself declares.
    var line: Int?
    /// In the order of the text.
    var declares: [String] = []
    /// Names that stand in the unit itself.
    var uses: [Use] = []
    /// Variables that the functions and types which it uses can get at.
    var reaches: [Use] = []
    /// Variables of earlier units that it can assign to.
    var mayChange: [Use] = []

    /// The node, in a sentence about another one.
    var reference: String { isLabelled ? title : line.map { "line \($0)" } ?? title }
    fileprivate var isLabelled = false
  }

  /// Names, and the earlier unit that declares them.
  struct Use: Hashable, Sendable {
    var node: Int
    var names: [String]
    /// Whether its extensions and operators act here, and nothing of it is named.
    var isUnnamed = false
  }

  /// In the order in which the units run.
  public private(set) var nodes: [Node]
  /// The Markdown file, as the author named it.
  let chapter: String

  public init(of document: Document) {
    let units = CompilationUnit.units(
      of: document, parameters: document.frontMatter.parameters)
    self.init(Plan(units), chapter: document.path)
  }

  init(_ plan: Plan, chapter: String) {
    self.chapter = chapter
    nodes = plan.units.indices.map { index in
      var node = Node(plan.units[index].unit)
      node.declares = plan.shownDeclarations(of: index)
      let direct = plan.namesUsed(by: index)
      node.uses = plan.shownUses(direct, by: index)
      // What a guard binds is two variables to the build, and one to its author.
      let reach = plan.reach(of: index).bindings.filter {
        $0.unit != index && !$0.name.hasPrefix(PlannedUnit.guardPrefix)
      }
      node.reaches = plan.shown(
        reach.filter { !(direct[$0.unit]?.contains($0.name) ?? false) })
      node.mayChange = plan.shown(
        reach.filter { plan.isVariable($0) || $0.name == Binding.staticState })
      return node
    }
  }
}

extension DependencyGraph.Node {
  fileprivate init(_ unit: CompilationUnit) {
    switch unit.content {
    case .cell(let cell):
      title = cell.label ?? "cell"
      isLabelled = cell.label != nil
      line = cell.firstLine
    case .inlineExpressions(let group):
      title = "text"
      line = group[0].range.lowerBound.line
    case .generated:
      title = "parameters"
    }
  }
}

extension Plan {
  fileprivate func shownDeclarations(of index: Int) -> [String] {
    let analysis = units[index].analysis
    let names = analysis.declarations.map(\.shownName).withoutRepetitions
    let types = analysis.hasStaticState ? [Binding.shownStaticState] : []
    return names + (analysis.actsWithoutBeingNamed ? ["extensions"] : []) + types
  }

  /// The names in a unit that earlier ones declare, by the unit that is meant.
  fileprivate func namesUsed(by index: Int) -> [Int: Set<String>] {
    let analysis = units[index].analysis
    let early = Set(analysis.earlyUses.map(\.name))
    // A function of its own may be one more overload.
    let own = Set(
      analysis.declarations.filter { $0.kind != .func && !early.contains($0.name) }.map(\.name))
    var names: [Int: Set<String>] = [:]
    for name in analysis.usedNames.subtracting(own) {
      for unit in declarers(of: name, before: index) { names[unit, default: []].insert(name) }
    }
    return names
  }

  /// Of several units that declare a name the latest, but of a function those of all overloads.
  private func declarers(of name: String, before index: Int) -> Set<Int> {
    var result: Set<Int> = []
    var signatures: Set<String> = []
    for reference in (references[name] ?? []).reversed() where reference.unit < index {
      let declaration = units[reference.unit].analysis.declarations[reference.index]
      guard signatures.insert(declaration.signature).inserted else { continue }
      result.insert(reference.unit)
      if declaration.kind != .func { break }
    }
    return result
  }

  fileprivate func shownUses(_ names: [Int: Set<String>], by index: Int)
    -> [DependencyGraph.Use]
  {
    let analysis = units[index].analysis
    let mentioned = analysis.usedNames.union(analysis.usedMembers)
    return units[..<index].indices.compactMap { unit in
      let other = units[unit].analysis
      let named = other.declarations.filter { names[unit]?.contains($0.name) ?? false }
      let members = other.addedMembers.intersection(mentioned)
        .subtracting(named.map(\.name)).sorted().map { $0.isOperator ? $0 : "." + $0 }
      let shown = named.map(\.shownName).withoutRepetitions + members
      if shown.isEmpty && !other.actsWithoutBeingNamed { return nil }
      return DependencyGraph.Use(
        node: unit, names: shown.isEmpty ? ["extensions"] : shown, isUnnamed: shown.isEmpty)
    }
  }

  fileprivate func shown(_ bindings: Set<Binding>) -> [DependencyGraph.Use] {
    let byUnit = Dictionary(grouping: bindings) { $0.unit }
    return byUnit.keys.sorted().map { unit in
      let names = Set(byUnit[unit]!.map(\.name))
      let variables = units[unit].analysis.declarations.map(\.name).filter {
        names.contains($0)
      }.withoutRepetitions
      let types = names.contains(Binding.staticState) ? [Binding.shownStaticState] : []
      return DependencyGraph.Use(node: unit, names: variables + types)
    }
  }
}

extension Binding {
  fileprivate static let shownStaticState = "static properties"
}

extension CellAnalysis.Declaration {
  /// As an author would write it in a sentence.
  fileprivate var shownName: String { kind == .func && !name.isOperator ? name + "()" : name }
}

extension String {
  fileprivate var isOperator: Bool {
    unicodeScalars.first.map { !($0.properties.isXIDStart || $0 == "_") } ?? false
  }
}

extension [String] {
  fileprivate var withoutRepetitions: [String] {
    var seen: Set<String> = []
    return filter { seen.insert($0).inserted }
  }
}
