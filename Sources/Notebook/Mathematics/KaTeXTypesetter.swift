import Foundation
import Synchronization

/// Typesets formulas with KaTeX, which is only loaded for those that are not on record.
final class KaTeXTypesetter: MathTypesetting {
  private struct State {
    /// `nil` before the first formula.
    var library: Library?
    /// What has been asked for.
    var typeset: [Formula: Result<String, MathError>] = [:]
  }

  private struct Library {
    let script: String
    let version: String
    let recorded: [Formula: String]
    var katex: KaTeX?
  }

  private let installation: KaTeXInstallation
  private let record: FormulaRecord
  private let load: @Sendable (_ script: String) throws -> sending KaTeX
  private let state = Mutex(State())

  /// - Parameter load: Makes KaTeX out of its script.
  init(
    installation: KaTeXInstallation = .debian, record: FormulaRecord,
    load: @escaping @Sendable (_ script: String) throws -> sending KaTeX = {
      try KaTeX(script: $0)
    }
  ) {
    self.installation = installation
    self.record = record
    self.load = load
  }

  func html(tex: String, display: Bool) throws(MathError) -> String {
    let formula = Formula(tex: tex, display: display)
    let result = state.withLock { state in
      if let known = state.typeset[formula] { return known }
      let result = Result { () throws(MathError) in try typeset(formula, &state.library) }
      state.typeset[formula] = result
      return result
    }
    return try result.get()
  }

  func style(for html: String) throws(MathError) -> String {
    guard html.contains("class=\"katex\"") else { return "" }
    return try KaTeXStylesheet(installation.stylesheet())
      .text(for: html) { path throws(MathError) in try installation.font(path) }
  }

  /// Records the formulas that have been asked for, and no others.
  func save() throws {
    try state.withLock { state in
      guard let library = state.library else { return }
      let formulas = state.typeset.compactMapValues { try? $0.get() }
      try record.save(formulas, version: library.version)
    }
  }

  private func typeset(_ formula: Formula, _ library: inout Library?) throws(MathError) -> String {
    var opened = if let library { library } else { try open() }
    defer { library = opened }
    if let html = opened.recorded[formula] { return html }
    let katex = if let katex = opened.katex { katex } else { try loaded(opened.script) }
    opened.katex = katex
    do {
      return try katex.html(of: formula)
    } catch let error as MathError {
      throw error
    } catch {
      // The engine may be in any state; the next formula gets another one.
      opened.katex = nil
      throw MathError("KaTeX gave up on the formula: \(error)")
    }
  }

  private func open() throws(MathError) -> Library {
    let script = try installation.script()
    let version = script.firstMatch(of: /version:"([^"]*)"/).map { String($0.1) } ?? "unknown"
    return Library(script: script, version: version, recorded: record.load(version: version))
  }

  private func loaded(_ script: String) throws(MathError) -> KaTeX {
    do {
      return try load(script)
    } catch {
      throw MathError("cannot load KaTeX: \(error)", in: .installation)
    }
  }
}
