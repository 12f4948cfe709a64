import KernelProtocol

/// A kernel, and what the chapter's variables hold in it.
///
/// A unit runs on the state that the chapter has in front of it, whichever units were run or left out
/// before. What is missing of that state is restored from snapshots, or made by running units again,
/// always in the chapter's order: a unit that would have to run behind a later one gets a new kernel.
struct KernelSession: Sendable {
  /// What a unit needs before it can run.
  struct Entry: Sendable {
    var reach: Reach
    /// The states of all that it gets at.
    var atoms: Set<Atom>
    /// The files that the chapter writes, as they are in front of the unit.
    var files: FileOverlay
  }

  /// What running a unit leaves.
  struct Exit: Sendable {
    var atoms: [Atom]
    /// Whether it has changed the process itself, its environment or its folder.
    var changesProcess: Bool
  }

  enum Preparation: Sendable {
    case ready
    /// This unit, which ran before, could not be run again.
    case failed(Int)
  }

  private let runner: UnitRunner
  private let plan: Plan
  private let store: Store?
  private let limits: @Sendable (CompilationUnit) -> UnitRunner.Limits
  /// Makes the disk what a unit would find. Returns the path of a file that could not be written.
  var correctDisk: @Sendable (FileOverlay) -> String? = { _ in nil }
  private let decided: @Sendable (Int, Decision) -> Void

  private(set) var entries: [Int: Entry] = [:]
  private var exits: [Int: Exit] = [:]
  private let library: @Sendable (Int) throws -> String?

  /// The state that each variable has in the kernel.
  private var held: [Binding: Digest] = [:]
  private var loaded: Set<Int> = []
  private var ran: Set<Int> = []
  /// The last unit that has run, or whose state was restored.
  private var position = -1
  /// Snapshots that turned out not to be good for anything.
  private var unusable: Set<Store.Blob> = []

  init(
    _ runner: UnitRunner, plan: Plan, store: Store?,
    library: @escaping @Sendable (Int) throws -> String?,
    limits: @escaping @Sendable (CompilationUnit) -> UnitRunner.Limits,
    decided: @escaping @Sendable (Int, Decision) -> Void
  ) {
    self.runner = runner
    self.plan = plan
    self.store = store
    self.library = library
    self.limits = limits
    self.decided = decided
  }

  /// Notes what a unit needs, whether it is going to run or not.
  mutating func enter(_ index: Int, _ entry: Entry) { entries[index] = entry }

  /// Notes what a unit leaves, or would have left.
  mutating func leave(_ index: Int, _ exit: Exit) { exits[index] = exit }

  // MARK: Before a run

  /// Gives the kernel the state in front of a unit.
  mutating func prepare(for index: Int) async throws -> Preparation {
    while true {
      try Task.checkCancellation()
      if try await runner.start() { forgetKernel() }
      var replays = replays(before: index)
      if let first = replays.keys.min(), first <= position {
        await runner.stop()
        try await runner.start()
        forgetKernel()
        replays = self.replays(before: index)
      }
      var isReady = true
      for unit in replays.keys.sorted() {
        guard isReady else { break }
        isReady = try await establish(unit)
        guard isReady else { break }
        decided(unit, .run(reason: replays[unit]!))
        _ = correctDisk(entries[unit]!.files)
        let outcome = try await run(unit)
        if outcome.failure != nil { return .failed(unit) }
      }
      if isReady { isReady = try await establish(index) }
      if isReady { return .ready }
    }
  }

  mutating func run(_ index: Int) async throws -> UnitRunner.Outcome {
    let unit = plan.units[index].unit
    guard let library = try library(index) else {
      return UnitRunner.Outcome(
        failure: UnitFailure(cause: .notLoadable("its code is gone"), frames: []))
    }
    let outcome = try await runner.run(
      library: library, moduleName: unit.moduleName, limits: limits(unit))
    loaded.insert(index)
    ran.insert(index)
    position = max(position, index)
    if let exit = exits[index] { hold(exit.atoms) }
    return outcome
  }

