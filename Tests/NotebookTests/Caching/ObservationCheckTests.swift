import Foundation
import KernelProtocol
import Testing

@testable import Notebook

@Suite struct ObservationCheckTests {
  private let folder = ScratchFolder()

  private func path(_ name: String) -> String { "\(folder.path)/\(name)" }

  private func overlay() -> FileOverlay {
    FileOverlay { FileAccess.digest(of: $0)?.digest.hex }
  }

  /// Why an observation does not hold.
  private func difference(_ input: Observation, _ overlay: FileOverlay? = nil) -> String? {
    var observations = Observations()
    observations.inputs = [.environment(name: "SAME", value: "1"), input]
    return ObservationCheck(
      environment: ["SAME": "1", "HOME": "/home/reader"], folder: folder.path
    )
    .difference(from: observations, with: overlay ?? self.overlay())
  }

  private func listing(_ name: String, _ names: String...) -> Observation {
    .listing(path: path(name), digest: Digest(of: names.joined(separator: "\0")).hex)
  }

  @Test func contents() throws {
    try folder.write("1,2", to: "data.csv")
    let seen = Observation.file(path: path("data.csv"), digest: Digest(of: "1,2").hex)
    #expect(difference(seen) == nil)
    try folder.write("1,3", to: "data.csv")
    #expect(difference(seen) == "'data.csv' changed")
    try folder.remove("data.csv")
    #expect(difference(seen) == "'data.csv' is gone")
  }

  @Test func absence() throws {
    #expect(difference(.absent(path: path("a/b"))) == nil)
    try folder.write("", to: "a")
    #expect(difference(.absent(path: path("a/b"))) == nil)
    #expect(difference(.absent(path: path("a"))) == "'a' exists now")
    // A link that leads nowhere can't be opened either.
    try folder.link("dangling", to: "nothing")
    #expect(difference(.absent(path: path("dangling"))) == nil)
  }

  @Test func statuses() throws {
    try folder.write("abc", to: "a")
    let kind = Observation.status(path: path("a"), FileStatus(kind: .file))
    let now = FileAccess.status(of: path("a"))!
    let details = FileStatus.Details(
      size: 3, permissions: UInt32(now.st_mode & 0o7777),
      modified: Int64(now.st_mtim.tv_sec) * 1_000_000_000 + Int64(now.st_mtim.tv_nsec))
    let status = Observation.status(path: path("a"), FileStatus(kind: .file, details: details))
    #expect(difference(kind) == nil)
    #expect(difference(status) == nil)
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSince1970: 1)], ofItemAtPath: path("a"))
    #expect(difference(kind) == nil)
    #expect(difference(status) == "'a' changed")
    try folder.remove("a")
    #expect(difference(kind) == "'a' is gone")
    try folder.write("", to: "a/b")
    #expect(difference(kind) == "'a' changed")
  }

  @Test func linksAndWhereTheyLead() throws {
    try folder.write("abc", to: "a")
    try folder.link("l", to: "a")
    let link = Observation.link(path: path("l"), target: "a")
    let resolved = Observation.resolved(
      path: path("l"), result: try #require(FileAccess.resolved(path("a"))))
    #expect(difference(link) == nil)
    #expect(difference(resolved) == nil)
    #expect(difference(.file(path: path("l"), digest: Digest(of: "abc").hex)) == nil)
    try folder.remove("l")
    try folder.link("l", to: "b")
    #expect(difference(link) == "'l' changed")
    #expect(difference(resolved) == "'l' leads somewhere else")
  }

  @Test func listings() throws {
    try folder.write("", to: "d/b")
    try folder.write("", to: "d/a/x")
    try folder.link("d/c", to: "b")
    #expect(difference(listing("d", "a/", "b", "c@")) == nil)
    #expect(difference(listing("d", "a/", "b")) == "the folder 'd' lists other files")
    // A folder in the place of a file is another entry.
    #expect(difference(listing("d", "a", "b", "c@")) != nil)
    try folder.write("", to: "d/.hidden")
    #expect(difference(listing("d", "a/", "b", "c@")) != nil)
    #expect(difference(listing("d", ".hidden", "a/", "b", "c@")) == nil)
  }

  @Test func variablesAndTheCurrentFolder() {
    #expect(difference(.environment(name: "HOME", value: "/home/reader")) == nil)
    #expect(difference(.environment(name: "HOME", value: "/home/me")) == "'HOME' changed")
    #expect(difference(.environment(name: "HOME", value: nil)) == "'HOME' changed")
    #expect(difference(.environment(name: "OTHER", value: nil)) == nil)
    #expect(difference(.currentFolder(path: folder.path)) == nil)
    #expect(difference(.currentFolder(path: "/elsewhere")) == "the chapter is in another folder")
  }

  @Test func permissions() throws {
    try folder.write("abc", to: "a")
    #expect(difference(.access(path: path("a"), mode: 4, isGranted: true)) == nil)
    #expect(
      difference(.access(path: path("a"), mode: 1, isGranted: true))
        == "the permissions of 'a' changed")
    #expect(difference(.access(path: path("a"), mode: 1, isGranted: false)) == nil)
    #expect(difference(.access(path: path("b"), mode: 4, isGranted: true)) == "'b' is gone")
    #expect(difference(.unreadable(path: path("a"))) == "'a' can be read now")
  }
}

