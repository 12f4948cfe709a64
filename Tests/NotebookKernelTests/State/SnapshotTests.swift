import Foundation
import Testing

@testable import NotebookKernel

/// Files that are damaged, and files that somebody has forged.
@Suite struct SnapshotTests {
  enum Kind {
    case first(String)
    case second([Int])
    case third
  }

  struct Record {
    var name: String
    var kinds: [Kind]
    var table: [String: Double]
    var objects: [Object]
    var anything: [Any]
    var flag: Bool
  }

  final class Object {
    var next: Object?
    var value: Any = 1
  }

  private static func sample() throws -> CapturedValue {
    let object = Object()
    object.value = ["a": object]
    let record = Record(
      name: "a name that is rather long", kinds: [.first("x"), .second([1, 2]), .third],
      table: ["a": 1, "b": 2], objects: [object, Object(), object], anything: [1, "b", Kind.third],
      flag: true)
    return try CapturedValue(record)
  }

  private static func read(_ bytes: [UInt8]) throws {
    try CapturedValue.inTurn {
      _ = try bytes.withUnsafeBytes { try Snapshot.values(in: $0, count: 1) }
    }
  }

  @Test func wholeOnesAreRead() throws {
    let record: Record = try Self.sample().restored()
    #expect(record.objects[0] === record.objects[2] && record.objects[0] !== record.objects[1])
    #expect((record.objects[0].value as? [String: Object])?["a"] === record.objects[0])
  }

  @Test func truncatedOnesAreRefused() throws {
    let bytes = try Self.sample().bytes
    for count in 0..<bytes.count {
      #expect(throws: UnusableSnapshot.self) { try Self.read(Array(bytes[..<count])) }
    }
  }

  @Test func changedOnesAreRefused() throws {
    let bytes = try Self.sample().bytes
    var generator = SplitMix64(state: 1)
    for index in bytes.indices {
      var changed = bytes
      changed[index] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
      #expect(throws: UnusableSnapshot.self) { try Self.read(changed) }
    }
  }

  /// With a seal that fits, content of any kind has to be read without harm.
  @Test func forgedOnesDoNoHarm() throws {
    let bytes = try Self.sample().bytes
    var generator = SplitMix64(state: 2)
    var refused = 0
    for _ in 0..<3000 {
      var forged = bytes
      for _ in 0..<Int.random(in: 1...3, using: &generator) {
        forged[Int.random(in: 17..<bytes.count - 48, using: &generator)] = .random(
          in: 0...255, using: &generator)
      }
      Snapshot.seal(&forged)
      do {
        try Self.read(forged)
      } catch is UnusableSnapshot {
        refused += 1
      }
    }
    #expect(refused > 1000)
  }

  @Test func missingFiles() {
    #expect(throws: UnusableSnapshot.self) {
      try Snapshot.values(inFile: "/nonexistent/x.state", count: 1)
    }
  }

  @Test func largeStatesAreDigestedAndNotWritten() throws {
    let folder = NSTemporaryDirectory() + "state-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let values = [Double](repeating: 1, count: 10_000)
    let (small, large) = try CapturedValue.inTurn {
      try withUnsafePointer(to: values) {
        let root = ("x", [Double].self as Any.Type, UnsafeRawPointer($0))
        return (
          try Snapshot(of: [root], in: folder, sizeLimit: 1000),
          try Snapshot(of: [root], in: folder, sizeLimit: 100_000)
        )
      }
    }
    #expect(small.file == nil && small.digest == large.digest)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder) == [#require(large.file).name])
  }
}

extension Snapshot {
  /// Gives content the seal that a capture would give it.
  fileprivate static func seal(_ bytes: inout [UInt8]) {
    func number(_ offset: Int) -> Int {
      Int(bytes[offset..<offset + 8].reversed().reduce(0) { $0 << 8 | UInt64($1) })
    }
    let header = 17
    let footer = bytes.count - 48
    let count = number(footer)
    let sink = StateSink()
    sink.write(bytes[header..<header + count])
    let outer = StateSink()
    outer.write(bytes[..<header])
    outer.write(sink.finish())
    outer.write(bytes[footer..<footer + 8])
    outer.write(bytes[header + count..<footer])
    bytes.replaceSubrange((footer + 16)..., with: outer.finish())
  }
}
