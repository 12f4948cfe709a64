import Foundation
import Synchronization

/// Typesets a chapter's formulas with KaTeX, which is only asked for those that are not on record.
final class KaTeXTypesetter: MathTypesetting {
  private struct State {
    /// `nil` before the first formula.
    var recorded: Recorded?
    /// What has been asked for.
    var typeset: [Formula: Result<String, MathError>] = [:]
  }

  private struct Recorded {
    let version: String
    let formulas: [Formula: String]
  }

  private let library: KaTeXLibrary
  private let record: FormulaRecord
  private let state = Mutex(State())

  init(library: KaTeXLibrary = .debian, record: FormulaRecord) {
    self.library = library
    self.record = record
  }

  func html(tex: String, display: Bool) throws(MathError) -> String {
    let formula = Formula(tex: tex, display: display)
    let result = state.withLock { state in
      if let known = state.typeset[formula] { return known }
      let result = Result { () throws(MathError) in try typeset(formula, &state.recorded) }
      state.typeset[formula] = result
      return result
    }
    return try result.get()
  }

  /// Typesets a chapter's formulas ahead of their use, without keeping others of the process from
  /// working while it waits for its turn.
  func prepare(_ formulas: some Sequence<Formula>) async {
    let known = try? state.withLock { state in
      let recorded = try state.recorded ?? load()
      state.recorded = recorded
      return recorded.formulas
    }
    // What is wrong shows when the formula is asked for.
    guard let known else { return }
    let new = Set(formulas).filter { known[$0] == nil }
    guard !new.isEmpty else { return }
    let results = await library.results(of: Array(new))
    state.withLock { $0.typeset.merge(results) { $1 } }
  }

  func style(for html: String) throws(MathError) -> String {
    guard html.contains("class=\"katex\"") else { return "" }
    return try library.style(for: html)
  }

  /// Records the formulas that have been asked for, and no others.
  func save() throws {
    try state.withLock { state in
      guard let recorded = state.recorded else { return }
      let formulas = state.typeset.compactMapValues { try? $0.get() }
      guard formulas.keys != recorded.formulas.keys else { return }
      try record.save(formulas, version: recorded.version)
    }
  }

  private func typeset(_ formula: Formula, _ recorded: inout Recorded?) throws(MathError) -> String
  {
    let known = if let recorded { recorded } else { try load() }
    recorded = known
    if let html = known.formulas[formula] { return html }
    return try library.html(of: formula)
  }

  private func load() throws(MathError) -> Recorded {
    let version = try library.version()
    return Recorded(version: version, formulas: record.load(version: version))
  }
}
