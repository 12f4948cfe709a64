import Networks
import Tensors
import Testing
import Vision

/// Neurons, parameters and operations that are known from the papers or worked out by hand.
struct ReferenceFiguresTests {
  @Test func originalAlexNetLayerByLayer() {
    let summary = summary(OriginalAlexNet(), input: [1, 3, 227, 227])
    let neurons = summary.layers.filter { $0.neurons > 0 }
    #expect(
      neurons.map(\.name)
        == ["input", "conv1", "conv2", "conv3", "conv4", "conv5", "fc6", "fc7", "fc8"])
    #expect(
      neurons.map(\.neurons)
        == [154_587, 290_400, 186_624, 64_896, 64_896, 43_264, 4_096, 4_096, 1_000])
    #expect(
      neurons.map(\.parameters)
        == [0, 34_944, 307_456, 885_120, 663_936, 442_624, 37_752_832, 16_781_312, 4_097_000])
    #expect(
      neurons.map(\.kernelText) == [
        "", "96×11×11×3", "256×5×5×48", "384×3×3×256", "384×3×3×192", "256×3×3×192", "4096×9216",
        "4096×4096", "1000×4096",
      ])
    #expect(summary.neurons == 813_859)
    #expect(summary.neurons - summary.input.neurons == 659_272)
    #expect(summary.parameters == 60_965_224)
  }

  @Test func originalAlexNetEndsInProbabilities() throws {
    let prob = try #require(summary(OriginalAlexNet(), input: [1, 3, 227, 227]).layers.last)
    #expect(prob.name == "prob")
    #expect(prob.operations.exponentials == 1_000)
  }

  /// The figures of a network for `[1, 3, 224, 224]`; operations in convolutions and linear layers.
  struct Figures: Sendable {
    let make: @Sendable () -> any Layer
    let parameters, neurons, multiplications, additions, multAdds, forwardBackwardBytes: Int
    /// What torchinfo of 2020 gave as mult-adds.
    let multAddsOf2020: Int
  }

  static let figures = [
    Figures(
      make: { AlexNet() }, parameters: 61_100_840, neurons: 644_712,
      multiplications: 714_188_480, additions: 714_188_480, multAdds: 714_682_664,
      forwardBackwardBytes: 3_953_472, multAddsOf2020: 775_278_976),
    Figures(
      make: { VGG.vgg19() }, parameters: 143_667_240, neurons: 15_011_816,
      multiplications: 19_632_062_464, additions: 19_632_062_464, multAdds: 19_646_923_752,
      forwardBackwardBytes: 118_890_304, multAddsOf2020: 19_775_715_008),
    Figures(
      make: { ResNet.resnet152() }, parameters: 60_192_808, neurons: 22_705_640,
      multiplications: 11_513_626_624, additions: 11_491_072_512, multAdds: 11_513_779_048,
      forwardBackwardBytes: 360_873_792, multAddsOf2020: 11_632_592_320),
  ]

  @Test(arguments: figures)
  func torchvisionNetworks(figures: Figures) {
    let summary = summary(figures.make(), input: [1, 3, 224, 224])
    #expect(summary.parameters == figures.parameters)
    #expect(summary.trainableParameters == figures.parameters)
    #expect(summary.neurons == figures.neurons)
    #expect(summary.multAdds == figures.multAdds)
    #expect(summary.inputBytes == 602_112)
    #expect(summary.forwardBackwardBytes == figures.forwardBackwardBytes)
    #expect(summary.parameterBytes == 4 * figures.parameters)

    let weighted = summary.layers.filter { $0.kernel != nil }
    let operations = weighted.reduce(.zero) { $0 + $1.operations }
    #expect(operations.multiplications == figures.multiplications)
    #expect(operations.additions == figures.additions)
  }

  /// In 2020 torchinfo counted a convolution's weights once for each position, and the weights of
  /// all other modules once, even of those that only hold others. That gave 775.28 M, 19.78 G and
  /// 11.63 G.
  @Test(arguments: figures)
  func multAddsOf2020(figures: Figures) {
    let rows = summary(figures.make(), input: [1, 3, 224, 224]).rows.dropFirst()
    let multAdds = rows.reduce(0) { sum, row in
      sum + (row.kernel == nil ? row.weights : row.operations.multiplications)
    }
    #expect(multAdds == figures.multAddsOf2020)
  }
}
