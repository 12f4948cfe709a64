import Foundation

/// Builds a chapter again and again: whenever something has changed that its page depends on.
public struct ChapterWatch: Sendable {
  public struct Failure: Error {
    public var message: String
  }

  /// What a watch does.
  public enum Step: Sendable {
    case started
    case finished(ChapterBuild.Outcome)
    /// The chapter has changed meanwhile: the build has ended early, and another one follows.
    case abandoned
  }

  private enum Event: Sendable {
    case touched
    case settled
    case ended(ChapterBuild.Outcome)
  }

  /// A file is often written in several steps.
  private static let settlingTime = Duration.milliseconds(30)

  private let chapter: String
  private let options: BuildOptions
  private let installation: Installation
  private let reporter: any BuildReporter

  public init(
    chapter: String, options: BuildOptions, installation: Installation,
    reporter: any BuildReporter
  ) {
    self.chapter = chapter
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
    var inputs = newInputs()
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
          inputs.text = try? Document.load(path: chapter)
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
          var seen = outcome.inputs
          seen.complete(from: inputs)
          inputs = seen
          watcher.watch(inputs.watched)
        }
        if isAbandoned || (!isFollowUp && inputs.haveChanged()) {
          isFollowUp = !isAbandoned
          inputs.text = try? Document.load(path: chapter)
          build = start(continuation)
          report(.started)
        }
      }
    }
    build?.cancel()
    await build?.value
  }

  private func newInputs() -> BuildInputs {
    var inputs = BuildInputs(
      paths: BuildPaths(chapter: chapter, output: options.output), options: options,
      installation: installation)
    inputs.text = try? Document.load(path: chapter)
    return inputs
  }

  private func start(_ events: AsyncStream<Event>.Continuation) -> Task<Void, Never> {
    Task {
      let build = ChapterBuild(
        chapter: chapter, options: options, installation: installation, reporter: reporter)
      events.yield(.ended(await build.run()))
    }
  }
}
