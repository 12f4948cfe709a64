import Foundation

/// Compiles a chapter's units, and runs those whose results are not known: each is compiled as soon as
/// what it imports is, while earlier ones run.
struct ChapterRunner: Sendable {
  let document: Document
  let plan: Plan
  let compiler: CellCompiler
  let reporter: any BuildReporter
  /// The notebook command itself, which is also the kernel.
  let executable: String
  /// Cells resolve relative paths against the chapter's folder.
  let directory: String
  let environment: [String: String]
  /// `nil` for a build that uses no earlier result, and keeps none.
  let cache: ResultCache?
  let surroundings: Surroundings
  /// The units that run whatever is known of them.
  var forced: Set<Int> = []
  /// The last build's record.
  var last = ChapterRecord()
  let recordings: Recordings
  let frozen: FrozenUnits
  /// Whether recordings are shown though their units might run here.
  var prefersRecordings = false
  /// The digest of a file's content, in hexadecimal; `nil` if it can't be read.
  var digest: FileOverlay.Digesting

  struct Outcome: Sendable {
    var result: ExecutionResult
    /// What the next build has to know.
    var record: ChapterRecord
    var view: WorldView
    var recordings: MadeRecordings
  }

  /// Brings the results of the units in `selection` up to date, with what they depend on.
  func run(selection: Set<Int>) async throws -> Outcome {
    var needed = selection
    if selection.count < plan.units.count {
      for index in selection { needed.formUnion(plan.influences(on: index)) }
    }
    let order = needed.sorted()
    let compilations = await CompilationQueue(compiler: compiler, indices: order)
    let runner = UnitRunner(
      executable: executable, directory: directory, environment: environment,
      toolchain: compiler.toolchain, onProgress: reporter.progressed)
    do {
      var run = ChapterRun(self, runner)
      for index in order {
        try Task.checkCancellation()
        try await run.take(compilations.outcome(of: index), of: index)
      }
      await runner.stop()
      let record = ChapterRecord(
        keys: last.keys.merging(run.newKeys) { $1 },
        recorded: last.recorded, files: try run.finish())
      return Outcome(
        result: run.result, record: record, view: run.view, recordings: run.recordings)
    } catch {
      await compilations.abandon()
      await runner.stop()
      throw error
    }
  }

  /// What applies to a unit's run.
  func limits(of unit: CompilationUnit) -> UnitRunner.Limits {
    let defaults = document.frontMatter.execute
    let options = if case .cell(let cell) = unit.content { cell.options } else { defaults }
    // Each unit draws from a stream of its own: its numbers don't depend on which others ran.
    let seed =
      options.seed.map { "\($0)" } ?? "\(defaults.seed ?? 20)/\(unit.moduleName)"
    return UnitRunner.Limits(
      seed: StableHash.hash(seed),
      memory: UInt64(
        options.memory ?? defaults.memory ?? Int(ProcessInfo.processInfo.physicalMemory)),
      timeout: options.timeout ?? defaults.timeout ?? 600)
  }

  func expectation(of index: Int) -> CellOptions.ErrorExpectation {
    guard case .cell(let cell) = plan.units[index].unit.content else { return .never }
    return cell.options.error ?? document.frontMatter.execute.error ?? .never
  }

  /// Whether a result of the unit may come from an earlier run.
  func mayReuse(_ index: Int) -> Bool {
    guard !forced.contains(index) else { return false }
    guard case .cell(let cell) = plan.units[index].unit.content else { return true }
    return cell.options.cache ?? document.frontMatter.execute.cache ?? true
  }

  func isVolatile(_ index: Int) -> Bool {
    guard case .cell(let cell) = plan.units[index].unit.content else { return false }
    return cell.options.volatile ?? document.frontMatter.execute.volatile ?? false
  }
}

extension CompilationUnit {
  /// As an author would call it.
  public var nameInMessages: String {
    switch content {
    case .cell(let cell): cell.label.map { "cell '\($0)'" } ?? "the cell on line \(cell.firstLine)"
    case .inlineExpressions: "an inline expression"
    case .generated: "the chapter's parameters"
    }
  }
}
