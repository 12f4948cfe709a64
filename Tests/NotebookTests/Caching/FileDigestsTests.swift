import Foundation
import Glibc
import Testing

@testable import Notebook

/// A file's digest is that of its content, whatever is remembered.
@Suite final class FileDigestsTests {
  private let root = FileManager.default.temporaryDirectory.path + "/digests-\(UUID().uuidString)"
  private var file: String { root + "/data.csv" }
  private var store: Store { Store(root: root + "/cache") }

  init() throws {
    try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: root) }

  private func write(_ text: String) throws {
    try Data(text.utf8).write(to: URL(filePath: file))
  }

  private func setModificationTime(_ seconds: Int) {
    let time = timespec(tv_sec: seconds, tv_nsec: 0)
    utimensat(AT_FDCWD, file, [time, time], 0)
  }

  @Test func isThatOfTheContent() throws {
    let digests = FileDigests(store: store, name: "ch3")
    #expect(digests.digest(of: file) == nil)
    try write("1,2")
    #expect(digests.digest(of: file) == Digest(of: "1,2"))
    try write("1,3")
    #expect(digests.digest(of: file) == Digest(of: "1,3"))
    #expect(digests.digest(of: root) == nil)
    unlink(file)
    #expect(digests.digest(of: file) == nil)
  }

  /// The modification time can be set back, and the size be the same.
  @Test func changesWithinATickAreSeen() throws {
    let digests = FileDigests(store: store, name: "ch3")
    for number in 0..<200 {
      let descriptor = open(file, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
      let text = String(1000 + number)
      #expect(Glibc.write(descriptor, text, 4) == 4)
      close(descriptor)
      setModificationTime(1_000_000_000)
      #expect(digests.digest(of: file) == Digest(of: text))
    }
  }

  @Test func settledFilesAreNotReadAgain() throws {
    // Part of the system, and older than this test, which the test's own executable need not be by much.
    let executable = "/usr/bin/env"
    let first = FileDigests(store: store, name: "ch3")
    let digest = try #require(first.digest(of: executable))
    first.save()
    let bytes = Array(try Data(contentsOf: URL(filePath: executable)))
    #expect(digest == Digest(of: bytes))
    #expect(FileDigests(store: store, name: "ch3").remembers(executable))
    #expect(!FileDigests(store: store, name: "ch4").remembers(executable))
  }

  @Test func rememberingIsNoMust() throws {
    try write("1")
    let digests = FileDigests(store: nil, name: "ch3")
    #expect(digests.digest(of: file) == Digest(of: "1"))
    digests.save()
  }
}
