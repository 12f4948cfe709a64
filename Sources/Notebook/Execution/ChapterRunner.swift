import Foundation
import NotebookDisplay

/// Compiles and runs a chapter's units: each is compiled as soon as what it imports is, while earlier
/// ones run.
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

  /// Runs the units whose indices are in `selection`, with what they depend on.
  func run(selection: Set<Int>) async throws -> ExecutionResult {
    var needed = selection
    for index in selection { needed.formUnion(plan.influences(on: index)) }
    let order = needed.sorted()
    let compilations = await CompilationQueue(compiler: compiler, indices: order)
    let runner = UnitRunner(
      executable: executable, directory: directory, environment: environment,
      toolchain: compiler.toolchain, onProgress: reporter.progressed)
    do {
      try await runner.start()
      var run = ChapterRun(self, runner)
      for index in order {
        try await run.take(compilations.outcome(of: index), of: index)
      }
      await runner.stop()
      return run.result
    } catch {
      await compilations.abandon()
      await runner.stop()
      throw error
    }
  }

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
}

/// The state of a run: what has come out, and what has failed.
private struct ChapterRun {
  let chapter: ChapterRunner
  let runner: UnitRunner
  var result = ExecutionResult()
  private var plan: Plan { chapter.plan }
  private var libraries: [Int: CellCompiler.CompiledUnit] = [:]
  private var succeeded: Set<Int> = []
  private var failed: Set<Int> = []
  /// Those of the failed units that the chapter expects to fail, and those that need them.
  private var excused: Set<Int> = []

  init(_ chapter: ChapterRunner, _ runner: UnitRunner) {
    self.chapter = chapter
    self.runner = runner
  }

  mutating func take(_ outcome: CellCompiler.Outcome, of index: Int)
    async throws(ChildProcess.Failure)
  {
    switch outcome {
    case .failed(let diagnostics):
      if expectation(of: index) == .any { excused.insert(index) }
      fail(index, diagnostics)
    case .skipped(let cause):
      skip(index, because: cause)
    case .compiled(let compiled):
      result.diagnostics += compiled.warnings
      if let cause = failedInfluence(on: index) { return skip(index, because: cause) }
      libraries[index] = compiled
      try await execute(index, compiled)
    }
  }

  private mutating func execute(_ index: Int, _ compiled: CellCompiler.CompiledUnit)
    async throws(ChildProcess.Failure)
  {
    let unit = plan.units[index].unit
    if let cause = try await replay(before: index) { return skip(index, because: cause) }
    chapter.reporter.started(unit)
    let outcome = try await runner.run(
      library: compiled.library, moduleName: unit.moduleName, limits: chapter.limits(of: unit))
    chapter.reporter.finished(unit)
    let outputs = outcome.outputs.map { $0.withoutModuleNames(in: plan) }
    if case .inlineExpressions(let group) = unit.content {
      for (offset, value) in outcome.inlineValues { result.inlineValues[group[offset].index] = value }
    }
    if case .cell(let cell) = unit.content { result.outputs[cell.index] = outputs }
    if let failure = outcome.failure {
      if let cause = missing(in: failure, of: index) { return skip(index, because: cause) }
      fail(failure, of: index)
    } else {
      succeeded.insert(index)
      if expectation(of: index) == .any {
        result.diagnostics.append(
          Diagnostic(
            .error, "the cell has 'error: true', but ran without an error",
            file: chapter.document.path, range: unit.markdownRange))
      }
    }
  }

  /// A crash has taken the state with it: a new kernel runs again what this unit depends on. Returns
  /// the unit that fails this time, if any.
  private func replay(before index: Int) async throws(ChildProcess.Failure) -> Int? {
    try await runner.start()
    let loaded = await runner.loaded
    for earlier in plan.influences(on: index).sorted() {
      guard succeeded.contains(earlier), let compiled = libraries[earlier],
        !loaded.contains(compiled.library)
      else { continue }
      let unit = plan.units[earlier].unit
      let outcome = try await runner.run(
        library: compiled.library, moduleName: unit.moduleName, limits: chapter.limits(of: unit))
      if outcome.failure != nil { return earlier }
    }
    return nil
  }

