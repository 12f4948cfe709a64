import Foundation
import Glibc
import Testing

@testable import Notebook

/// Never a wrong record or blob, whatever happens to the files.
@Suite final class StoreTests {
  private struct Record: Codable, Equatable {
    var name: String
    var numbers: [Int]
  }

  private let root = FileManager.default.temporaryDirectory.path + "/store-\(UUID().uuidString)"
  private let key = Digest(of: "key")
  private let record = Record(name: "第 3 章", numbers: [1, 2, 3])

  deinit { try? FileManager.default.removeItem(atPath: root) }

  private func open() -> Store { Store(root: root + "/cache") }

  private func files(_ part: String) -> [String] {
    let folder = "\(root)/cache/v\(Store.version)/\(part)"
    return (FileManager.default.subpaths(atPath: folder) ?? []).map { "\(folder)/\($0)" }
      .filter { FileAccess.status(of: $0).map { $0.st_mode & S_IFMT == S_IFREG } ?? false }
  }

  /// Makes files look as if they had not been used for a while.
  private func age(_ files: [String], hours: Int) {
    for file in files {
      let then = timespec(tv_sec: time(nil) - hours * 3600, tv_nsec: 0)
      utimensat(AT_FDCWD, file, [then, then], 0)
    }
  }

  private func write(_ bytes: [UInt8], to path: String) throws {
    try Data(bytes).write(to: URL(filePath: path))
  }

  // MARK: What is kept

  @Test func keepsRecords() {
    #expect(open().record(Record.self, for: key) == nil)
    open().save(record, for: key)
    #expect(open().record(Record.self, for: key) == record)
    open().save(Record(name: "", numbers: []), for: key)
    #expect(open().record(Record.self, for: key)?.name == "")
    #expect(open().record(Record.self, for: Digest(of: "other")) == nil)
  }

  @Test func keepsBlobs() throws {
    let store = open()
    let blob = try #require(store.put([1, 2, 3]))
    #expect(blob == Store.Blob(digest: Digest(of: [1, 2, 3]), byteCount: 3))
    #expect(open().content(of: blob) == [1, 2, 3])
    let path = try #require(open().path(of: blob))
    #expect(FileManager.default.contents(atPath: path) == Data([1, 2, 3]))
    let missing = Store.Blob(digest: Digest(of: "x"), byteCount: 1)
    #expect(store.path(of: missing) == nil && store.content(of: missing) == nil)
    #expect(store.problems.isEmpty)
  }

  @Test func adoptsFiles() throws {
    let store = open()
    store.put([])
    let file = store.temporaryPath()
    try write([7, 8], to: file)
    let blob = try #require(store.adopt(file: file))
    #expect(store.content(of: blob) == [7, 8])
    #expect(FileAccess.status(of: file) == nil)
    #expect(store.adopt(file: file) == nil)
    #expect(store.problems.count == 1)
  }

  @Test func storesSideBySideDoNotDisturbEachOther() async {
    await withTaskGroup { group in
      for worker in 0..<8 {
        group.addTask { [root, key] in
          let store = Store(root: root + "/cache")
          for number in 0..<50 {
            store.save(Record(name: "\(worker)", numbers: [number]), for: key)
            if store.record(Record.self, for: key) == nil { Issue.record("a record is broken") }
            if number % 10 == 0 { store.trim(to: 300) }
          }
          #expect(store.problems.isEmpty)
        }
      }
    }
    #expect(files("temporary").isEmpty)
  }

  // MARK: Damage

  @Test func everyFlippedBitOfARecordIsAMiss() throws {
    open().save(record, for: key)
    let path = try #require(files("records").first)
    let bytes = Array(try Data(contentsOf: URL(filePath: path)))
    for position in bytes.indices {
      var damaged = bytes
      damaged[position] ^= 1 << (position % 8)
      try write(damaged, to: path)
      let store = open()
      #expect(store.record(Record.self, for: key) == nil)
      #expect(store.problems == [.unusable(path: path)])
      #expect(FileAccess.status(of: path) == nil)
    }
    for count in bytes.indices {
      try write(Array(bytes.prefix(count)), to: path)
      #expect(open().record(Record.self, for: key) == nil)
    }
    try write(bytes + [0], to: path)
    #expect(open().record(Record.self, for: key) == nil)
    try write(bytes, to: path)
    #expect(open().record(Record.self, for: key) == record)
  }

  @Test func aRecordInAnotherOnesPlaceIsAMiss() throws {
    let store = open()
    store.save(record, for: key)
    let path = try #require(files("records").first)
    let other = Digest(of: "other")
    store.save(record, for: other)
    let otherPath = try #require(files("records").first { $0 != path })
    try write(Array(try Data(contentsOf: URL(filePath: path))), to: otherPath)
    #expect(store.record(Record.self, for: other) == nil)
    #expect(store.record(Record.self, for: key) == record)
  }

