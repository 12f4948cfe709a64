import Datasets
import Foundation
import Tensors
import Testing

/// Where a file of `Fixtures` is.
func fixturePath(_ name: String) -> String {
  URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/\(name)").path
}

/// The contents of a JSON file in `Fixtures`.
func fixture<Contents: Decodable>(_ name: String, as _: Contents.Type = Contents.self) throws
  -> Contents
{
  try JSONDecoder().decode(
    Contents.self, from: Data(contentsOf: URL(filePath: fixturePath(name))))
}

/// A tensor in a fixture.
struct TensorFixture: Decodable {
  let shape: [Int]
  let scalars: [Float]

  var tensor: Tensor { Tensor(scalars, shape: Shape(shape)) }
}

/// Expects that a tensor has the shape of `expected` and that elements differ by `tolerance` at most,
/// or by so much of the largest one if that is above 1.
func expectClose(
  _ actual: Tensor, _ expected: TensorFixture, tolerance: Float = 5e-6, _ comment: Comment? = nil,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(actual.shape == Shape(expected.shape), comment, sourceLocation: sourceLocation)
  guard actual.shape == Shape(expected.shape) else { return }
  let difference = zip(actual.scalars, expected.scalars).map { abs($0 - $1) }
  let limit = tolerance * max(1, expected.scalars.map(abs).max() ?? 0)
  #expect(difference.allSatisfy { $0 <= limit }, comment, sourceLocation: sourceLocation)
}

/// Expects two numbers that are both NaN or differ by `tolerance` at most.
func expectClose(
  _ actual: Double, _ expected: Double, tolerance: Double = 1e-9, _ comment: Comment? = nil,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  let isClose = actual.isNaN ? expected.isNaN : abs(actual - expected) <= tolerance
  #expect(
    isClose, "\(actual), expected \(expected); \(comment ?? "")", sourceLocation: sourceLocation)
}

/// Elements by the rule of `scripts/fixtures/zoo-outputs`.
func pattern(_ shape: Shape, _ index: Int, scale: Double, offset: Double = 0) -> Tensor {
  Tensor(shape: shape) { elements in
    for i in elements.indices {
      let step = (i * 7919 + index * 104_729) % 1009
      elements[i] = Float((Double(step) / 1009 - 0.5) * scale + offset)
    }
  }
}

/// A folder that goes away with its last reference.
final class TemporaryFolder: Sendable {
  let path: String

  init() throws {
    let url = FileManager.default.temporaryDirectory.appending(path: "vision-\(UUID().uuidString)")
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
  } catch {
    return "\(error)".split(separator: "/").last.map(String.init)
  }
}
