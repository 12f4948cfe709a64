import Testing

@testable import Datasets

struct IDXFileTests {
  private let folder = try! TemporaryFolder()

  @Test(arguments: ["digits.idx", "digits.idx.gz", "members.idx.gz"])
  func readsPlainAndCompressedFiles(name: String) throws {
    let file = try IDXFile(fixture(name), rank: 3)
    #expect(file.dimensions == [4, 3, 2])
    #expect(file.bytes == Array(0..<24))
  }

  @Test func saysWhatIsWrong() throws {
    let valid = try fixtureBytes("digits.idx")
    func problem(_ bytes: [UInt8], rank: Int = 3) throws -> String? {
      let path = try folder.write("x", bytes)
      return DatasetsTests.problem { _ = try IDXFile(path, rank: rank) }
    }
    #expect(try problem([]) == "x: byte 0: the file ends 4 bytes too early")
    #expect(try problem([80, 75] + valid) == "x: byte 0: not an IDX file: it begins with [80, 75]")
    #expect(
      try problem([0, 0, 13] + valid[3...])
        == "x: byte 2: items of type 13, expected bytes (type 8)")
    #expect(try problem(valid, rank: 1) == "x: byte 3: 3 dimensions, expected 1")
    #expect(
      try problem(valid.dropLast(2))
        == "x: byte 4: 4×3×2 items are more than the 22 that are possible")
    #expect(try problem(valid + [0]) == "x: byte 40: more bytes than expected")
    // The product of these sizes does not fit 64 bits.
    #expect(
      try problem(valid[..<4] + [UInt8](repeating: 255, count: 12))
        == "x: byte 4: 4294967295×4294967295×4294967295 items are more than the 0 that are possible"
    )
  }

  @Test func neverUnpacksMoreThanTheLimit() throws {
    #expect(
      problem { _ = try IDXFile(fixture("digits.idx.gz"), rank: 3, limit: 23) }
        == "digits.idx.gz: byte 4: 4×3×2 items are more than the 23 that are possible")
  }

  @Test(arguments: ["digits.idx", "digits.idx.gz", "members.idx.gz"])
  func everyTruncationIsAnError(name: String) throws {
    let bytes = try fixtureBytes(name)
    for count in bytes.indices {
      let path = try folder.write("x", bytes[..<count])
      #expect(throws: DataFileError.self) { try IDXFile(path, rank: 3) }
    }
  }

  @Test(arguments: ["digits.idx", "digits.idx.gz", "members.idx.gz"])
  func damageIsAnErrorOrChangesItems(name: String) throws {
    for bytes in mutations(of: try fixtureBytes(name), count: 1500) {
      let path = try folder.write("x", bytes)
      guard let file = try? IDXFile(path, rank: 3) else { continue }
      #expect(file.bytes.count == file.dimensions.reduce(1, *))
    }
  }

  @Test func aFolderOrAMissingFileIsAnError() {
    #expect(problem { _ = try IDXFile("/tmp", rank: 1) } == "tmp: not an ordinary file")
    #expect(
      problem { _ = try IDXFile("/nowhere/x", rank: 1) } == "x: No such file or directory")
  }
}

struct CIFARFileTests {
  private let folder = try! TemporaryFolder()

  private func record(_ labels: [UInt8], _ first: UInt8) -> [UInt8] {
    labels + (0..<CIFARFile.imageBytes).map { first &+ UInt8(truncatingIfNeeded: $0) }
  }

  @Test func readsRecordsOfBothKinds() throws {
    let ten = [
      try folder.write("a", record([3], 0) + record([9], 7)), try folder.write("b", record([0], 1)),
    ]
    let file = try CIFARFile(ten, .cifar10)
    #expect(file.labels == [3, 9, 0])
    #expect(file.pixels.count == 3 * CIFARFile.imageBytes)
    #expect(file.pixels[CIFARFile.imageBytes] == 7)
    let hundred = try CIFARFile([try folder.write("c", record([1, 99], 2))], .cifar100)
    #expect(hundred.labels == [99])
    #expect(hundred.pixels[0] == 2)
  }

  @Test func saysWhatIsWrong() throws {
    let short = try folder.write("short", record([3], 0) + record([3], 0).dropLast())
    #expect(
      problem { _ = try CIFARFile([short], .cifar10) }
        == "short: byte 3073: a record of 3072 bytes, expected 3073")
    let label = try folder.write("label", record([3], 0) + record([10], 0))
    #expect(
      problem { _ = try CIFARFile([label], .cifar10) }
        == "label: byte 3073: label 10, expected less than 10")
  }
}
