import Foundation
import Testing

@testable import Notebook

/// All files of a page change, or none.
@Suite final class PagePublicationTests {
  private let folder =
    FileManager.default.temporaryDirectory.path + "/publication-\(UUID().uuidString)"
  private var publication: PagePublication { PagePublication(folder: folder, name: "x") }

  init() throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  private func content(_ path: String) -> String? {
    FileManager.default.contents(atPath: "\(folder)/\(path)").map {
      String(decoding: $0, as: UTF8.self)
    }
  }

  private func write(_ text: String, to path: String) throws {
    let file = URL(filePath: "\(folder)/\(path)")
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }

  private func publish(_ files: [String: String]) throws {
    try publication.publish(files.map { ($0.key, Array($0.value.utf8)) })
  }

  private var names: [String] {
    get throws { try FileManager.default.subpathsOfDirectory(atPath: folder).sorted() }
  }

  @Test func replacesThePage() throws {
    try publish(["x.html": "1", "x.md": "1", "x_files/a.png": "a", "x_files/b.png": "b"])
    try write("other", to: "y.html")
    try publish(["x.html": "2", "x.md": "1", "x_files/b.png": "b"])
    #expect(content("x.html") == "2")
    #expect(try names == ["x.html", "x.md", "x_files", "x_files/b.png", "y.html"])
    try publish(["x.html": "3", "x.md": "1"])
    #expect(try names == ["x.html", "x.md", "y.html"])
  }

  @Test func leavesWhatStaysTheSame() throws {
    try publish(["x.html": "1", "x.md": "1"])
    let before = try FileManager.default.attributesOfItem(atPath: folder + "/x.md")
    try publish(["x.html": "2", "x.md": "1"])
    let after = try FileManager.default.attributesOfItem(atPath: folder + "/x.md")
    #expect(before[.systemFileNumber] as? Int == after[.systemFileNumber] as? Int)
  }

  @Test func changesNothingIfOneFileCannotBePutInPlace() throws {
    try publish(["x.html": "1", "x.md": "1"])
    try write("", to: "x_files/a.png/in-the-way")
    #expect(throws: PagePublication.Failure.self) {
      try publish(["x.html": "2", "x.md": "2", "x_files/a.png": "a"])
    }
    #expect(content("x.html") == "1")
    #expect(content("x.md") == "1")
    #expect(try !names.contains { $0.hasPrefix(".x") })
  }

  @Test func finishesWhatWasListedBeforeAKill() throws {
    try publish(["x.html": "1", "x.md": "1", "x_files/old.png": "o"])
    // As a build leaves it that dies between two moves: x.html is in place already.
    try write("2", to: "x.html")
    try write("2", to: ".x.publishing/x.md")
    try write("x.html\nx.md", to: ".x.publishing/.files")
    publication.finishInterrupted()
    #expect(content("x.md") == "2")
    #expect(try names == ["x.html", "x.md"])
  }

  @Test func forgetsWhatWasNotListedBeforeAKill() throws {
    try publish(["x.html": "1", "x.md": "1"])
    try write("2", to: ".x.publishing/x.md")
    publication.finishInterrupted()
    #expect(content("x.md") == "1")
    #expect(try names == ["x.html", "x.md"])
  }

  /// `/dev/full` has no room for a byte, but is no folder; a tiny file system of our own is one.
  @Test(.enabled(if: getuid() == 0, "only root can mount a small file system"))
  func fullDisk() throws {
    guard mount(size: "32k") else { return }
    defer { unmount() }
    try publish(["x.html": "1", "x.md": "1"])
    #expect(throws: PagePublication.Failure.self) {
      try publish(["x.html": "2", "x.md": String(repeating: "2", count: 1 << 20)])
    }
    #expect(content("x.html") == "1")
    #expect(content("x.md") == "1")
    #expect(try names == ["x.html", "x.md"])
  }

  private func mount(size: String) -> Bool {
    let result = try? ChildProcess.run(
      "/bin/mount", ["-t", "tmpfs", "-o", "size=\(size)", "none", folder], environment: [:])
    return result?.ending == .exited(status: 0)
  }

  private func unmount() {
    _ = try? ChildProcess.run("/bin/umount", [folder], environment: [:])
  }
}
