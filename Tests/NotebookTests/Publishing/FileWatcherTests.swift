import Foundation
import Synchronization
import Testing

@testable import Notebook

@Suite struct FileWatcherTests {
  /// A folder, a watcher, and what it reports.
  private final class Watched: Sendable {
    let folder: String
    let watcher: FileWatcher
    private let count: Counter

    private final class Counter: Sendable {
      let value = Mutex(0)
    }

    init() throws {
      folder = FileManager.default.temporaryDirectory.path + "/watch-\(UUID().uuidString)"
      try FileManager.default.createDirectory(
        atPath: folder + "/a", withIntermediateDirectories: true)
      let count = Counter()
      self.count = count
      watcher = try FileWatcher { count.value.withLock { $0 += 1 } }
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    func write(_ name: String, _ text: String = "x", options: Data.WritingOptions = []) throws {
      try Data(text.utf8).write(to: URL(filePath: "\(folder)/\(name)"), options: options)
    }

    /// Whether something is reported once this is done.
    func reports(_ change: () throws -> Void) async throws -> Bool {
      // What was done before has been reported by then.
      try await Task.sleep(for: .milliseconds(100))
      let before = count.value.withLock { $0 }
      try change()
      for _ in 0..<600 {
        if count.value.withLock({ $0 }) > before { return true }
        try await Task.sleep(for: .milliseconds(50))
      }
      return false
    }
  }

  @Test func reportsMakingWritingReplacingAndRemoving() async throws {
    let watched = try Watched()
    watched.watcher.watch(["\(watched.folder)/x"])
    #expect(try await watched.reports { try watched.write("x") })
    #expect(try await watched.reports { try watched.write("x", "y") })
    #expect(try await watched.reports { try watched.write("x", options: .atomic) })
    #expect(
      try await watched.reports {
        try FileManager.default.removeItem(atPath: watched.folder + "/x")
      })
  }

  @Test func waitsForFoldersToBeMade() async throws {
    let watched = try Watched()
    let file = "\(watched.folder)/b/c/x"
    watched.watcher.watch([file])
    #expect(
      try await watched.reports {
        try FileManager.default.createDirectory(
          atPath: watched.folder + "/b/c", withIntermediateDirectories: true)
      })
    watched.watcher.watch([file])
    #expect(try await watched.reports { try watched.write("b/c/x") })
  }

  @Test func seesWhereLinksLead() async throws {
    let watched = try Watched()
    try watched.write("a/x")
    try FileManager.default.createDirectory(
      atPath: watched.folder + "/b", withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(
      atPath: watched.folder + "/b/link", withDestinationPath: "../a/x")
    watched.watcher.watch(["\(watched.folder)/b/link"])
    #expect(try await watched.reports { try watched.write("a/x", "y") })
  }

  @Test func seesAFolderThatWasReplaced() async throws {
    let watched = try Watched()
    let file = "\(watched.folder)/a/x"
    watched.watcher.watch([file])
    #expect(
      try await watched.reports {
        try FileManager.default.removeItem(atPath: watched.folder + "/a")
        try FileManager.default.createDirectory(
          atPath: watched.folder + "/a", withIntermediateDirectories: true)
      })
    watched.watcher.watch([file])
    #expect(try await watched.reports { try watched.write("a/x") })
  }
}