/// What a chapter writes itself, seen by its other units.
@Suite struct FileOverlayTests {
  private let folder = ScratchFolder()

  private func path(_ name: String) -> String { "\(folder.path)/\(name)" }

  private func overlay(left: [String: FileState] = [:]) -> FileOverlay {
    FileOverlay(left: left) { FileAccess.digest(of: $0)?.digest.hex }
  }

  private func state(_ text: String) -> FileState { .file(digest: Digest(of: text).hex) }

  private func write(_ name: String, _ before: FileState, _ after: FileState) -> FileChange {
    FileChange(path: path(name), before: before, after: after)
  }

  private func difference(_ input: Observation, _ overlay: FileOverlay) -> String? {
    var observations = Observations()
    observations.inputs = [input]
    return ObservationCheck(environment: [:], folder: folder.path)
      .difference(from: observations, with: overlay)
  }

  private func listing(_ name: String, _ names: String...) -> Observation {
    .listing(path: path(name), digest: Digest(of: names.joined(separator: "\0")).hex)
  }

  @Test func whatAnEarlierUnitWroteCountsWhateverIsOnTheDisk() throws {
    var overlay = overlay()
    overlay.pass([write("out.csv", .absent, state("1"))])
    let seen = Observation.file(path: path("out.csv"), digest: Digest(of: "1").hex)
    #expect(difference(seen, overlay) == nil)
    try folder.write("edited", to: "out.csv")
    #expect(difference(seen, overlay) == nil)
    #expect(overlay.corrections() == [write("out.csv", state("edited"), state("1"))])
    overlay.pass([write("out.csv", state("1"), state("2"))])
    #expect(difference(seen, overlay) == "'out.csv' changed")
    overlay.pass([write("out.csv", state("2"), .absent)])
    #expect(difference(seen, overlay) == "'out.csv' is gone")
    #expect(difference(.absent(path: path("out.csv")), overlay) == nil)
  }

