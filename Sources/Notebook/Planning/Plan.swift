/// A unit with what its text tells, and which earlier units it needs.
struct PlannedUnit: Sendable {
  var unit: CompilationUnit
  /// The unit's Swift, as the author wrote it.
  var source: String
  var analysis: CellAnalysis { unit.analysis }
  /// Earlier units whose modules it imports, by index, ascending.
  var imports: [Int]
  /// Imports of single declarations, which shadow earlier ones of the same name.
  var scopedImports: [ScopedImport]
  /// `import Foundation` and the like from earlier units: an import holds for the rest of a chapter.
  var inheritedImports: [String]
  /// Earlier units without which it makes no sense, by index: those that declare a name it uses.
  var dependencies: Set<Int>

  /// The modules that the author imports, here or further up: `Observation` of `import Observation`
  /// and of `import class Observation.Registrar`.
  var importedModules: [String] {
    (inheritedImports + analysis.imports).compactMap { line in
      line.split(separator: " ").last?.split(separator: ".").first.map(String.init)
    }
  }

  /// In front of a name bound by `guard`, for the function that gives its value to other units: the
  /// value at the time, since a `guard var` may have changed.
  static let guardPrefix = "guarded_"

  struct ScopedImport: Hashable, Sendable {
    var kind: CellAnalysis.Declaration.Kind
    var module: String
    var name: String
  }
}

/// What runs, in which order, and what depends on what.
///
/// Names decide, not types: a unit that uses a name anywhere depends on the units that declare it.
/// That is more than needed, and never less.
struct Plan: Sendable {
  private(set) var units: [PlannedUnit] = []
  /// Who declares a name, in order.
  private var declarations: [String: [(unit: Int, declaration: CellAnalysis.Declaration)]] = [:]
  /// The same, for what follows names further.
  private(set) var references: [String: [DeclarationReference]] = [:]
  /// By unit and declaration: what the names in it can mean.
  private(set) var meanings: [[[DeclarationReference]]] = []
  /// Whose extensions and operators add a name.
  private var memberAdders: [String: [Int]] = [:]

  init(_ units: [CompilationUnit]) {
    for unit in units { append(unit) }
  }

  private mutating func append(_ unit: CompilationUnit) {
    let source = unit.content.swiftSource
    let analysis = unit.analysis
    let named = declarers(of: analysis)
    let acting = self.units.indices.filter { self.units[$0].analysis.actsWithoutBeingNamed }
    // What a needed unit imports has to be imported too: its declarations' types come from there.
    var needed = named.union(acting)
    for index in needed { needed.formUnion(self.units[index].imports) }
    self.units.append(
      PlannedUnit(
        unit: unit, source: source, imports: needed.sorted(),
        scopedImports: scopedImports(of: analysis, from: needed.sorted()),
        inheritedImports: inheritedImports(), dependencies: named))
    index(analysis, of: self.units.count - 1)
  }

  /// The units that declare what a unit uses: of a name that several declare, the latest, but every
  /// overload of a function.
  private func declarers(of analysis: CellAnalysis) -> Set<Int> {
    var result: Set<Int> = []
    for name in analysis.usedNames {
      var signatures: Set<String> = []
      for (index, declaration) in (declarations[name] ?? []).reversed()
      where signatures.insert(declaration.signature).inserted {
        result.insert(index)
        if declaration.kind != .func { break }
      }
    }
    for name in analysis.usedNames.union(analysis.usedMembers) {
      result.formUnion(memberAdders[name] ?? [])
    }
    return result
  }

  private mutating func index(_ analysis: CellAnalysis, of unit: Int) {
    for (index, declaration) in analysis.declarations.enumerated() {
      declarations[declaration.name, default: []].append((unit, declaration))
      references[declaration.name, default: []].append(.init(unit: unit, index: index))
    }
    meanings.append(
      analysis.declarations.map { declaration in
        declaration.usedNames.flatMap { meanings(of: $0, upTo: unit) }
      })
    for name in analysis.addedMembers { memberAdders[name, default: []].append(unit) }
  }

  private func inheritedImports() -> [String] {
    var seen: Set<String> = []
    return units.flatMap(\.analysis.imports).filter { seen.insert($0).inserted }
  }