  // MARK: Failures

  /// The failed unit whose conformance or extension a unit refers to, without naming what it declares.
  private func missing(in failure: UnitFailure, of index: Int) -> Int? {
    guard case .notLoadable(let reason) = failure.cause else { return nil }
    return failed.intersection(plan.units[index].imports).sorted()
      .first { reason.contains(plan.units[$0].unit.moduleName) }
  }

  private func failedInfluence(on index: Int) -> Int? {
    let unit = plan.units[index]
    if let cause = unit.dependencies.intersection(failed).min() { return cause }
    // A failed unit may have changed variables half way.
    return failed.sorted().first { failure in
      !plan.variablesMentioned(by: failure).isDisjoint(with: unit.analysis.usedNames)
    }
  }

  private mutating func fail(_ failure: UnitFailure, of index: Int) {
    let diagnostic = diagnostic(failure, of: index)
    switch expectation(of: index) {
    case .never: break
    case .any: excused.insert(index)
    case .type(let name):
      guard failure.isError(ofType: name) else { break }
      excused.insert(index)
      // Part of the page, and yet nothing that a build should pass over in silence.
      var warning = diagnostic
      warning.severity = .warning
      result.diagnostics.append(warning)
    }
    fail(index, [diagnostic])
  }

  private mutating func fail(_ index: Int, _ diagnostics: [Diagnostic]) {
    failed.insert(index)
    let unit = plan.units[index].unit
    if case .cell(let cell) = unit.content {
      result.outputs[cell.index, default: []] += diagnostics.map { .error($0) }
    }
    if !excused.contains(index) { result.diagnostics += diagnostics }
  }

  private mutating func skip(_ index: Int, because cause: Int) {
    failed.insert(index)
    let unit = plan.units[index].unit
    let culprit = plan.units[cause].unit
    let diagnostic = Diagnostic(
      .note, "not run: it uses what \(culprit.nameInMessages) failed to make",
      file: chapter.document.path, range: unit.markdownRange)
    if case .cell(let cell) = unit.content { result.outputs[cell.index] = [.error(diagnostic)] }
    if excused.contains(cause) {
      excused.insert(index)
    } else {
      result.diagnostics.append(diagnostic)
    }
  }

  private func expectation(of index: Int) -> CellOptions.ErrorExpectation {
    guard case .cell(let cell) = plan.units[index].unit.content else { return .never }
    return cell.options.error ?? chapter.document.frontMatter.execute.error ?? .never
  }

  /// The failure at the innermost place in the chapter; the callers follow as notes.
  private func diagnostic(_ failure: UnitFailure, of index: Int) -> Diagnostic {
    let path = chapter.document.path
    let places = failure.frames.compactMap { range(of: $0) }.removingAdjacentDuplicates()
    var diagnostic = Diagnostic(
      .error, plan.withoutModuleNames(failure.message), file: path,
      range: places.first ?? plan.units[index].unit.markdownRange)
    diagnostic.notes = places.dropFirst().prefix(8).map {
      Diagnostic(.note, "called from here", file: path, range: $0)
    }
    return diagnostic
  }

  private func range(of frame: Symbolizer.Frame) -> SourceRange? {
    guard frame.line > 0,
      let index = plan.units.firstIndex(where: { $0.unit.moduleName == frame.file }),
      let source = libraries[index]?.source,
      let position = source.markdownPosition(line: frame.line, column: max(1, frame.column))
    else { return nil }
    return position..<SourcePosition(line: position.line, column: position.column + 1)
  }
}

extension Array where Element: Equatable {
  fileprivate func removingAdjacentDuplicates() -> [Element] {
    reduce(into: []) { if $0.last != $1 { $0.append($1) } }
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
