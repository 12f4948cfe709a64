/// All that a unit's run depends on inside of the chapter, part by part: two runs with equal keys, in
/// equal surroundings, give equal results.
///
/// Units are counted, not named: where a unit stands in the chapter, or what its module is called,
/// makes no difference.
struct RunKey: Hashable, Codable, Sendable {
  struct Part: Hashable, Codable, Sendable {
    enum Kind: UInt8, Hashable, Codable, Sendable {
      /// The unit's own code.
      case code = 1
      /// What its options say about how it runs.
      case options
      /// The functions and types of another unit.
      case declarations
      /// Which of these units uses which.
      case structure
      /// The value of a variable.
      case value
      /// A module of the engine.
      case module
      /// The kernel, and the libraries below it.
      case kernel
    }

    var kind: Kind
    /// For messages: a unit, a variable or a module.
    var name: String
    /// The module name of the unit that the part comes from, if it is another.
    var origin: String?
    var digest: Digest
  }

  let parts: [Part]
  /// Of the parts without their names.
  let digest: Digest

  init(_ parts: [Part]) {
    self.parts = parts
    var builder = DigestBuilder()
    for part in parts {
      builder.append(part.kind.rawValue)
      builder.append(part.digest)
    }
    digest = builder.finish()
  }

  /// The first part that an earlier key of the same unit did not have; `nil` if there is none.
  func change(since old: RunKey) -> Part? {
    parts.first { part in
      !old.parts.contains { $0.kind == part.kind && $0.digest == part.digest }
    }
  }
}

/// Makes the keys of a chapter's units.
struct RunKeys: Sendable {
  private let plan: Plan
  private let limits: @Sendable (CompilationUnit) -> UnitRunner.Limits
  private let surroundings: Surroundings
  private var objects: [Int: UnitObject] = [:]
  /// By unit: the declarations of all units that it imports, in their order.
  private var importedDeclarations: [Int: Digest] = [:]

  init(
    plan: Plan, limits: @escaping @Sendable (CompilationUnit) -> UnitRunner.Limits,
    surroundings: Surroundings
  ) {
    self.plan = plan
    self.limits = limits
    self.surroundings = surroundings
  }

  /// Notes what a unit was compiled to. Those that it imports are known.
  mutating func add(_ object: UnitObject, of index: Int) {
    objects[index] = object
    var builder = DigestBuilder()
    for unit in plan.units[index].imports {
      let imported = objects[unit]
      builder.append(imported != nil)
      if let imported { builder.append(imported.declarations) }
    }
    importedDeclarations[index] = builder.finish()
  }

  /// - Parameters:
  ///   - reach: all that the unit gets at, closed.
  ///   - atoms: the states of the variables before the unit.
  func key(of index: Int, reach: Reach, atoms: [Binding: Atom]) -> RunKey {
    var parts: [RunKey.Part] = []
    func append(
      _ kind: RunKey.Part.Kind, name: String = "", from origin: Int? = nil, _ digest: Digest
    ) {
      let module = origin.map { plan.units[$0].unit.moduleName }
      parts.append(RunKey.Part(kind: kind, name: name, origin: module, digest: digest))
    }
    let object = objects[index]!
    append(.code, object.code)
    append(.options, options(of: index))
    let units = reach.units.sorted()
    let ordinals = Dictionary(uniqueKeysWithValues: zip(units, 0...))
    var modules = object.modules
    for unit in units {
      guard let object = objects[unit] else { continue }
      if !object.modules.isSubset(of: modules) { modules.formUnion(object.modules) }
      append(.declarations, from: unit, object.declarations)
    }
    append(.structure, structure(of: units, ordinals))
    for binding in reach.bindings.sorted() where binding.unit != index {
      guard let atom = atoms[binding] else { continue }
      append(.value, name: binding.name, from: binding.unit, value(binding, atom, ordinals))
    }
    for module in modules.sorted() {
      guard let digest = surroundings.modules[module] else { continue }
      append(.module, name: module, digest)
    }
    append(.kernel, surroundings.kernel)
    return RunKey(parts)
  }

  /// The memory that the unit may use. How long it may take decides only whether it succeeds, and what
  /// has failed is not kept; the seed matters only to those that draw numbers.
  private func options(of index: Int) -> Digest {
    var builder = DigestBuilder()
    builder.append(limits(plan.units[index].unit).memory)
    return builder.finish()
  }

  /// An object names the units that it uses by the order in which it imports them. Which these are,
  /// their content says, unless there are several of the same.
  private func structure(of units: [Int], _ ordinals: [Int: Int]) -> Digest {
    let known = units.compactMap { objects[$0]?.declarations }
    var builder = DigestBuilder()
    guard Set(known).count == known.count else {
      for unit in units {
        builder.append(plan.units[unit].imports.count)
        for imported in plan.units[unit].imports { builder.append(ordinals[imported] ?? -1) }
      }
      return builder.finish()
    }
    for case let imported? in units.map({ importedDeclarations[$0] }) { builder.append(imported) }
    return builder.finish()
  }

  private func value(_ binding: Binding, _ atom: Atom, _ ordinals: [Int: Int]) -> Digest {
    var builder = DigestBuilder()
    builder.append(ordinals[binding.unit] ?? -1)
    builder.append(binding.name)
    builder.append(atom.digest)
    // Whether two variables share their objects can be seen by changing one of them.
    builder.append(atom.bindings.firstIndex(of: binding) ?? -1)
    return builder.finish()
  }
}

/// What keys have to know of a compiled unit.
struct UnitObject: Hashable, Codable, Sendable {
  /// Of everything that the unit does.
  var code: Digest
  /// Of what other units can use of it: all but its top-level code.
  var declarations: Digest
  /// The modules of the engine that it refers to.
  var modules: Set<String>
}
