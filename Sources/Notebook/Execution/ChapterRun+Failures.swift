/// The units without a good result.
struct FailedUnits {
  private(set) var all: Set<Int> = []
  /// Those that the chapter expects to fail, and those that need them.
  private var excused: Set<Int> = []

  mutating func insert(_ index: Int) { all.insert(index) }
  mutating func excuse(_ index: Int) { excused.insert(index) }
  func isExcused(_ index: Int) -> Bool { excused.contains(index) }
}

extension ChapterRun {
  /// The failed unit whose conformance or extension a unit refers to, without naming what it declares.
  func missing(in failure: UnitFailure, of index: Int) -> Int? {
    guard case .notLoadable(let reason) = failure.cause else { return nil }
    return failures.all.intersection(plan.units[index].imports).sorted()
      .first { reason.contains(plan.units[$0].unit.moduleName) }
  }

  func failedInfluence(on index: Int) -> Int? {
    let unit = plan.units[index]
    if let cause = unit.dependencies.intersection(failures.all).min() { return cause }
    // A failed unit may have changed variables half way.
    return failures.all.sorted().first { failure in
      !plan.variablesMentioned(by: failure).isDisjoint(with: unit.analysis.usedNames)
    }
  }

  mutating func fail(_ failure: UnitFailure, of index: Int) {
    let diagnostic = diagnostic(failure, of: index)
    switch chapter.expectation(of: index) {
    case .never: break
    case .any: failures.excuse(index)
    case .type(let name):
      guard failure.isError(ofType: name) else { break }
      failures.excuse(index)
      // Part of the page, and yet nothing that a build should pass over in silence.
      var warning = diagnostic
      warning.severity = .warning
      result.diagnostics.append(warning)
    }
    fail(index, [diagnostic])
  }

  mutating func fail(_ index: Int, _ diagnostics: [Diagnostic]) {
    failures.insert(index)
    let unit = plan.units[index].unit
    if case .cell(let cell) = unit.content {
      result.outputs[cell.index, default: []] += diagnostics.map { .error($0) }
    }
    if !failures.isExcused(index) { result.diagnostics += diagnostics }
  }

  mutating func skip(_ index: Int, because cause: Int) {
    failures.insert(index)
    let unit = plan.units[index].unit
    let culprit = plan.units[cause].unit
    let diagnostic = Diagnostic(
      .note, "not run: it uses what \(culprit.nameInMessages) failed to make",
      file: chapter.document.path, range: unit.markdownRange)
    if case .cell(let cell) = unit.content { result.outputs[cell.index] = [.error(diagnostic)] }
    if failures.isExcused(cause) {
      failures.excuse(index)
    } else {
      result.diagnostics.append(diagnostic)
    }
  }

  /// The failure at the innermost place in the chapter; the callers follow as notes.
  private func diagnostic(_ failure: UnitFailure, of index: Int) -> Diagnostic {
    let path = chapter.document.path
    let places = failure.frames.compactMap { range(of: $0) }.removingAdjacentDuplicates()
    var diagnostic = Diagnostic(
      .error, lostName(in: failure, of: index) ?? plan.withoutModuleNames(failure.message),
      file: path,
      range: places.first ?? plan.units[index].unit.markdownRange)
    diagnostic.notes = places.dropFirst().prefix(8).map {
      Diagnostic(.note, "called from here", file: path, range: $0)
    }
    return diagnostic
  }

  /// Of a name that a `guard` binds, the compiler keeps no variable that a computed one could use.
  private func lostName(in failure: UnitFailure, of index: Int) -> String? {
    guard case .notLoadable = failure.cause else { return nil }
    let declarations = plan.units[index].analysis.declarations
    let bound = Set(declarations.filter { $0.guardEnd != nil }.map(\.name))
    for computed in declarations where computed.kind == .var && !computed.isStored {
      guard let name = computed.usedNames.intersection(bound).min() else { continue }
      return "the computed variable '\(computed.name)' can't use '\(name)', which 'guard' binds: "
        + "make it a function"
    }
    return nil
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