  @Test func aRecordOfAnotherTypeIsAMiss() {
    open().save(["a": 1], for: key)
    let store = open()
    #expect(store.record(Record.self, for: key) == nil)
    #expect(store.problems.count == 1)
  }

  @Test func aDamagedBlobIsAMissAndCanBeKeptAgain() throws {
    let store = open()
    let blob = try #require(store.put([1, 2, 3]))
    let path = try #require(store.path(of: blob))
    try write([1, 2, 4], to: path)
    #expect(store.content(of: blob) == nil)
    #expect(FileAccess.status(of: path) == nil)
    store.put([1, 2, 3])
    try write([1, 2], to: path)
    #expect(store.path(of: blob) == nil)
    store.put([1, 2, 3])
    #expect(store.content(of: blob) == [1, 2, 3])
    #expect(store.problems == [.unusable(path: path)])
  }

  @Test func aFolderInAFilesPlaceIsAMiss() throws {
    let store = open()
    store.save(record, for: key)
    let path = try #require(files("records").first)
    unlink(path)
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    #expect(store.record(Record.self, for: key) == nil)
    #expect(!store.save(record, for: key))
    #expect(files("temporary").isEmpty)
  }

  @Test func whatCannotBeWrittenIsNotKept() throws {
    try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
    // Not a folder.
    try write([], to: root + "/cache")
    let store = open()
    #expect(store.put([1]) == nil)
    #expect(!store.save(record, for: key))
    #expect(store.record(Record.self, for: key) == nil)
    store.trim(to: 0)
    #expect(store.problems.count == 1)
    guard case .unwritable = store.problems.first else {
      Issue.record("no word of what could not be written")
      return
    }
  }

  // MARK: Size

  @Test func theLeastRecentlyUsedGoFirst() throws {
    let store = open()
    let blobs = try (0..<10).map { number in
      try #require(store.put([UInt8](repeating: UInt8(number), count: 1000)))
    }
    for (number, blob) in blobs.enumerated() {
      age([try #require(store.path(of: blob))], hours: 100 - number)
    }
    // Using it makes it young.
    #expect(open().path(of: blobs[0]) != nil)
    open().trim(to: 5000)
    let left = blobs.map { store.path(of: $0) != nil }
    #expect(left == [true, false, false, false, false, false, false, true, true, true])
  }

  @Test func whatMayBeInUseGoesOnlyIfItHasTo() throws {
    let store = open()
    let blobs = try (0..<10).map { number in
      try #require(store.put([UInt8](repeating: UInt8(number), count: 1000)))
    }
    store.trim(to: 9500)
    #expect(blobs.count { store.path(of: $0) != nil } == 9)
    store.trim(to: 0)
    #expect(blobs.allSatisfy { store.path(of: $0) == nil })
  }

  @Test func aSmallStoreIsLeftAlone() throws {
    let store = open()
    store.save(record, for: key)
    store.trim(to: 1_000_000)
    #expect(store.record(Record.self, for: key) == record)
    // Counted once; what is written later is added.
    let file = "\(root)/cache/v\(Store.version)/blobs/00/foreign"
    try FileAccess.makeFolder(of: file)
    try write([UInt8](repeating: 0, count: 2_000_000), to: file)
    age([file], hours: 3)
    store.trim(to: 1_000_000)
    #expect(FileAccess.status(of: file) != nil)
    store.put([UInt8](repeating: 0, count: 1_000_000))
    store.trim(to: 1_000_000)
    #expect(FileAccess.status(of: file) == nil)
  }

  @Test func leftoversGo() throws {
    let store = open()
    store.put([1])
    let (old, young) = (store.temporaryPath(), store.temporaryPath())
    try write([1], to: old)
    try write([1], to: young)
    age([old], hours: 2)
    try FileManager.default.createDirectory(
      atPath: "\(root)/cache/v0/blobs", withIntermediateDirectories: true)
    store.trim(to: 1_000_000)
    #expect(files("temporary") == [young])
    #expect(FileAccess.status(of: "\(root)/cache/v0") == nil)
  }

  @Test func cleaningLeavesNothing() {
    let store = open()
    store.save(record, for: key)
    #expect(store.clean() == nil)
    #expect(FileAccess.status(of: root + "/cache") == nil)
    #expect(store.clean() == nil)
    #expect(store.record(Record.self, for: key) == nil)
    #expect(store.save(record, for: key))
  }
}
