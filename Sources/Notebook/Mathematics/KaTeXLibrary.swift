import Foundation
import Synchronization

/// An installed KaTeX, for all chapters of the process: its files are read when they are first
/// needed, and it is loaded when the first formula is typeset.
final class KaTeXLibrary: Sendable {
  static let debian = KaTeXLibrary(.debian)

  private struct Script {
    let text: String
    let version: String
  }

  private let installation: KaTeXInstallation
  private let load: @Sendable (_ script: String) throws -> sending KaTeX
  private let queue = FormulaQueue()
  private let script = Mutex<Script?>(nil)
  private let stylesheet = Mutex<KaTeXStylesheet?>(nil)
  private let katex = Mutex<KaTeX?>(nil)

  /// - Parameter load: Makes KaTeX out of its script.
  init(
    _ installation: KaTeXInstallation,
    load: @escaping @Sendable (_ script: String) throws -> sending KaTeX = {
      try KaTeX(script: $0)
    }
  ) {
    self.installation = installation
    self.load = load
  }

  func version() throws(MathError) -> String { try readScript().version }

  func html(of formula: Formula) throws(MathError) -> String {
    try katex.withLock { katex throws(MathError) in
      if katex == nil { katex = try loaded() }
      do {
        return try katex!.html(of: formula)
      } catch let error as MathError {
        throw error
      } catch {
        // The engine may be in any state; the next formula gets another one.
        katex = nil
        throw MathError("KaTeX gave up on the formula: \(error)")
      }
    }
  }

  /// The same for many; who has to wait for others does not block a thread.
  func results(of formulas: [Formula]) async -> [Formula: Result<String, MathError>] {
    await queue.results(of: formulas, by: self)
  }

  /// The style sheet for a page with this HTML, with the fonts inside.
  func style(for html: String) throws(MathError) -> String {
    try readStylesheet().text(for: html) { path throws(MathError) in try installation.font(path) }
  }

  /// The style sheet and its fonts, for pages that share them: paths and contents.
  func sharedFiles() throws(MathError) -> [(path: String, bytes: [UInt8])] {
    let stylesheet = try readStylesheet()
    var files = [(PageOptions.Assets.mathStyle, Array(stylesheet.linkedText.utf8))]
    for path in stylesheet.fontPaths { files.append((path, try installation.font(path))) }
    return files
  }

  private func readStylesheet() throws(MathError) -> KaTeXStylesheet {
    try stylesheet.withLock { stylesheet throws(MathError) in
      if let stylesheet { return stylesheet }
      let read = KaTeXStylesheet(try installation.stylesheet())
      stylesheet = read
      return read
    }
  }

  private func readScript() throws(MathError) -> Script {
    try script.withLock { script throws(MathError) in
      if let script { return script }
      let text = try installation.script()
      // At the end of its 270 kB.
      let version =
        text.range(of: "version:\"", options: .backwards)
        .map { text[$0.upperBound...].prefix { $0 != "\"" } } ?? "unknown"
      let read = Script(text: text, version: String(version))
      script = read
      return read
    }
  }

  private func loaded() throws(MathError) -> sending KaTeX {
    let script = try readScript()
    do {
      return try load(script.text)
    } catch {
      throw MathError("cannot load KaTeX: \(error)", in: .installation)
    }
  }
}

/// Those who typeset many formulas, one after the other.
private actor FormulaQueue {
  func results(of formulas: [Formula], by library: KaTeXLibrary)
    -> [Formula: Result<String, MathError>]
  {
    var results: [Formula: Result<String, MathError>] = [:]
    for formula in formulas {
      results[formula] = Result { () throws(MathError) in try library.html(of: formula) }
    }
    return results
  }
}
