import Foundation
import Synchronization
import Testing

@testable import NotebookKernel

/// A value's state, captured into a file as a kernel does it.
struct CapturedValue {
  let digest: String
  private let file: String

  /// A kernel has one thread that captures and restores.
  private static let turn = Mutex(())

  /// - Throws: ``OpaqueState`` if the state can't be captured.
  init<Value>(_ value: Value, name: String = "x") throws {
    self = try withUnsafePointer(to: value) {
      try CapturedValue([(name, Value.self, UnsafeRawPointer($0))])
    }
  }

  init(_ roots: [StateWriter.Root]) throws {
    let folder = NSTemporaryDirectory() + "state-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let snapshot = try Self.inTurn { try Snapshot(of: roots, in: folder, sizeLimit: .max) }
    digest = snapshot.digest
    file = folder + "/" + (try #require(snapshot.file).name)
  }

  static func inTurn<Result>(_ body: () throws -> Result) rethrows -> Result {
    try turn.withLock { _ in
      nonisolated(unsafe) let result = try body()
      return result
    }
  }

  var bytes: [UInt8] { Array(FileManager.default.contents(atPath: file) ?? Data()) }

  /// The value, made again.
  func restored<Value>(as _: Value.Type = Value.self) throws -> Value {
    let values = try Self.inTurn { try Snapshot.values(inFile: file, count: 1) }
    try #require(values[0].type == TypeMetadata(Value.self))
    return values[0].place.assumingMemoryBound(to: Value.self).move()
  }

  func restored<First, Second>(as _: (First, Second).Type) throws -> (First, Second) {
    let values = try Self.inTurn { try Snapshot.values(inFile: file, count: 2) }
    return (
      values[0].place.assumingMemoryBound(to: First.self).move(),
      values[1].place.assumingMemoryBound(to: Second.self).move()
    )
  }
}

/// Captures a value and makes it again. What is made again has the same digest.
func roundTrip<Value>(_ value: Value, _ location: SourceLocation = #_sourceLocation) throws
  -> Value
{
  let captured = try CapturedValue(value)
  let restored: Value = try captured.restored()
  #expect(try CapturedValue(restored).digest == captured.digest, sourceLocation: location)
  return restored
}

/// Why a value can't be captured.
func obstacle<Value>(_ value: Value, name: String = "x") -> String? {
  do {
    _ = try CapturedValue(value, name: name)
    return nil
  } catch {
    return (error as? OpaqueState)?.reason
  }
}

/// SplitMix64: the same numbers each time.
struct SplitMix64: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
