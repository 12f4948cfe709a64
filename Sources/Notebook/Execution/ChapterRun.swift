import KernelProtocol
import NotebookDisplay

/// A run through a chapter: what has come out, what the variables hold, and what has failed.
struct ChapterRun {
  let chapter: ChapterRunner
  var result = ExecutionResult()
  var plan: Plan { chapter.plan }
  var libraries: [Int: CellCompiler.CompiledUnit] = [:]
  var failures = FailedUnits()

  private var keys: RunKeys
  var session: KernelSession
  private var state = ChapterState()
  private var files: ChapterFiles
  private let check: ObservationCheck
  /// The kernel can be asked for these.
  private var declared: Set<Binding> = []
  /// The keys' digests by module name, to tell what has changed when the chapter is built again.
  private(set) var newKeys: [String: Digest] = [:]
  private(set) var view = WorldView()
  var frozen = FrozenResults()

  init(_ chapter: ChapterRunner, _ runner: UnitRunner) {
    self.chapter = chapter
    let plan = chapter.plan
    let reporter = chapter.reporter
    let store = chapter.cache?.store
    files = ChapterFiles(store: store, left: chapter.last.files, digest: chapter.digest)
    check = ObservationCheck(environment: chapter.environment, folder: chapter.directory)
    keys = RunKeys(plan: plan, limits: chapter.limits, surroundings: chapter.surroundings)
    session = KernelSession(
      runner, plan: plan, store: store,
      library: { try chapter.compiler.provide(.library, of: $0) }, limits: chapter.limits,
      decided: { reporter.decided(plan.units[$0].unit, $1) })
  }

  mutating func take(_ outcome: CellCompiler.Outcome, of index: Int)
    async throws
  {
    switch outcome {
    case .failed(let diagnostics):
      if chapter.expectation(of: index) == .any { failures.excuse(index) }
      fail(index, diagnostics)
    case .skipped(let cause):
      skip(index, because: cause)
    case .compiled(let compiled):
      result.diagnostics += compiled.warnings
      if let cause = failedInfluence(on: index) { return skip(index, because: cause) }
      libraries[index] = compiled
      keys.add(compiled.object, of: index)
      try await advance(index)
    }
  }

  /// Finds the unit's result, or makes it.
  private mutating func advance(_ index: Int) async throws {
    let reach = state.closed(plan.reach(of: index))
    let key = keys.key(of: index, reach: reach, atoms: state.atoms)
    let moduleName = plan.units[index].unit.moduleName
    newKeys[moduleName] = key.digest
    if chapter.last.keys[moduleName] != key.digest { chapter.cache?.save(key) }
    session.enter(
      index,
      .init(
        reach: reach, atoms: Set(reach.bindings.compactMap { state.atoms[$0] }),
        files: files.overlay))
    noteCode(of: index, reach)
    let reason: String
    switch lookUp(index, key) {
    case .success(let record):
      if let atoms = atoms(of: record, index, reach) {
        chapter.reporter.decided(plan.units[index].unit, .cached)
        keepRecording(record, of: index, key)
        return use(record, of: index, reach, atoms)
      }
      reason = "its result in the cache is damaged"
    case .failure(let miss):
      reason = miss.reason
    }
    if showsRecording(of: index, reach) { return }
    session.correctDisk = { [files] in files.correctDisk(as: $0) }
    switch try await session.prepare(for: index) {
    case .failed(let cause):
      if !useRecording(of: index, reach) { skip(index, because: cause) }
    case .ready:
      chapter.reporter.decided(plan.units[index].unit, .run(reason: reason))
      if let path = files.correctDisk() { throw UnwritableFile(path: path) }
      try await execute(index, reach, key)
    }
  }

  // MARK: Known results

  private struct Miss: Error {
    var reason: String
  }

  private func lookUp(_ index: Int, _ key: RunKey) -> Result<RunRecord, Miss> {
    guard let cache = chapter.cache else { return .failure(Miss(reason: "the cache is not used")) }
    if chapter.forced.contains(index) { return .failure(Miss(reason: "it was asked for")) }
    guard chapter.mayReuse(index) else { return .failure(Miss(reason: "'cache: false'")) }
    guard let record = cache.record(for: key) else {
      return .failure(Miss(reason: reason(for: key, of: index)))
    }
    let observations = record.observations
    if let difference = check.difference(from: observations, with: files.overlay) {
      return .failure(Miss(reason: difference))
    }
    if observations.drawsRandomness, record.seed != chapter.limits(of: plan.units[index].unit).seed
    {
      return .failure(Miss(reason: "it draws other random numbers"))
    }
    guard files.canRepeat(observations.writes, record.files) else {
      return .failure(Miss(reason: "what it has written is no longer in the cache"))
    }
    return .success(record)
  }

