import Foundation
import Testing

@testable import Datasets

/// Makes archives as tar does.
enum Tar {
  static func archive(_ files: [(name: String, bytes: [UInt8])]) -> [UInt8] {
    files.flatMap { header($0.name, size: $0.bytes.count) + padded($0.bytes) }
      + [UInt8](repeating: 0, count: 1024)
  }

  static func header(_ name: String, size: Int, type: Character = "0") -> [UInt8] {
    var header = [UInt8](repeating: 0, count: 512)
    func put(_ text: String, at offset: Int) {
      header.replaceSubrange(offset..<offset + text.utf8.count, with: text.utf8)
    }
    func octal(_ number: Int, _ digits: Int) -> String {
      let text = String(number, radix: 8)
      return String(repeating: "0", count: digits - text.count) + text
    }
    put(name, at: 0)
    put("0000644", at: 100)
    put(octal(size, 11), at: 124)
    put("ustar\u{0}00", at: 257)
    put("        ", at: 148)
    header[156] = type.asciiValue!
    put(octal(header.reduce(0) { $0 + Int($1) }, 6) + "\u{0} ", at: 148)
    return header
  }

  static func padded(_ bytes: [UInt8]) -> [UInt8] {
    bytes + [UInt8](repeating: 0, count: -bytes.count & 511)
  }
}

struct TarArchiveTests {
  private let folder = try! TemporaryFolder()

  private func extract(_ names: [String], from archive: [UInt8]) throws -> [String: String] {
    let path = try folder.write("x.tar", archive)
    let target = folder.path + "/out"
    try FileManager.default.createDirectory(atPath: target, withIntermediateDirectories: true)
    try TarArchive.extract(names, from: path, into: target)
    return try FileManager.default.contentsOfDirectory(atPath: target).reduce(into: [:]) {
      $0[$1] = try String(contentsOfFile: "\(target)/\($1)", encoding: .utf8)
    }
  }

  private let archive = Tar.archive([
    ("folder/readme", Array("first".utf8)), ("folder/data", Array("second".utf8)),
    ("../../data2", [UInt8](repeating: 65, count: 600)), ("/etc/data3", []),
  ])

  @Test func onlyWhatIsAskedForIsWrittenAndOnlyIntoTheFolder() throws {
    #expect(
      try extract(["data", "data2", "data3"], from: archive)
        == ["data": "second", "data2": String(repeating: "A", count: 600), "data3": ""])
  }

  @Test func linksAndFoldersArePassedOver() throws {
    let links = Tar.header("data", size: 0, type: "2") + Tar.header("data", size: 0, type: "5")
    #expect(try extract(["data"], from: links + archive) == ["data": "second"])
  }

  @Test func saysWhatIsWrong() throws {
    func problem(_ archive: [UInt8]) -> String? {
      DatasetsTests.problem { _ = try extract(["data"], from: archive) }
    }
    #expect(problem(Tar.archive([])) == "x.tar: byte 512: no 'data' in the archive")
    #expect(problem([UInt8](repeating: 1, count: 512)) == "x.tar: byte 0: no header of an archive")
    #expect(
      problem(Tar.header("data", size: 513) + [UInt8](repeating: 0, count: 512))
        == "x.tar: byte 0: a size that the file cannot hold")
    #expect(problem(Array(archive[..<700])) == "x.tar: byte 700: the file ends 324 bytes too early")
  }

  @Test func everyTruncationIsAnError() throws {
    let archive = Tar.archive([("data", Array("second".utf8))])
    for count in 0..<1024 {
      #expect(throws: DataFileError.self) { try extract(["data"], from: Array(archive[..<count])) }
    }
  }

  @Test func damageIsAnErrorOrFiles() throws {
    for bytes in mutations(of: archive, count: 1000) {
      _ = try? extract(["data", "data2"], from: bytes)
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == [
          "out", "x.tar",
        ])
    }
  }
}
