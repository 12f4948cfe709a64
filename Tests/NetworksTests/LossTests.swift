import Tensors
import Testing

/// Losses and their gradients, as PyTorch gives them.
struct LossTests {
  @Test func valuesAndGradientsEqualPyTorch() throws {
    let cases = try fixture("losses.json", as: [LossFixture].self)
    #expect(Set(cases.map(\.name)) == Set(testedLosses.keys))
    for fixture in cases {
      let reduction = try #require(Reduction(rawValue: fixture.reduction))
      var inputs = fixture.inputs.map(\.tensor)
      for index in fixture.inputGradients.indices {
        inputs[index] = inputs[index].requiringGradient()
      }
      let tested = try #require(testedLosses[fixture.name])
      let loss = tested(inputs, reduction)
      expectClose(loss, fixture.output, "\(fixture.name), \(reduction)")
      let variables = inputs.filter(\.requiresGradient)
      // With and without a graph of its own, a gradient is computed differently.
      for createGraph in [true, false] {
        let found = gradients(
          of: loss, withRespectTo: variables, gradient: fixture.outputGradient.tensor,
          createGraph: createGraph)
        for (gradient, expected) in zip(found, fixture.inputGradients) {
          expectClose(gradient, expected, "\(fixture.name), \(reduction)")
        }
      }
    }
  }

  @Test func emptyBatchesHaveNoMean() {
    #expect(mseLoss(.zeros([0, 3]), .zeros([0, 3])).scalar.isNaN)
    #expect(mseLoss(.zeros([0, 3]), .zeros([0, 3]), reduction: .sum).scalar == 0)
    #expect(crossEntropy(.zeros([0, 3]), Tensor([Int32]())).scalar.isNaN)
  }

  /// As in PyTorch, whatever the scores of an ignored sample are.
  @Test func ignoredSamplesHaveNoPart() {
    let x = Tensor([[-.infinity, 0], [0, 0], [.nan, 1]]).requiringGradient()
    let labels = Tensor([Int32(-1), 1, -1])
    for smoothing: Float in [0, 0.5] {
      let loss = crossEntropy(x, labels, ignoreIndex: -1, labelSmoothing: smoothing)
      #expect(abs(loss.scalar - 0.6931472) < 1e-6)
    }
    #expect(crossEntropy(x, labels, ignoreIndex: -1, reduction: .none).scalars[0] == 0)
    let scores = Tensor([[1, 2]]).requiringGradient()
    let nothing = crossEntropy(scores, Tensor([Int32(0)]), ignoreIndex: 0)
    #expect(nothing.scalar.isNaN)
    #expect(gradient(of: nothing, withRespectTo: scores).scalars == [0, 0])
  }

  @Test func metaTensorsHaveMetaLosses() {
    let x = Tensor.meta([4, 3])
    let labels = Tensor.meta([4], dtype: .int32)
    for loss in [mseLoss(x, x), crossEntropy(x, labels), multiMarginLoss(x, labels)] {
      #expect(loss.isMeta && loss.shape == [])
    }
    #expect(crossEntropy(x, labels, ignoreIndex: 0, reduction: .none).shape == [4])
    #expect(countOperations { _ = mseLoss(x, x) }.total == 36)
  }

  @Test func errorsNameShapes() async throws {
    let result = try await #require(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      _ = mseLoss(.zeros([4, 3]), .zeros([4]))
    }
    #expect(
      String(decoding: result.standardErrorContent, as: UTF8.self).contains(
        "mseLoss: input [4, 3] and target [4], expected the same shape"))
  }

  @Test func errorsNameLabels() async throws {
    let result = try await #require(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      _ = crossEntropy(.zeros([2, 3]), Tensor([0, 3] as [Int32]))
    }
    #expect(
      String(decoding: result.standardErrorContent, as: UTF8.self).contains(
        "crossEntropy: index 3 is not in 0..<3"))
  }
}

