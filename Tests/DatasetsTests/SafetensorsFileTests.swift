import Foundation
import Tensors
import Testing

@testable import Datasets

struct SafetensorsFileTests {
  private let folder = try! TemporaryFolder()

  private struct Expected: Decodable {
    let shape: [Int]
    /// Of a float, the pattern of its 32 bits.
    let bits: [Int]
  }

  @Test func readsWhatTheReferenceImplementationWrites() throws {
    let file = try SafetensorsFile(fixture("numbers.safetensors"))
    let expected = try JSONDecoder().decode(
      [String: Expected].self, from: Data(contentsOf: fixtures.appending(path: "numbers.json")))
    #expect(file.names == expected.keys.sorted())
    #expect(file.metadata == ["format": "pt", "a": "b\n"])
    for (name, expected) in expected {
      let tensor = try file.tensor(name)
      #expect(tensor.shape.dimensions == expected.shape, "\(name)")
      #expect(file.shape(of: name) == tensor.shape)
      let bits =
        switch tensor.dtype {
        case .float32: tensor.scalars.map { Int($0.bitPattern) }
        case .int32: tensor.int32Scalars.map { Int($0) }
        case .bool: tensor.boolScalars.map { $0 ? 1 : 0 }
        }
      #expect(bits == expected.bits, "\(name)")
    }
    #expect(try file.tensors().count == expected.count)
  }

  private let tensors = [
    "b": Tensor([1, -2.5] as [Float], shape: [2]),
    "a": Tensor([true, false, true], shape: [3]),
    "z": Tensor([] as [Float], shape: [2, 0]),
    "layers.0.weight": Tensor([0.5, 0.25] as [Float], shape: [2, 1]),
    "index": Tensor([7, -7] as [Int32], shape: [2]),
  ]

