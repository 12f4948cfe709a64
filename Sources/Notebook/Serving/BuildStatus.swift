import Foundation

/// How the build of what is served goes: browsers are told all of it whenever some of it changes, so
/// that one that comes late knows as much as the others.
final class BuildStatus: BuildReporter {
  /// What a browser is told.
  struct Report: Hashable, Codable, Sendable {
    /// Of the published pages, by their names: another one means that the page has changed.
    var revisions: [String: String] = [:]
    var isBuilding = false
    var running: RunningCell?
    var errors: [Problem] = []
  }

  struct RunningCell: Hashable, Codable, Sendable {
    /// As an author would call it.
    var name: String
    var label: String?
    /// The line of the Markdown file on which it begins.
    var line: Int?
    /// 0 to 1.
    var fraction: Double?
    var message = ""
  }

  struct Problem: Hashable, Codable, Sendable {
    /// `ch3.md:12:5`
    var place: String
    var message: String
    /// With the line in question, as on a terminal.
    var text: String
  }

  private let condition = NSCondition()
  /// Only touched while the condition is locked.
  nonisolated(unsafe) private var current = Report()
  nonisolated(unsafe) private var version = 0

  var report: Report { condition.withLock { current } }

  /// The report, once there is a newer one than that version; `nil` if none comes in time.
  func next(after seen: Int, within seconds: Double) -> (version: Int, report: Report)? {
    condition.withLock {
      let end = Date(timeIntervalSinceNow: seconds)
      while version <= seen {
        guard condition.wait(until: end) else { return nil }
      }
      return (version, current)
    }
  }

  func update(_ change: (inout Report) -> Void) {
    condition.withLock {
      let before = current
      change(&current)
      guard current != before || version == 0 else { return }
      version += 1
      condition.broadcast()
    }
  }

  // MARK: BuildReporter

  func started(_ unit: CompilationUnit) {
    update { report in
      // What was wrong with the last build is shown until this one gets to running something.
      report.errors = []
      report.running = RunningCell(name: unit.nameInMessages)
      guard case .cell(let cell) = unit.content else { return }
      report.running?.label = cell.label
      report.running?.line = cell.firstLine
    }
  }

  func progressed(_ fraction: Double, _ message: String) {
    update { report in
      report.running?.fraction = fraction
      report.running?.message = message
    }
  }

  func finished(_ unit: CompilationUnit) { update { $0.running = nil } }

  func decided(_ unit: CompilationUnit, _ decision: Decision) {}
}

extension BuildStatus.Problem {
  init(_ diagnostic: Diagnostic, formatter: DiagnosticFormatter) {
    place = [diagnostic.file, diagnostic.range.map { "\($0.lowerBound)" }]
      .compactMap { $0 }.joined(separator: ":")
    message = diagnostic.message
    text = formatter.format(diagnostic)
  }
}