  /// Notes which state variables have in the kernel.
  mutating func hold(_ atoms: [Atom]) {
    for atom in atoms {
      for binding in atom.bindings { held[binding] = atom.digest }
    }
  }

  /// Ends the kernel, whose variables nobody knows any more.
  mutating func abandonKernel() async {
    await runner.stop()
    forgetKernel()
  }

  private mutating func forgetKernel() {
    held = [:]
    loaded = []
    ran = []
    position = -1
  }

  /// The units that have to run again before `index` can, each with the reason.
  private func replays(before index: Int) -> [Int: String] {
    var result: [Int: String] = [:]
    var pending = [index]
    func need(_ unit: Int, _ reason: String) {
      if result.updateValue(reason, forKey: unit) == nil { pending.append(unit) }
    }
    for (unit, exit) in exits.sorted(by: { $0.key < $1.key })
    where unit < index && exit.changesProcess && !ran.contains(unit) {
      need(unit, "it changes the process that later cells run in")
    }
    while let unit = pending.popLast() {
      for atom in entries[unit]!.atoms where !isAvailable(atom) {
        let reason = atom.opacity ?? "its values are no longer in the cache"
        need(
          atom.producer, "\(plan.units[unit].unit.nameInMessages) needs its state: \(reason)")
      }
    }
    return result
  }

  /// Whether the state is in the kernel, or can be brought there without running anything.
  func isAvailable(_ atom: Atom) -> Bool { isHeld(atom) || isRestorable(atom) }

  private func isHeld(_ atom: Atom) -> Bool {
    atom.bindings.allSatisfy { held[$0] == atom.digest }
  }

  private func isRestorable(_ atom: Atom) -> Bool {
    guard let snapshot = atom.snapshot, !unusable.contains(snapshot) else { return false }
    return store?.path(of: snapshot) != nil
  }

  /// Loads what a unit uses, and restores what it gets at. Returns whether that worked.
  private mutating func establish(_ index: Int) async throws -> Bool {
    let entry = entries[index]!
    let needed = entry.reach.units.union(plan.units[index].imports)
      .union(entry.reach.units.flatMap { plan.units[$0].imports })
    for unit in needed.sorted() where !loaded.contains(unit) {
      // What an earlier unit failed to declare, this one may not need.
      guard let library = try library(unit) else { continue }
      if try await runner.load(library: library) == nil { loaded.insert(unit) }
    }
    position = max(position, index - 1)
    let missing = entry.atoms.filter { !isHeld($0) }.sorted { $0.bindings[0] < $1.bindings[0] }
    guard !missing.isEmpty else { return true }
    let restorations = missing.map { atom in
      Restoration(bindings: ids(atom.bindings), file: store!.path(of: atom.snapshot!)!)
    }
    if await runner.restore(restorations) != nil {
      // Which of them is to blame is not worth knowing.
      unusable.formUnion(missing.compactMap(\.snapshot))
      await runner.stop()
      return false
    }
    hold(missing)
    for unit in Set(missing.map(\.producer)).sorted() { decided(unit, .restored) }
    return true
  }

  private func ids(_ bindings: [Binding]) -> [BindingID] {
    bindings.map { BindingID(module: plan.units[$0.unit].unit.moduleName, name: $0.name) }
  }

  // MARK: After a run

  /// Digests and keeps the state of variables.
  ///
  /// - Parameter isKnown: whether the kernel can be asked for a variable.
  mutating func capture(
    _ atoms: [[Binding]], folder: String, limit: UInt64, isKnown: (Binding) -> Bool
  ) async -> [Capture] {
    let askable = atoms.filter { $0.allSatisfy(isKnown) }
    let captures =
      askable.isEmpty
      ? [] : await runner.capture(askable.map(ids), folder: folder, limit: limit)
    var answers = (captures ?? []).makeIterator()
    return atoms.map { atom in
      guard atom.allSatisfy(isKnown) else {
        let name = atom.first { !isKnown($0) }!.name
        return .opaque(
          reason: name == Binding.staticState
            ? "its types have static properties" : "'\(name)' can't be copied")
      }
      return answers.next() ?? .opaque(reason: "the kernel ended while it was asked")
    }
  }
}
