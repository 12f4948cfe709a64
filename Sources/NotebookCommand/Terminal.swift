import Foundation
import Notebook
import Synchronization

/// Says on standard error how a build goes: a live line where that is a terminal, plain lines where
/// it is not. Pages' paths go to standard output.
final class Terminal: BuildReporter {
  enum Verbosity { case quiet, normal, verbose }

  /// The cell that runs now.
  private struct Running {
    var name: String
    var since: ContinuousClock.Instant
    var fraction: Double?
    var message = ""
  }

  private let verbosity: Verbosity
  private let explains: Bool
  private let isTerminal = isatty(STDERR_FILENO) == 1
  private let usesColor: Bool
  private let running = Mutex<Running?>(nil)
  /// Redraws the live line; only touched by `init` and `deinit`.
  nonisolated(unsafe) private var ticker: (any DispatchSourceTimer)?

  /// - Parameter explains: whether to say what is done about each cell, and why.
  init(verbosity: Verbosity, explains: Bool = false) {
    self.verbosity = verbosity
    self.explains = explains
    let environment = ProcessInfo.processInfo.environment
    usesColor = isTerminal && environment["NO_COLOR"] == nil && environment["TERM"] != "dumb"
    guard isTerminal, verbosity != .quiet else { return }
    let ticker = DispatchSource.makeTimerSource(queue: .global())
    ticker.schedule(deadline: .now() + .milliseconds(200), repeating: .milliseconds(100))
    ticker.setEventHandler { [weak self] in self?.drawLiveLine() }
    ticker.resume()
    self.ticker = ticker
  }

  deinit { ticker?.cancel() }

  // MARK: BuildReporter

  func started(_ unit: CompilationUnit) {
    running.withLock { $0 = Running(name: unit.nameInMessages, since: .now) }
    if verbosity == .verbose && !isTerminal { write("run \(unit.nameInMessages)\n") }
  }

  func progressed(_ fraction: Double, _ message: String) {
    let step = running.withLock { running -> String? in
      guard let before = running?.fraction ?? running.map({ _ in -1 }) else { return nil }
      running?.fraction = fraction
      running?.message = message
      // Without a live line, each tenth is worth a line of its own.
      let isNewTenth = Int(fraction * 10) > Int((before * 10).rounded(.down))
      return isNewTenth ? running?.name : nil
    }
    if let step, !isTerminal, verbosity != .quiet {
      write("\(step): \(Int(fraction * 100)) % \(message)\n")
    }
  }

  func finished(_ unit: CompilationUnit) {
    let elapsed = running.withLock { running in
      defer { running = nil }
      return running.map { ContinuousClock.now - $0.since }
    }
    clearLiveLine()
    if verbosity == .verbose, let elapsed {
      write("ran \(unit.nameInMessages) in \(Self.text(elapsed))\n")
    }
  }

  func decided(_ unit: CompilationUnit, _ decision: Decision) {
    guard explains else { return }
    clearLiveLine()
    switch decision {
    case .cached: print("cached: \(unit.nameInMessages)")
    case .restored: print("restored: \(unit.nameInMessages)")
    case .recorded: print("recorded: \(unit.nameInMessages)")
    case .run(let reason): print("run: \(unit.nameInMessages): \(reason)")
    }
  }

  // MARK: The end of a build

  func report(_ outcome: ChapterBuild.Outcome) {
    report(outcome.diagnostics, of: outcome.chapter, source: outcome.source)
    if outcome.published.isEmpty, outcome.hasErrors {
      write("nothing was published\n")
    }
    guard verbosity != .quiet else { return }
    for path in outcome.published { print(Self.shortened(path)) }
  }

  /// Of the book itself; its chapters have been reported.
  func report(_ outcome: BookBuild.Outcome) {
    report(outcome.diagnostics, of: outcome.file, source: outcome.source)
    guard verbosity != .quiet else { return }
    for path in outcome.published { print(Self.shortened(path)) }
  }

  /// - Parameter source: the chapter's text.
  func report(_ diagnostics: [Diagnostic], of chapter: String, source: String) {
    clearLiveLine()
    let formatter = DiagnosticFormatter(source: source, path: chapter, isColored: usesColor)
    for diagnostic in diagnostics { write(formatter.format(diagnostic) + "\n") }
  }

  /// Relative to the current folder where it lies in that.
  static func shortened(_ path: String) -> String {
    let here = FileManager.default.currentDirectoryPath + "/"
    return path.hasPrefix(here) ? String(path.dropFirst(here.count)) : path
  }

  // MARK: The live line

  private func drawLiveLine() {
    guard let running = running.withLock({ $0 }) else { return }
    var line = "\(running.name)  \(Self.text(ContinuousClock.now - running.since))"
    if let fraction = running.fraction { line += "  \(Int(fraction * 100)) %" }
    if !running.message.isEmpty { line += "  \(running.message)" }
    write("\r\u{1B}[K" + line.prefix(100))
  }

  private func clearLiveLine() {
    if isTerminal && verbosity != .quiet { write("\r\u{1B}[K") }
  }

  private static func text(_ duration: Duration) -> String {
    duration.formatted(
      .units(allowed: [.minutes, .seconds], width: .narrow, fractionalPart: .show(length: 1)))
  }

  private func write(_ text: String) {
    FileHandle.standardError.write(Data(text.utf8))
  }
}
