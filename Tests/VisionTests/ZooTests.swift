import Foundation
import Networks
import Tensors
import Testing
import Vision

/// torchvision's networks against torchinfo's summaries of them.
struct ZooTests {
  static let networks: [(name: String, make: @Sendable () -> any Layer)] = [
    ("alexnet", { AlexNet() }),
    ("vgg11", { VGG.vgg11() }), ("vgg13", { VGG.vgg13() }),
    ("vgg16", { VGG.vgg16() }), ("vgg19", { VGG.vgg19() }),
    ("resnet18", { ResNet.resnet18() }), ("resnet34", { ResNet.resnet34() }),
    ("resnet50", { ResNet.resnet50() }), ("resnet101", { ResNet.resnet101() }),
    ("resnet152", { ResNet.resnet152() }),
  ]

  @Test(arguments: networks)
  func textEqualsTorchinfo(name: String, make: @Sendable () -> any Layer) throws {
    let text = summary(make(), input: [1, 3, 224, 224]).description
    #expect(try text + "\n" == fixture("summaries/\(name).txt"))
  }

  @Test(arguments: [1, 2, 4])
  func textEqualsTorchinfoAtOtherDepths(depth: Int) throws {
    let text = summary(ResNet.resnet50(), input: [1, 3, 224, 224], depth: depth).description
    #expect(try text + "\n" == fixture("summaries/resnet50-depth-\(depth).txt"))
  }

  @Test(arguments: networks)
  func totalsEqualTorchinfo(name: String, make: @Sendable () -> any Layer) throws {
    let summary = summary(make(), input: [1, 3, 224, 224])
    let row = [
      name, "\(summary.parameters)", "\(summary.multAdds)", "\(summary.forwardBackwardBytes)",
    ]
    let table = try fixture("totals.csv").split(separator: "\n")
    #expect(table.contains { $0 == row.joined(separator: ",") })
  }

  @Test(
    arguments: networks.filter { ["alexnet", "vgg11", "resnet18", "resnet50"].contains($0.name) })
  func parametersAreNamedAsInTorchvision(name: String, make: @Sendable () -> any Layer) throws {
    let rows = make().namedParameters.map { path, parameter in
      let shape = parameter.shape.dimensions.map(String.init).joined(separator: " ")
      return "\(name),\(path),\(shape)"
    }
    let table = try fixture("parameters.csv").split(separator: "\n").map(String.init)
    #expect(rows == table.filter { $0.hasPrefix("\(name),") })
  }

  @Test(arguments: networks)
  func classesAndBatchAreFree(name: String, make: @Sendable () -> any Layer) {
    let model = make()
    let scores = model(.meta([8, 3, 256, 320]))
    #expect(scores.shape == [8, 1000])
  }

  @Test(
    arguments: networks.filter { ["resnet18", "resnet50"].contains($0.name) })
  func outputsEqualTorchvision(name: String, make: @Sendable () -> any Layer) throws {
    let model = make()
    let state = model.stateDictionary.enumerated().map { index, entry in
      (entry.name, weights(entry.name, entry.tensor.shape, index))
    }
    try model.load(Dictionary(uniqueKeysWithValues: state))
    model.eval()
    let scores = noGrad { model(pattern([1, 3, 64, 64], 12345, scale: 2)) }[0, 0..<10]

    let row = try #require(
      fixture("outputs.csv").split(separator: "\n").first { $0.hasPrefix("\(name),") })
    let expected = Tensor(row.split(separator: ",").dropFirst().map { Float($0)! })
    let error = (scores - expected).norm().scalar / expected.norm().scalar
    #expect(error < 1e-4)
  }

  /// The rule of `scripts/fixtures/zoo-outputs`.
  private func weights(_ name: String, _ shape: Shape, _ index: Int) -> Tensor {
    if shape.rank > 1 {
      let inputs = shape.count / shape[0]
      return pattern(shape, index, scale: (12 / Double(inputs)).squareRoot())
    }
    let isNearOne = name.hasSuffix("running_var") || name.hasSuffix("weight")
    return pattern(shape, index, scale: 0.2, offset: isNearOne ? 1 : 0)
  }

  private func fixture(_ path: String) throws -> String {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "Fixtures/\(path)")
    return try String(contentsOf: file, encoding: .utf8)
  }
}
