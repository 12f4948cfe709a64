import Foundation
import Testing

/// The test of soundness: whatever an author does, an incremental build gives, byte for byte, what a
/// build from nothing gives.
///
/// `scripts/differential --edits 5000 --seed 7` does the same with more edits.
@Suite struct DifferentialTests {
  /// One chapter, edited again and again.
  struct Session: CustomTestStringConvertible, Sendable {
    var seed: UInt64
    var edits: Int

    var testDescription: String { "seed \(seed), \(edits) edits" }
  }

  static let sessions: [Session] = {
    let environment = ProcessInfo.processInfo.environment
    let edits = environment["DIFFERENTIAL_EDITS"].flatMap { Int($0) } ?? 100
    let seed = environment["DIFFERENTIAL_SEED"].flatMap { UInt64($0) } ?? 1
    let length = 10
    return (0..<(edits + length - 1) / length).map {
      Session(seed: seed + UInt64($0), edits: min(length, edits - $0 * length))
    }
  }()

  @Test(arguments: sessions) func incrementalBuildsGiveWhatBuildsFromNothingGive(
    _ session: Session
  ) async throws {
    var generator = ChapterGenerator(seed: session.seed)
    var chapter = generator.chapter()
    var history: [GeneratedChapter] = []
    var project = try IncrementalProject()
    var reference = try IncrementalProject()
    var watched = try WatchedProject()
    defer {
      project.release()
      reference.release()
      watched.release()
    }
    try project.change(to: BuildInput(chapter))
    try watched.change(to: BuildInput(chapter))
    _ = try project.build()
    for number in 1...session.edits {
      let before = BuildInput(chapter)
      history.append(chapter)
      let edit = generator.edit(&chapter, history: history)
      let after = BuildInput(chapter)
      try project.change(to: after)
      try watched.change(to: after)
      let incremental = try project.build()
      let fromNothing = try reference.buildFromNothing(after)
      var disagreement = Disagreement(
        before: before, after: after, incremental: incremental, fromNothing: fromNothing)
      if disagreement == nil, try await !watched.shows(fromNothing.files) {
        var page = fromNothing
        page.files = try watched.publishedFiles()
        disagreement = Disagreement(
          before: before, after: after, incremental: page, fromNothing: fromNothing)
      }
      if let disagreement {
        let name = "seed-\(session.seed)-edit-\(number)"
        let folder = try disagreement.writeReproduction(named: name)
        Issue.record(
          "seed \(session.seed), edit \(number) (\(edit)), see \(folder)\n\(disagreement)")
        return
      }
    }
  }

  /// The comparison says little about chapters that can't be compiled, or that show nothing.
  @Test func generatedChaptersCompile() throws {
    var failures: [String] = []
    var project = try IncrementalProject()
    defer { project.release() }
    for seed in 1000..<1012 as Range<UInt64> {
      var generator = ChapterGenerator(seed: seed)
      var chapter = generator.chapter()
      for _ in 0..<20 { _ = generator.edit(&chapter, history: [chapter]) }
      let result = try project.buildFromNothing(BuildInput(chapter))
      // What a cell may do at run time is crash.
      if result.diagnostics.split(separator: "\n").contains(where: {
        $0.contains("error: ") && !$0.contains("Fatal error")
      }) {
        failures.append("seed \(seed): \(result.diagnostics)\n\(chapter.markdown)")
      }
    }
    #expect(failures.isEmpty, "\(failures.joined(separator: "\n"))")
  }

  @Test func seedsGiveTheSameChapters() {
    func chapters() -> [GeneratedChapter] {
      var generator = ChapterGenerator(seed: 3)
      var chapter = generator.chapter()
      return (0..<50).map { _ in
        _ = generator.edit(&chapter, history: [chapter])
        return chapter
      }
    }
    let first = chapters()
    #expect(first == chapters())
    #expect(Set(first).count > 30)
  }
}
