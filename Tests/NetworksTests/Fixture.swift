import Foundation
import Tensors
import Testing

/// The contents of a JSON file in `Fixtures`.
func fixture<Contents: Decodable>(_ name: String, as _: Contents.Type = Contents.self) throws
  -> Contents
{
  let file = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "Fixtures/\(name)")
  return try JSONDecoder().decode(Contents.self, from: Data(contentsOf: file))
}

/// A tensor in a fixture; indices and masks are numbers there, too.
struct TensorFixture: Decodable {
  let shape: Shape
  let scalars: [Float]

  private enum CodingKeys: CodingKey {
    case shape, scalars
  }

  init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    shape = Shape(try values.decode([Int].self, forKey: .shape))
    scalars = try values.decode([Float].self, forKey: .scalars)
  }

  var tensor: Tensor { Tensor(scalars, shape: shape) }
}

/// Expects that a tensor has the shape of `expected` and that elements differ by `tolerance` at most,
/// or by so much of the largest one if that is above 1.
func expectClose(
  _ actual: Tensor?, _ expected: TensorFixture, tolerance: Float = 5e-6,
  _ comment: Comment? = nil, sourceLocation: SourceLocation = #_sourceLocation
) {
  guard let actual, actual.shape == expected.shape else {
    Issue.record(
      "shape \(actual?.shape.description ?? "none"), expected \(expected.shape); \(comment ?? "")",
      sourceLocation: sourceLocation)
    return
  }
  let difference = zip(actual.scalars, expected.scalars).map { abs($0 - $1) }
  let limit = tolerance * max(1, expected.scalars.map(abs).max() ?? 0)
  #expect(difference.allSatisfy { $0 <= limit }, comment, sourceLocation: sourceLocation)
}
