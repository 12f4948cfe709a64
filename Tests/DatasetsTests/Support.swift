import Datasets
import Foundation
import Tensors
import Testing

let fixtures = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures")

func fixture(_ name: String) -> String { fixtures.appending(path: name).path }

func fixtureBytes(_ name: String) throws -> [UInt8] {
  [UInt8](try Data(contentsOf: fixtures.appending(path: name)))
}

/// A folder that goes away with its last reference.
final class TemporaryFolder: Sendable {
  let path: String

  init() throws {
    let url = FileManager.default.temporaryDirectory.appending(
      path: "datasets-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    path = url.path
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Writes a file, and the folders above it, and returns its path.
  @discardableResult func write(_ name: String, _ bytes: some Sequence<UInt8>) throws -> String {
    let url = URL(filePath: path).appending(path: name)
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: url)
    return url.path
  }
}

/// The text of the error that `body` throws, without the folder that the file lies in.
func problem(_ body: () throws -> Void) -> String? {
  do {
    try body()
    return nil
  } catch let error as DataFileError {
    return error.description.split(separator: "/").last.map(String.init)
  } catch {
    return "\(error)"
  }
}

/// What damage does to a valid file: each mutation is the file with a few bytes changed, cut off,
/// repeated or put in, always the same ones.
func mutations(of bytes: [UInt8], count: Int) -> some Sequence<[UInt8]> {
  var generator = SeededRandomNumberGenerator(seed: 4)
  return (0..<count).lazy.map { _ in
    var mutated = bytes
    for _ in 0...Int.random(in: 0...3, using: &generator) where !mutated.isEmpty {
      let index = Int.random(in: mutated.indices, using: &generator)
      switch Int.random(in: 0..<6, using: &generator) {
      case 0: mutated[index] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
      case 1: mutated[index] = .random(in: 0...255, using: &generator)
      case 2: mutated[index] = [0, 0x7F, 0x80, 0xFF].randomElement(using: &generator)!
      case 3: mutated.removeSubrange(index...)
      case 4: mutated.insert(.random(in: 0...255, using: &generator), at: index)
      default: mutated += mutated[index...].prefix(20)
      }
    }
    return mutated
  }
}