  /// For each used name that several of `modules` declare: the latest declaration. Functions shadow
  /// by signature, so of them the latest of each.
  private func scopedImports(of analysis: CellAnalysis, from modules: [Int])
    -> [PlannedUnit.ScopedImport]
  {
    let modules = Set(modules)
    var declarers: [String: [(index: Int, declaration: CellAnalysis.Declaration)]] = [:]
    for name in analysis.usedNames {
      for (index, declaration) in declarations[name] ?? [] where modules.contains(index) {
        declarers[name, default: []].append((index, declaration))
      }
    }
    var imports: [PlannedUnit.ScopedImport] = []
    for (name, all) in declarers.sorted(by: { $0.key < $1.key })
    where Set(all.map(\.index)).count > 1 {
      var signatures: Set<String> = []
      for index in Set(all.map(\.index)).sorted(by: >) {
        let here = all.filter { $0.index == index }.map(\.declaration)
        guard signatures.isDisjoint(with: here.map(\.signature)) else { continue }
        signatures.formUnion(here.map(\.signature))
        if here[0].guardEnd != nil { break }
        imports.append(
          .init(kind: here[0].kind, module: units[index].unit.moduleName, name: name))
        if here[0].kind != .func { break }
      }
    }
    return imports
  }

  /// The latest unit before `index` that declares `name`.
  func declarer(of name: String, before index: Int) -> PlannedUnit? {
    units[..<index].last { $0.analysis.declarations.contains { $0.name == name } }
  }

  /// What a later unit puts around `name` to say which unit's it means.
  func qualification(of name: String, in unit: PlannedUnit) -> (before: String, after: String) {
    let module = unit.unit.moduleName + "."
    let isGuarded = unit.analysis.declarations.contains { $0.name == name && $0.guardEnd != nil }
    return isGuarded ? (module + PlannedUnit.guardPrefix, "()") : (module, "")
  }

  /// Names bound by `guard` that a unit takes from earlier ones, and where each comes from.
  func guardedNames(usedBy index: Int) -> [(name: String, source: String)] {
    let own = Set(units[index].analysis.declarations.map(\.name))
    return units[index].analysis.usedNames.subtracting(own).sorted().compactMap { name in
      let declarers = declarations[name]?.filter { $0.unit < index } ?? []
      guard let last = declarers.last, last.declaration.guardEnd != nil else { return nil }
      let qualification = qualification(of: name, in: units[last.unit])
      return (name, qualification.before + name + qualification.after)
    }
  }

  /// A text of the compiler's or a cell's, without the modules' names in front of the declarations':
  /// a chapter's author knows `Model`, not `Cell_train.Model`.
  func withoutModuleNames(_ text: String) -> String {
    guard text.contains("Cell") || text.contains("NotebookParameters") else { return text }
    return units.reduce(text) { text, unit in
      text.replacing("\(unit.unit.moduleName).", with: "")
    }
  }

  /// Earlier units whose run can have an effect on this one's: the ones it depends on, the ones that
  /// mention what those declare (and so may change it), and so on; ascending.
  func influences(on index: Int) -> [Int] {
    var isFound = [Bool](repeating: false, count: index)
    for unit in units[index].dependencies { isFound[unit] = true }
    var rest = Array((0..<index).reversed())
    var hasNews = true
    while hasNews {
      hasNews = false
      // Downwards: what a unit depends on lies above it.
      rest = rest.filter { earlier in
        let planned = units[earlier]
        guard
          isFound[earlier] || planned.analysis.actsWithoutBeingNamed
            || planned.dependencies.contains(where: { isFound[$0] })
        else { return true }
        isFound[earlier] = true
        for unit in planned.dependencies { isFound[unit] = true }
        hasNews = true
        return false
      }
    }
    return isFound.indices.filter { isFound[$0] }
  }

  /// Whether a value can be assigned to the variable after its unit has run.
  func isVariable(_ binding: Binding) -> Bool {
    units[binding.unit].analysis.declarations.contains {
      $0.kind == .var && $0.name == binding.name
    }
  }

  /// Variables of earlier units that a unit mentions, and so may have changed.
  func variablesMentioned(by index: Int) -> Set<String> {
    let used = units[index].analysis.usedNames
    return Set(
      units[..<index].flatMap(\.analysis.declarations)
        .filter { $0.kind == .var && used.contains($0.name) }.map(\.name))
  }
}

extension CompilationUnit.Content {
  /// The Swift of the unit before it is rewritten. Inline expressions stand on lines of their own.
  var swiftSource: String {
    switch self {
    case .cell(let cell): cell.source
    case .generated(let source): source
    case .inlineExpressions(let group):
      // Numbered from the group's beginning: what stands further up must not change the code.
      group.enumerated().map { "CellRuntime.inline(\($0), \($1.source))" }
        .joined(separator: "\n")
    }
  }
}
