import Foundation
import Networks
import Tensors
import Testing
import Vision

/// The parts of style transfer, as PyTorch computes them.
struct StyleTests {
  @Test func valuesAndGradientsEqualPyTorch() throws {
    let functions = ["gramMatrix": gramMatrix, "totalVariation": totalVariation]
    let cases = try fixture("Style/losses.json", as: [LossFixture].self)
    #expect(Set(cases.map(\.function)) == Set(functions.keys))
    for fixture in cases {
      let function = try #require(functions[fixture.function])
      let x = fixture.x.tensor.requiringGradient()
      let y = function(x)
      #expect(y.isClose(to: fixture.y.tensor, absolute: 1e-6), "\(fixture.function)")
      let gradient = gradient(
        of: y, withRespectTo: x, gradient: fixture.outputGradient.tensor)
      #expect(
        gradient.isClose(to: fixture.inputGradient.tensor, absolute: 1e-6), "\(fixture.function)")
      #expect(function(.meta(x.shape)).shape == y.shape)
    }
  }

  @Test func featuresEqualPyTorch() throws {
    let network = VGG16Features()
    let state = network.stateDictionary.enumerated().map { index, entry in
      let inputs = entry.tensor.count / entry.tensor.shape[0]
      let scale = entry.tensor.rank > 1 ? (12 / Double(inputs)).squareRoot() : 0.2
      return (entry.name, pattern(entry.tensor.shape, index, scale: scale))
    }
    #expect(state.map(\.0).prefix(3) == ["conv1_1.weight", "conv1_1.bias", "conv1_2.weight"])
    try network.load(Dictionary(uniqueKeysWithValues: state))
    let features = noGrad { network(pattern([1, 3, 32, 32], 12345, scale: 1, offset: 0.5)) }
    let cases = try fixture("Style/features.json", as: [FeatureFixture].self)
    #expect(Set(cases.map(\.layer)) == Set(features.keys))
    for fixture in cases {
      let feature = try #require(features[fixture.layer])
      let scale = Float(fixture.mean)
      #expect(abs(feature.mean().scalar / scale - 1) < 1e-4, "\(fixture.layer)")
      let first = feature[0, .all, 3, 2][0..<10]
      #expect(
        first.isClose(to: fixture.first.tensor, absolute: 1e-4 * scale), "\(fixture.layer)")
    }
  }
}

private struct LossFixture: Decodable {
  let function: String
  let x, y, outputGradient, inputGradient: TensorFixture
}

private struct FeatureFixture: Decodable {
  let layer: String
  let first: TensorFixture
  let mean: Double
}