private struct LossFixture: Decodable {
  let name, reduction: String
  let inputs: [TensorFixture]
  let output, outputGradient: TensorFixture
  let inputGradients: [TensorFixture]
}

private typealias TestedLoss = @Sendable (_ inputs: [Tensor], _ reduction: Reduction) -> Tensor

extension Tensor {
  fileprivate var labels: Tensor { asType(.int32) }
}

/// Every case of `losses.json`.
private let testedLosses: [String: TestedLoss] = [
  "crossEntropy": { crossEntropy($0[0], $0[1].labels, reduction: $1) },
  "crossEntropy of one sample": { crossEntropy($0[0], $0[1].labels, reduction: $1) },
  "crossEntropy of images": { crossEntropy($0[0], $0[1].labels, reduction: $1) },
  "crossEntropy weighted": {
    crossEntropy($0[0], $0[1].labels, weight: $0[2], reduction: $1)
  },
  "crossEntropy ignoring 1": {
    crossEntropy($0[0], $0[1].labels, ignoreIndex: 1, reduction: $1)
  },
  "crossEntropy ignoring -100": {
    crossEntropy($0[0], $0[1].labels, ignoreIndex: -100, reduction: $1)
  },
  "crossEntropy smoothed": {
    crossEntropy($0[0], $0[1].labels, labelSmoothing: 0.1, reduction: $1)
  },
  "crossEntropy with everything": {
    crossEntropy(
      $0[0], $0[1].labels, weight: $0[2], ignoreIndex: 2, labelSmoothing: 0.2, reduction: $1)
  },
  "crossEntropy of probabilities": {
    crossEntropy($0[0], $0[1], weight: $0[2], labelSmoothing: 0.1, reduction: $1)
  },
  "nllLoss": { nllLoss($0[0], $0[1].labels, reduction: $1) },
  "nllLoss of images": { nllLoss($0[0], $0[1].labels, weight: $0[2], reduction: $1) },
  "multiMarginLoss": { multiMarginLoss($0[0], $0[1].labels, reduction: $1) },
  "multiMarginLoss squared": {
    multiMarginLoss($0[0], $0[1].labels, power: 2, margin: 0.7, reduction: $1)
  },
  "mseLoss by target": { mseLoss($0[0], $0[1], reduction: $1) },
  "l1Loss by target": { l1Loss($0[0], $0[1], reduction: $1) },
  "huberLoss": { huberLoss($0[0], $0[1], reduction: $1) },
  "huberLoss of 0.4 by target": { huberLoss($0[0], $0[1], delta: 0.4, reduction: $1) },
  "smoothL1Loss": { smoothL1Loss($0[0], $0[1], reduction: $1) },
  "smoothL1Loss of 0.4 by target": { smoothL1Loss($0[0], $0[1], beta: 0.4, reduction: $1) },
  "hingeLoss": { hingeLoss($0[0], $0[1], reduction: $1) },
  "binaryCrossEntropy by target": { binaryCrossEntropy($0[0], $0[1], reduction: $1) },
  "binaryCrossEntropy at the ends": { binaryCrossEntropy($0[0], $0[1], reduction: $1) },
  "binaryCrossEntropy near the ends": { binaryCrossEntropy($0[0], $0[1], reduction: $1) },
  "binaryCrossEntropy weighted": {
    binaryCrossEntropy($0[0], $0[1], weight: $0[2], reduction: $1)
  },
  "binaryCrossEntropyWithLogits by target": {
    binaryCrossEntropyWithLogits($0[0], $0[1], reduction: $1)
  },
  "binaryCrossEntropyWithLogits far out": {
    binaryCrossEntropyWithLogits($0[0], $0[1], reduction: $1)
  },
  "binaryCrossEntropyWithLogits weighted": {
    binaryCrossEntropyWithLogits(
      $0[0], $0[1], weight: $0[2], positiveWeight: $0[3], reduction: $1)
  },
]
