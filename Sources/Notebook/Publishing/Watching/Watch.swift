import Foundation

/// Builds a chapter or a book again and again: whenever something has changed that its pages depend on.
public struct Watch: Sendable {
  /// What is built.
  public enum Subject: Sendable {
    /// The path of its Markdown file.
    case chapter(String)
    /// The path of its `notebook.yml`.
    case book(String)
  }

  /// How a build ended.
  public struct Outcome: Sendable {
    /// One, or those of the book.
    public var chapters: [ChapterBuild.Outcome]
    public var book: BookBuild.Outcome?
  }

  public struct Failure: Error {
    public var message: String
  }

  /// What a watch does.
  public enum Step: Sendable {
    case started
    case finished(Outcome)
    /// A text has changed meanwhile: the build has ended early, and another one follows.
    case abandoned
  }

  private enum Event: Sendable {
    case touched
    case settled
    case ended(Outcome)
  }

  /// A file is often written in several steps.
  private static let settlingTime = Duration.milliseconds(30)

  private let subject: Subject
  private let options: BuildOptions
  private let installation: Installation
  private let reporter: any BuildReporter

  public init(
    _ subject: Subject, options: BuildOptions, installation: Installation,
    reporter: any BuildReporter
  ) {
    self.subject = subject
    self.options = options
    self.installation = installation
    self.reporter = reporter
  }

  /// Returns when the task is cancelled.
  ///
  /// - Parameter report: told what happens, in order.
  public func run(report: (Step) -> Void) async throws(Failure) {
    let (events, continuation) = AsyncStream.makeStream(of: Event.self)
    let watcher: FileWatcher
    do throws(FileWatcher.Failure) {
      watcher = try FileWatcher { continuation.yield(.touched) }
    } catch {
      throw Failure(message: "files cannot be watched: \(error.reason)")
    }
    var inputs = WatchInputs(subject, options: options, installation: installation)
    watcher.watch(inputs.watched)
    var build: Task<Void, Never>? = start(continuation)
    report(.started)
    var isSettling = false
    // What differs right after a build has changed during it, or differs each time it is looked at.
    var isFollowUp = false
    for await event in events {
      switch event {
      case .touched:
        guard !isSettling else { continue }
        isSettling = true
        Task {
          try? await Task.sleep(for: Self.settlingTime)
          continuation.yield(.settled)
        }
      case .settled:
        isSettling = false
        if let build {
          if inputs.textHasChanged() { build.cancel() }
        } else if inputs.haveChanged() {
          isFollowUp = false
          inputs.readTexts()
          build = start(continuation)
          report(.started)
        } else {
          // A folder may have been replaced by one that holds the same.
          watcher.watch(inputs.watched)
        }
      case .ended(let outcome):
        let isAbandoned = build?.isCancelled ?? false
        build = nil
        report(isAbandoned ? .abandoned : .finished(outcome))
        if !isAbandoned {
          var seen = WatchInputs(outcome)
          seen.complete(from: inputs)
          inputs = seen
          watcher.watch(inputs.watched)
        }
        if isAbandoned || (!isFollowUp && inputs.haveChanged()) {
          isFollowUp = !isAbandoned
          inputs.readTexts()
          build = start(continuation)
          report(.started)
        }
      }
    }
    build?.cancel()
    await build?.value
  }

  private func start(_ events: AsyncStream<Event>.Continuation) -> Task<Void, Never> {
    Task { events.yield(.ended(await build())) }
  }

  private func build() async -> Outcome {
    switch subject {
    case .chapter(let file):
      let build = ChapterBuild(
        chapter: file, options: options, installation: installation, reporter: reporter)
      return Outcome(chapters: [await build.run()])
    case .book(let file):
      let build = BookBuild(
        file: file, options: options, installation: installation, reporter: reporter)
      let outcome = await build.run()
      return Outcome(chapters: outcome.chapters, book: outcome)
    }
  }
}