  private func reason(for key: RunKey, of index: Int) -> String {
    let last = chapter.last.keys[plan.units[index].unit.moduleName]
    return ChangeDescription(plan: plan, file: chapter.document.path)
      .reason(for: key, since: last.flatMap { chapter.cache?.key($0) })
  }

  func atoms(of record: RunRecord, _ index: Int, _ reach: Reach) -> [Atom]? {
    let units = [index] + reach.units.sorted()
    var atoms: [Atom] = []
    for state in record.states {
      guard let atom = state.atom(units: units, producer: index) else { return nil }
      atoms.append(atom)
    }
    return atoms
  }

  mutating func use(_ record: RunRecord, of index: Int, _ reach: Reach, _ atoms: [Atom]) {
    show(record.outputs, record.inlineValues, of: index)
    let own = plan.bindings(of: index)
    declared.formUnion(own.filter { record.declared.contains($0.name) })
    let references = Set(own.filter { record.references.contains($0.name) })
    state.touch(by: index, reach, references: references)
    leave(index, atoms, record.observations, record.files)
    // Snapshots are in use as long as the result is, though nobody reads them.
    for case let snapshot? in atoms.map(\.snapshot) { _ = chapter.cache?.store.path(of: snapshot) }
    if let error = record.error {
      fail(UnitFailure(cause: .threw(error.description), frames: error.frames), of: index)
    } else {
      checkExpectation(index)
    }
  }

  private mutating func leave(
    _ index: Int, _ atoms: [Atom], _ observations: Observations, _ blobs: [Store.Blob]
  ) {
    files.pass(observations.writes, blobs)
    noteFiles(of: index, observations)
    view.observations.append(observations)
    if !observations.unrepeatable.isEmpty && !chapter.isVolatile(index) {
      view.isRepeatable = false
    }
    if !chapter.mayReuse(index) { view.isRepeatable = false }
    for atom in atoms { state.set(atom) }
    session.leave(index, .init(atoms: atoms, changesProcess: observations.changesProcess))
  }

  // MARK: New results

  private mutating func execute(_ index: Int, _ reach: Reach, _ key: RunKey)
    async throws
  {
    let unit = plan.units[index].unit
    chapter.reporter.started(unit)
    let outcome = try await session.run(index)
    chapter.reporter.finished(unit)
    // A kernel that was stopped is no fault of the unit.
    try Task.checkCancellation()
    if let failure = outcome.failure, mayBeForLackOfData(failure, of: index),
      useRecording(of: index, reach, insteadOf: failure, outcome.observations)
    {
      // The unit may have changed some variables before it failed.
      return await session.abandonKernel()
    }
    let outputs = outcome.outputs.map { $0.withoutModuleNames(in: plan) }
    show(outputs, outcome.inlineValues, of: index)
    if let failure = outcome.failure, let cause = missing(in: failure, of: index) {
      return skip(index, because: cause)
    }
    guard var observations = outcome.observations else {
      // The kernel is gone, and with it what the unit may have changed.
      view.isRepeatable = false
      if let failure = outcome.failure { fail(failure, of: index) }
      return
    }
    let (references, atoms) = await captureState(after: index, outcome.declared, reach)
    try Task.checkCancellation()
    if let change = files.overlay.lastingChange(in: observations) {
      observations.unrepeatable.append(change)
    }
    let blobs = files.keep(observations.writes)
    if blobs == nil { observations.unrepeatable.append("wrote files that can't be kept") }
    leave(index, atoms, observations, blobs ?? [])
    session.hold(atoms)
    if let failure = outcome.failure { fail(failure, of: index) } else { checkExpectation(index) }
    let record = RunRecord(
      outputs: outputs, inlineValues: outcome.inlineValues,
      error: outcome.failure.flatMap(expectedError), seed: chapter.limits(of: unit).seed,
      observations: observations, files: blobs ?? [],
      declared: outcome.declared.map(\.name).sorted(),
      references: references.map(\.name).sorted(),
      states: atoms.map { RunRecord.State($0, units: [index] + reach.units.sorted()) })
    guard outcome.failure == nil || (record.error != nil && failures.isExcused(index)) else {
      return
    }
    save(record, of: index, key)
    keepRecording(record, of: index, key)
  }

