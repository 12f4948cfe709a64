import Foundation
import Testing

@testable import Datasets

struct DownloadTests {
  private typealias Request = DownloadServer.Request

  private static let file = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 * $0 / 3) }
  private let cache = try! TemporaryFolder()
  private let server = DownloadServer(["a": file])

  private var path: String { cache.path + "/cifar-10/a" }

  private static func digest(_ bytes: [UInt8]) -> String {
    let digest = SHA256()
    bytes.withUnsafeBytes { digest.update($0) }
    return digest.finish()
  }

  private func download(_ behaviors: String..., digest: String = digest(file)) -> DatasetDownload {
    DatasetDownload(
      of: .cifar10,
      from: [RemoteFile(name: "a", mirrors: behaviors.map(server.url), digest: .file(digest))])
  }

  private func contents(_ path: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(filePath: path)))
  }

  @Test func aFileArrivesAndIsNotDownloadedAgain() throws {
    var reports: [DatasetDownload.Progress] = []
    for _ in 0..<2 {
      let folder = try download("whole").fetch(into: cache.path) { reports.append($0) }
      #expect(folder == cache.path + "/cifar-10")
      #expect(try contents(path) == Self.file)
    }
    #expect(server.requests == [Request(path: "whole/a", offset: nil)])
    #expect(reports.last?.count == Self.file.count)
    #expect(reports.allSatisfy { $0.total == Self.file.count && $0.file == "a" })
    #expect(try FileManager.default.contentsOfDirectory(atPath: cache.path + "/cifar-10") == ["a"])
  }

  @Test func anInterruptedDownloadGoesOn() throws {
    #expect(throws: DatasetDownload.Failure.self) {
      try download("cut").fetch(into: cache.path) { _ in }
    }
    let half = try contents(path + ".part").count
    #expect(half == Self.file.count / 2)
    var first: DatasetDownload.Progress?
    _ = try download("whole").fetch(into: cache.path) { first = first ?? $0 }
    #expect(try contents(path) == Self.file)
    #expect(server.requests.last == Request(path: "whole/a", offset: half))
    #expect(try #require(first).count > half)
    #expect(first?.total == Self.file.count)
  }

  @Test func theNextMirrorGoesOnWhereOneFailed() throws {
    _ = try download("missing", "cut", "whole").fetch(into: cache.path) { _ in }
    #expect(try contents(path) == Self.file)
    #expect(
      server.requests == [
        Request(path: "missing/a", offset: nil), Request(path: "cut/a", offset: nil),
        Request(path: "whole/a", offset: Self.file.count / 2),
      ])
  }

  @Test func aServerWithoutRangesSendsAllOfItAgain() throws {
    try cache.write("cifar-10/a.part", Self.file.prefix(1000))
    _ = try download("rangeless").fetch(into: cache.path) { _ in }
    #expect(try contents(path) == Self.file)
  }

  @Test func aDamagedPartIsDownloadedAgain() throws {
    try cache.write("cifar-10/a.part", [UInt8](repeating: 7, count: 1000))
    _ = try download("whole").fetch(into: cache.path) { _ in }
    #expect(try contents(path) == Self.file)
    #expect(server.requests.map(\.offset) == [1000, nil])
  }

  @Test func aCompletePartIsOnlyChecked() throws {
    try cache.write("cifar-10/a.part", Self.file)
    _ = try download("whole").fetch(into: cache.path) { _ in }
    #expect(try contents(path) == Self.file)
    #expect(server.requests.map(\.offset) == [Self.file.count])
  }

  @Test func aFileThatIsThereButDamagedIsReplaced() throws {
    try cache.write("cifar-10/a", Self.file.dropLast())
    _ = try download("whole").fetch(into: cache.path) { _ in }
    #expect(try contents(path) == Self.file)
  }

  @Test func redirectionsAreFollowed() throws {
    _ = try download("moved").fetch(into: cache.path) { _ in }
    #expect(try contents(path) == Self.file)
  }

  @Test func damageIsNoticedAndSaid() throws {
    let problem = problem {
      _ = try download("damaged", "missing").fetch(into: cache.path) { _ in }
    }
    #expect(
      problem?.contains(
        "a could not be downloaded: \(server.url("damaged"))a: not the expected file: its SHA-256 is "
      ) == true)
    #expect(problem?.contains("\(server.url("missing"))a: ") == true)
    #expect(problem?.hasSuffix("404") == true)
    #expect(try FileManager.default.contentsOfDirectory(atPath: cache.path + "/cifar-10") == [])
  }

  @Test func aServerThatIsNotThereIsSaid() {
    let nowhere = DatasetDownload(
      of: .mnist,
      from: [
        RemoteFile(name: "a", mirrors: ["http://127.0.0.1:1/", "file:///etc/"], digest: .file(""))
      ])
    let problem = problem { _ = try nowhere.fetch(into: cache.path) { _ in } }
    #expect(problem?.contains("http://127.0.0.1:1/a: Failed to connect") == true)
    #expect(problem?.contains("file:///etc/a: Protocol \"file\" not supported") == true)
  }

  @Test func twoDownloadsOfOneFileExcludeEachOther() throws {
    try cache.write("cifar-10/b", [])
    let first = try PartialFile(for: path) { _, _ in }
    #expect(first.count == 0)
    #expect(
      problem { _ = try download("whole").fetch(into: cache.path) { _ in } }
        == "a.part: another download is writing it")
  }

  @Test func compressedFilesAreCheckedByTheirContents() throws {
    let server = DownloadServer(["digits.idx.gz": try fixtureBytes("digits.idx.gz")])
    let file = RemoteFile(
      name: "digits.idx.gz", mirrors: [server.url("whole")],
      digest: .contents(Self.digest(try fixtureBytes("digits.idx"))))
    let folder = try DatasetDownload(of: .mnist, from: [file]).fetch(into: cache.path) { _ in }
    #expect(try IDXFile(folder + "/digits.idx.gz", rank: 3).dimensions == [4, 3, 2])
  }

  @Test func archivesAreUnpackedAndGo() throws {
    let archive = Tar.archive(
      KnownDataset.cifar10.files.map { ("cifar-10-batches-bin/\($0)", Array($0.utf8)) })
    let server = DownloadServer(["x.tar": archive])
    let download = DatasetDownload(
      of: .cifar10,
      from: [
        RemoteFile(
          name: "x.tar", mirrors: [server.url("whole")], digest: .file(Self.digest(archive)))
      ], areArchives: true)
    for _ in 0..<2 {
      let folder = try download.fetch(into: cache.path) { _ in }
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
          == KnownDataset.cifar10.files.sorted())
      #expect(try contents(folder + "/test_batch.bin") == Array("test_batch.bin".utf8))
    }
    #expect(server.requests.count == 1)
  }
}

struct SHA256Tests {
  /// From NIST's examples (csrc.nist.gov), and the empty message.
  @Test(arguments: [
    ("", 1, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", 1, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 1,
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
    ("a", 1_000_000, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"),
  ])
  func digestsEqualTheStandards(text: String, repetitions: Int, digest: String) {
    let bytes = Array(String(repeating: text, count: repetitions).utf8)
    for pieceSize in [1, 55, 64, 100, 1_000_000] {
      let sha256 = SHA256()
      for start in stride(from: 0, to: bytes.count, by: pieceSize) {
        bytes[start..<min(start + pieceSize, bytes.count)].withUnsafeBytes { sha256.update($0) }
      }
      #expect(sha256.finish() == digest)
    }
  }
}