  @Test func whatOnlyLaterUnitsWriteIsNotThereYet() throws {
    try folder.write("1", to: "out/a.csv")
    let left: [String: FileState] = [path("out"): .folder, path("out/a.csv"): state("1")]
    #expect(difference(.absent(path: path("out/a.csv")), overlay()) == "'out/a.csv' exists now")
    #expect(difference(.absent(path: path("out/a.csv")), overlay(left: left)) == nil)
    #expect(difference(.absent(path: path("out")), overlay(left: left)) == nil)
    // The deepest first, as folders have to be empty.
    #expect(
      overlay(left: left).corrections() == [
        write("out/a.csv", state("1"), .absent), write("out", .folder, .absent),
      ])
    // Somebody has changed it since: it is his now.
    try folder.write("2", to: "out/a.csv")
    #expect(
      difference(.absent(path: path("out/a.csv")), overlay(left: left)) == "'out/a.csv' exists now")
    #expect(difference(.absent(path: path("out")), overlay(left: left)) == "'out' exists now")
    #expect(overlay(left: left).corrections().isEmpty)
  }

  @Test func aFolderWithSomethingElseInItStays() throws {
    try folder.write("1", to: "out/a.csv")
    try folder.write("mine", to: "out/b.csv")
    let overlay = overlay(left: [path("out"): .folder, path("out/a.csv"): state("1")])
    #expect(overlay.corrections() == [write("out/a.csv", state("1"), .absent)])
    #expect(difference(.status(path: path("out"), FileStatus(kind: .folder)), overlay) == nil)
    #expect(difference(listing("out", "b.csv"), overlay) == nil)
  }

  @Test func listingsOfWhatTheChapterMakes() throws {
    try folder.write("1", to: "d/later.csv")
    try folder.write("", to: "d/theirs.csv")
    var overlay = overlay(left: [path("d/later.csv"): state("1")])
    #expect(difference(listing("d", "theirs.csv"), overlay) == nil)
    overlay.pass([write("d/now.csv", .absent, state("2")), write("d/sub", .absent, .folder)])
    #expect(difference(listing("d", "now.csv", "sub/", "theirs.csv"), overlay) == nil)
    overlay.pass([write("d/theirs.csv", state(""), .absent)])
    #expect(difference(listing("d", "now.csv", "sub/"), overlay) == nil)
  }

  @Test func linksThatTheChapterMakesAreFollowed() throws {
    try folder.write("1", to: "a")
    var overlay = overlay()
    overlay.pass([write("d/l", .absent, .link(target: "../a"))])
    let seen = Observation.file(path: path("d/l"), digest: Digest(of: "1").hex)
    #expect(difference(seen, overlay) == nil)
    #expect(difference(.link(path: path("d/l"), target: "../a"), overlay) == nil)
    // Now they lead to each other.
    overlay.pass([write("a", state("1"), .link(target: "d/l"))])
    #expect(difference(seen, overlay) == "'d/l' is gone")
  }

  @Test func sizesOfOwnFilesCountAndTheirTimesDoNot() throws {
    try folder.write("abc", to: "out")
    let permissions = UInt32(FileAccess.status(of: path("out"))!.st_mode & 0o7777)
    func seen(size: UInt64) -> Observation {
      let details = FileStatus.Details(size: size, permissions: permissions, modified: 1)
      return .status(path: path("out"), FileStatus(kind: .file, details: details))
    }
    var overlay = overlay()
    #expect(difference(seen(size: 3), overlay) == "'out' changed")
    overlay.pass([write("out", .absent, state("abc"))])
    #expect(difference(seen(size: 3), overlay) == nil)
    #expect(difference(seen(size: 4), overlay) == "'out' changed")
  }

  @Test func whatIsMadeIsKnownToTheNextBuild() {
    var overlay = overlay()
    overlay.pass([write("a", .absent, state("1")), write("b", state("0"), state("1"))])
    overlay.pass([write("c", .absent, state("1"))])
    overlay.pass([write("c", state("1"), .absent), write("a", state("1"), state("2"))])
    #expect(overlay.made == [path("a"): state("2")])
  }

  @Test func changesOfWhatTheChapterDidNotMake() {
    func observations(reads: Bool, _ change: FileChange) -> Observations {
      var observations = Observations()
      observations.writes = [change]
      if reads { observations.inputs = [.file(path: change.path, digest: "0")] }
      return observations
    }
    var overlay = overlay()
    let appended = write("log", state("1"), state("12"))
    let words = "changes '\(path("log"))', which the chapter did not make"
    #expect(overlay.lastingChange(in: observations(reads: true, appended)) == words)
    #expect(overlay.lastingChange(in: observations(reads: false, appended)) == nil)
    let removed = write("log", state("1"), .absent)
    #expect(overlay.lastingChange(in: observations(reads: false, removed)) == words)
    let created = write("log", .absent, state("1"))
    #expect(overlay.lastingChange(in: observations(reads: true, created)) == nil)
    overlay.pass([created])
    #expect(overlay.lastingChange(in: observations(reads: true, appended)) == nil)
  }
}

/// A folder that goes with its test.
private final class ScratchFolder: Sendable {
  let path: String

  init() {
    path = FileManager.default.temporaryDirectory.path + "/observations-" + UUID().uuidString
    try! FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func write(_ text: String, to name: String) throws {
    let file = URL(filePath: "\(path)/\(name)")
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }

  func link(_ name: String, to target: String) throws {
    let manager = FileManager.default
    try manager.createSymbolicLink(
      atPath: "\(path)/\(name)", withDestinationPath: target)
  }

  func remove(_ name: String) throws {
    try FileManager.default.removeItem(atPath: "\(path)/\(name)")
  }
}