  @Test func writesTheBytesOfTheReferenceImplementation() throws {
    let path = folder.path + "/x.safetensors"
    for _ in 0..<2 {
      try SafetensorsFile.write(tensors, to: path, metadata: ["epochs": "3"])
      #expect(
        [UInt8](try Data(contentsOf: URL(filePath: path)))
          == (try fixtureBytes("written.safetensors")))
    }
    let read = try SafetensorsFile(path).tensors()
    #expect(read.keys.sorted() == tensors.keys.sorted())
    #expect(read["layers.0.weight"]?.scalars == [0.5, 0.25])
    #expect(read["index"]?.int32Scalars == [7, -7])
    #expect(read["a"]?.boolScalars == [true, false, true])
  }

  @Test func namesAndMetadataMayBeAnyText() throws {
    let path = folder.path + "/x.safetensors"
    let name = "\"\\/\u{08}\u{0C}\n\r\t\u{01}ü🙂"
    try SafetensorsFile.write(
      [name: Tensor([1] as [Float], shape: [])], to: path, metadata: [name: name])
    let file = try SafetensorsFile(path)
    #expect(file.names == [name])
    #expect(file.metadata == [name: name])
    #expect(try file.tensor(name).scalars == [1])
  }

  private func file(_ header: String, data: Int = 8) throws -> String {
    let length = withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian, Array.init)
    return try folder.write("x", length + header.utf8 + [UInt8](repeating: 2, count: data))
  }

  @Test(arguments: [
    ("[]", "x: byte 8: expected '{'"),
    ("{\"a\":1}", "x: byte 13: expected '{'"),
    ("{\"a\":{\"dtype\":\"F32\"}}", "x: byte 13: a tensor needs dtype, shape and data_offsets"),
    (
      "{\"a\":{\"dtype\":\"F33\",\"shape\":[2],\"data_offsets\":[0,8]}}",
      "x: byte 27: unknown type 'F33'"
    ),
    (
      "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8],\"b\":1}}",
      "x: byte 65: unknown key 'b'"
    ),
    (
      "{\"a\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,8]}}",
      "x: byte 13: F32[3] does not take 8 bytes"
    ),
    (
      "{\"a\":{\"dtype\":\"F32\",\"shape\":[4611686018427387904,4],\"data_offsets\":[0,8]}}",
      "x: byte 13: F32[4611686018427387904, 4] does not take 8 bytes"
    ),
    (
      "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,0]}}",
      "x: byte 13: data_offsets [8, 0] are no range"
    ),
    (
      "{\"a\":{\"dtype\":\"F32\",\"shape\":[-2],\"data_offsets\":[0,8]}}",
      "x: byte 37: not an integer from 0 to 9223372036854775807"
    ),
    (
      "{\"a\":{\"dtype\":\"F32\",\"shape\":[99999999999999999999],\"data_offsets\":[0,8]}}",
      "x: byte 37: not an integer from 0 to 9223372036854775807"
    ),
    (
      """
      {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},\
      "a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}
      """, "x: byte 62: 'a' occurs twice"
    ),
    (
      """
      {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},\
      "b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}
      """,
      "x: tensor 'b' begins at 4 of the data, expected 8: tensors must neither overlap nor leave gaps"
    ),
    (
      "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}",
      "x: tensor 'a' begins at 4 of the data, expected 0: tensors must neither overlap nor leave gaps"
    ),
    (
      "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}",
      "x: 8 bytes of data, the header describes 4"
    ),
    (
      "{\"a\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[0,16]}}",
      "x: 8 bytes of data, the header describes 16"
    ),
    ("{\"a\\uD800\":1}", "x: byte 13: half a surrogate pair"),
    ("{\"a", "x: byte 9: a string is never closed"),
    ("{} x", "x: byte 11: text behind the end"),
  ])
  func refusesHeaders(header: String, problem: String) throws {
    let path = try file(header)
    #expect(DatasetsTests.problem { _ = try SafetensorsFile(path) } == problem)
  }

  @Test func refusesSizesOfHeadersBeforeAllocating() throws {
    let large = try folder.write("x", [255, 255, 255, 255, 255, 255, 255, 255, 123, 125])
    #expect(
      problem { _ = try SafetensorsFile(large) }
        == "x: byte 0: a header of 9223372036854775807 bytes in a file of 10")
    let empty = try folder.write("x", [1, 2])
    #expect(
      problem { _ = try SafetensorsFile(empty) } == "x: byte 2: the file ends 6 bytes too early")
  }

  @Test func refusesValuesThatDoNotFit() throws {
    func problem(_ type: String, _ count: Int) throws -> String? {
      let path = try file(
        "{\"a\":{\"dtype\":\"\(type)\",\"shape\":[\(count)],\"data_offsets\":[0,8]}}")
      return DatasetsTests.problem { _ = try SafetensorsFile(path).tensor("a") }
    }
    #expect(
      try problem("I64", 1)
        == "x: byte 62: tensor 'a' has the value 144680345676153346, which does not fit Int32")
    #expect(
      try problem("BOOL", 8)
        == "x: byte 63: tensor 'a' has the value 2, which is neither true nor false")
    #expect(
      try problem("F64", 1) == "x: byte 62: tensor 'a' is of type F64, which is not supported")
    #expect(
      DatasetsTests.problem {
        _ = try SafetensorsFile(fixture("numbers.safetensors")).tensor("missing")
      } == "numbers.safetensors: no tensor 'missing'")
  }

  @Test func everyTruncationIsAnError() throws {
    let bytes = try fixtureBytes("written.safetensors")
    for count in bytes.indices {
      let path = try folder.write("x", bytes[..<count])
      #expect(throws: DataFileError.self) { try SafetensorsFile(path) }
    }
  }

  @Test func damageIsAnErrorOrTensors() throws {
    for bytes in mutations(of: try fixtureBytes("numbers.safetensors"), count: 3000) {
      let path = try folder.write("x", bytes)
      guard let file = try? SafetensorsFile(path) else { continue }
      for name in file.names {
        guard let tensor = try? file.tensor(name) else { continue }
        #expect(tensor.shape == file.shape(of: name))
      }
    }
  }
}
