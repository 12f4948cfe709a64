import Foundation
import Networks
import Tensors
import Testing

/// Output shapes and parameters over a random grid of hyperparameters, as PyTorch gives them.
struct LayerShapeTests {
  @Test func shapesAndParametersEqualPyTorch() throws {
    let cases = try LayerCase.all()
    #expect(cases.count == 480)
    for layerCase in cases {
      let layer = try layerCase.layer()
      #expect(layer(.meta(layerCase.input)).shape == layerCase.output, "\(layerCase)")
      #expect(layer.parameters.reduce(0) { $0 + $1.shape.count } == layerCase.parameters)
    }
  }

  @Test func reshapingJoinsDimensions() {
    let x = Tensor.meta([2, 3, 4, 5])
    #expect(x.flattened().shape == [120])
    #expect(x.flattened(from: 1).shape == [2, 60])
    #expect(x.flattened(from: 1, to: 2).shape == [2, 12, 5])
    #expect(x.flattened(from: -2).shape == [2, 3, 20])
    #expect(Flatten()(x).shape == [2, 60])
    #expect(Unflatten(to: [3, 20])(Flatten()(x)).shape == [2, 3, 20])
    #expect(Unflatten(to: [5, 1], dim: -1)(x).shape == [2, 3, 4, 5, 1])
  }

  @Test func linearKeepsLeadingDimensions() {
    #expect(Linear(5, 7)(.meta([5])).shape == [7])
    #expect(Linear(5, 7)(.meta([2, 3, 5])).shape == [2, 3, 7])
  }

  @Test func elementwiseLayersKeepTheShape() {
    let layers: [any Layer] = [
      ReLU(), BatchNorm2d(8), LocalResponseNorm(5), Dropout(), Softmax(dim: 1),
    ]
    for layer in layers { #expect(layer(.meta([2, 8, 4, 5])).shape == [2, 8, 4, 5]) }
  }
}

/// A row of `layer-shapes.csv`: a layer with its hyperparameters, and what PyTorch makes of it.
private struct LayerCase: CustomStringConvertible {
  let fields: [String: String]

  static func all() throws -> [LayerCase] {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "Fixtures/layer-shapes.csv")
    let rows = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    return rows.dropFirst().map {
      LayerCase(fields: Dictionary(uniqueKeysWithValues: zip(rows[0], $0)))
    }
  }

  var description: String { fields.description }
  var input: Shape { Shape(numbers("input")) }
  var output: Shape { Shape(numbers("output")) }
  var parameters: Int { numbers("parameters")[0] }

  func layer() throws -> any Layer {
    switch fields["layer"] {
    case "Conv2d":
      Conv2d(
        input[1], numbers("outputs")[0], kernelSize: size("kernelSize"), stride: size("stride"),
        padding: size("padding"), dilation: size("dilation"), groups: numbers("groups")[0],
        bias: fields["bias"] == "true")
    case "MaxPool2d":
      MaxPool2d(
        kernelSize: size("kernelSize"), stride: size("stride"), padding: size("padding"),
        dilation: size("dilation"), ceilMode: fields["ceilMode"] == "true")
    case "AvgPool2d":
      AvgPool2d(
        kernelSize: size("kernelSize"), stride: size("stride"), padding: size("padding"),
        ceilMode: fields["ceilMode"] == "true")
    default:
      try AdaptiveAvgPool2d(
        #require(fields["layer"] == "AdaptiveAvgPool2d" ? size("outputs") : nil))
    }
  }

  private func numbers(_ column: String) -> [Int] {
    fields[column, default: ""].split(separator: " ").compactMap { Int($0) }
  }

  private func size(_ column: String) -> Size2D {
    let numbers = numbers(column)
    return Size2D(numbers[0], numbers[1])
  }
}