  private func expectedError(_ failure: UnitFailure) -> RunRecord.ExpectedError? {
    guard case .threw(let description) = failure.cause else { return nil }
    return RunRecord.ExpectedError(description: description, frames: failure.frames)
  }

  /// Keeps a result that can be used again.
  private func save(_ record: RunRecord, of index: Int, _ key: RunKey) {
    guard let cache = chapter.cache else { return }
    guard record.observations.unrepeatable.isEmpty || chapter.isVolatile(index) else { return }
    cache.save(record, for: key)
  }

  /// Digests and keeps what the unit may have changed.
  private mutating func captureState(
    after index: Int, _ variables: [DeclaredBinding], _ reach: Reach
  ) async -> (references: Set<Binding>, atoms: [Atom]) {
    let own = plan.bindings(of: index)
    let known = Dictionary(variables.map { ($0.name, $0) }) { $1 }
    declared.formUnion(own.filter { known[$0.name] != nil })
    let references = Set(own.filter { known[$0.name]?.holdsReferences ?? true })
    state.touch(by: index, reach, references: references)
    let atoms = state.atoms(touchedBy: index, reach) { plan.isVariable($0) }
    let folder = chapter.compiler.folder
    let captures = await session.capture(
      atoms, folder: folder, limit: chapter.cache == nil ? 0 : ResultCache.snapshotLimit,
      isKnown: declared.contains)
    // Equal states are one file.
    var snapshots: [String: Store.Blob] = [:]
    for case .snapshot(_, let file, _) in captures where snapshots[file] == nil {
      snapshots[file] = chapter.cache?.store.adopt(file: "\(folder)/\(file)")
    }
    let made = zip(atoms, captures).map { bindings, capture in
      atom(bindings, capture, snapshots, after: index)
    }
    return (references, made)
  }

  private func atom(
    _ bindings: [Binding], _ capture: Capture, _ snapshots: [String: Store.Blob], after index: Int
  ) -> Atom {
    var atom = Atom(bindings: bindings, digest: unknownState(), producer: index)
    switch capture {
    case .snapshot(let digest, let file, _):
      atom.digest = Digest(of: digest)
      atom.snapshot = snapshots[file]
    case .unstored(let digest):
      atom.digest = Digest(of: digest)
      atom.opacity = "its state is too large to keep"
    case .opaque(let reason):
      atom.opacity = reason
    }
    return atom
  }

  /// A state that can't be digested is equal to none that another run has left.
  private func unknownState() -> Digest {
    Digest(bytes: (0..<Digest.byteCount).map { _ in UInt8.random(in: 0 ... .max) })
  }

  private mutating func show(
    _ outputs: [CellOutput], _ inlineValues: [Int: String], of index: Int
  ) {
    switch plan.units[index].unit.content {
    case .cell(let cell): result.outputs[cell.index] = outputs
    case .inlineExpressions(let group):
      for (place, value) in inlineValues where group.indices.contains(place) {
        result.inlineValues[group[place].index] = value
      }
    case .generated: break
    }
  }

  /// The chapter's files are as it leaves them. Returns what the next build has to know of them.
  func finish() throws -> ChapterFiles.Left {
    if let path = files.correctDisk() { throw UnwritableFile(path: path) }
    return files.left
  }

  private mutating func checkExpectation(_ index: Int) {
    guard chapter.expectation(of: index) == .any else { return }
    result.diagnostics.append(
      Diagnostic(
        .error, "the cell has 'error: true', but ran without an error",
        file: chapter.document.path, range: plan.units[index].unit.markdownRange))
  }
}

/// What a chapter's units have seen of the world.
struct WorldView: Codable, Sendable {
  /// Of the units that ran or have a known result, in their order.
  var observations: [Observations] = []
  /// Whether another build would see the same, if the world has not changed.
  var isRepeatable = true
}

/// A file that a cell has written in an earlier build could not be written again.
struct UnwritableFile: Error {
  var path: String
}

extension CellOutput {
  /// Text that a cell made itself names its types without the modules that they are compiled into.
  fileprivate func withoutModuleNames(in plan: Plan) -> CellOutput {
    switch self {
    case .stream(let stream, let text): .stream(stream, plan.withoutModuleNames(text))
    case .display(let bundle):
      .display(
        MIMEBundle.MIMEType.allCases.filter { $0 != .png }.reduce(bundle) { bundle, type in
          guard let text = bundle.text(type) else { return bundle }
          return bundle.adding(plan.withoutModuleNames(text), as: type)
        })
    case .error: self
    }
  }
}
