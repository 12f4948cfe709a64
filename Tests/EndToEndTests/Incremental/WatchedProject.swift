import Foundation

/// A project whose chapter a running `notebook watch` keeps up to date.
struct WatchedProject {
  private var project: IncrementalProject
  private var input: BuildInput?
  private var process: Process?

  init() throws { project = try IncrementalProject() }

  /// Changes the project's files under the eyes of the command. It has to be started anew for what it
  /// was started with.
  mutating func change(to input: BuildInput) throws {
    let isNew = !(self.input?.isStartedLike(input) ?? false)
    if isNew { stop() }
    try project.change(to: input)
    self.input = input
    if isNew {
      process = try project.workspace.start(
        ["watch", "x.md", "--keep-going", "--quiet"] + input.arguments,
        environment: input.environment, executable: input.engine.executable)
    }
  }

  /// Whether the page becomes what is expected: all files of the output folder.
  func shows(_ files: [String: Data]) async throws -> Bool {
    let expected = files.filter { $0.key.hasPrefix("output/") }
    return try await eventually {
      // A file may be replaced while it is looked at.
      let published = try? project.publishedFiles().filter { $0.key.hasPrefix("output/") }
      return published == expected
    }
  }

  func publishedFiles() throws -> [String: Data] { try project.publishedFiles() }

  mutating func release() {
    stop()
    project.release()
  }

  private mutating func stop() {
    process?.interrupt()
    process?.waitUntilExit()
    process = nil
  }
}

extension BuildInput {
  fileprivate func isStartedLike(_ other: BuildInput) -> Bool {
    (arguments, engine) == (other.arguments, other.engine) && environment == other.environment
  }
}
