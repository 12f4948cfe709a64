import Networks
import Tensors
import Testing

/// The statistics of what initialisers draw, and of what layers begin with, as PyTorch's are.
struct InitializerTests {
  @Test func statisticsEqualPyTorch() throws {
    let cases = try fixture("initializers.json", as: [InitializerFixture].self)
    let layers = Set(cases.compactMap(\.layer))
    #expect(layers == Set(testedLayers.keys))
    #expect(Set(cases.filter { $0.layer == nil }.map(\.name)) == Set(testedInitializers.keys))
    for fixture in cases {
      let value = withSeed(1) { drawn(fixture) }
      fixture.expectLike(try #require(value, "\(fixture.name)"))
    }
  }

  private func drawn(_ fixture: InitializerFixture) -> Tensor? {
    guard let layer = fixture.layer else {
      return testedInitializers[fixture.name]?.tensor(fixture.shape)
    }
    let name = fixture.name.dropFirst(layer.count + 1)
    return testedLayers[layer]?().stateDictionary.first { $0.name == name }?.tensor
  }

  @Test(arguments: [[7, 12], [12, 7], [6, 2, 3], [1, 1]])
  func orthogonalMatricesAreOrthogonal(dimensions: [Int]) {
    let matrix = withSeed(1) { Initializer.orthogonal(gain: 2).tensor(Shape(dimensions)) }
      .flattened(from: 1)
    let rows = matrix.shape[0] <= matrix.shape[1]
    let product = rows ? matmul(matrix, matrix.transposed()) : matmul(matrix.transposed(), matrix)
    #expect((product - Tensor.eye(product.shape[0]) * 4).norm().scalar < 1e-5)
  }

  @Test func truncatedNormalStaysWithin() {
    let value = withSeed(1) {
      Initializer.truncatedNormal(standardDeviation: 3, in: -0.5...1).tensor([2000])
    }
    #expect(value.scalars.allSatisfy { (-0.5...1).contains($0) })
    #expect(value.min().scalar < -0.45 && value.max().scalar > 0.95)
  }

  @Test func modulesDrawNewWeights() {
    let model = Sequential {
      Linear(3, 2)
      BatchNorm1d(2)
    }
    let bias = model.parameters[1].value.scalars
    model.initialize(.constant(0.5))
    #expect(model.parameters[0].value.scalars == [Float](repeating: 0.5, count: 6))
    #expect(model.parameters[1].value.scalars == bias)
    #expect(model.parameters[2].value.scalars == [1, 1])
    model.initialize(.zeros) { $0.name.hasSuffix("bias") }
    #expect(model.parameters[1].value.scalars == [0, 0])
  }

  @Test func seedsDecideValues() {
    func weights() -> [Float] {
      withSeed(3) { LSTM(2, 2) }.parameters.flatMap(\.value.scalars)
    }
    #expect(weights() == weights())
  }
}

private struct InitializerFixture: Decodable {
  let name: String
  private let dimensions: [Int]
  private let mean, standardDeviation, lowest, highest: Float

  private enum CodingKeys: String, CodingKey {
    case name, mean, standardDeviation, lowest, highest
    case dimensions = "shape"
  }

  var shape: Shape { Shape(dimensions) }

  /// The layer whose parameter it is.
  var layer: String? {
    let parts = name.split(separator: ".")
    return parts.count > 1 ? String(parts[0]) : nil
  }

  /// Expects the same statistics, as close as so many random numbers allow.
  func expectLike(_ value: Tensor) {
    #expect(value.shape == shape, "\(name)")
    let count = Float(value.count)
    let meanError = 6 * standardDeviation / count.squareRoot() + 1e-6
    #expect(abs(value.mean().scalar - mean) <= meanError, "\(name)")
    guard count > 1 else { return }
    let deviationError = 4 * standardDeviation / count.squareRoot() + 1e-6
    #expect(
      abs(value.standardDeviation().scalar - standardDeviation) <= deviationError, "\(name)")
    // What has a bound comes near to it; the tails of what has none differ.
    let isBounded = (highest - lowest) < 3.6 * standardDeviation
    if isBounded {
      let distance = (highest - lowest) * min(20 / count, 0.2) + 1e-6
      #expect(abs(value.max().scalar - highest) <= distance, "\(name)")
      #expect(abs(value.min().scalar - lowest) <= distance, "\(name)")
    }
  }
}

/// Every initialiser of `initializers.json`.
private let testedInitializers: [String: Initializer] = [
  "constant": .constant(0.3),
  "uniform": .uniform(-0.2..<0.6),
  "normal": .normal(mean: 1, standardDeviation: 0.3),
  "truncatedNormal": .truncatedNormal(mean: 0.1, standardDeviation: 0.5, in: -0.4...0.9),
  "xavierUniform": .xavierUniform(gain: 2),
  "xavierNormal": .xavierNormal(gain: 2),
  "kaimingUniform": .kaimingUniform(slope: 0.2),
  "kaimingNormal": .kaimingNormal(),
  "kaimingNormal by output": .kaimingNormal(slope: 0.1, fan: .output),
  "orthogonal": .orthogonal(gain: 3),
]

/// Every layer of `initializers.json`.
private let testedLayers: [String: @Sendable () -> any Module] = [
  "Linear": { Linear(60, 50) },
  "Conv1d": { Conv1d(24, 16, kernelSize: 5, groups: 2) },
  "Conv2d": { Conv2d(16, 24, kernelSize: 5) },
  "ConvTranspose2d": { ConvTranspose2d(16, 24, kernelSize: 5) },
  "Embedding": { Embedding(80, 50, padding: 3) },
  "RNN": { RNN(40, 50) },
  "GRU": { GRU(40, 50) },
  "LSTM": { LSTM(40, 50) },
  "MultiheadAttention": { MultiheadAttention(64, heads: 4) },
  "BatchNorm2d": { BatchNorm2d(9) },
  "LayerNorm": { LayerNorm(9) },
  "GroupNorm": { GroupNorm(3, 9) },
]
