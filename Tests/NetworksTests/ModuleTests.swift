import Networks
import Tensors
import Testing

/// How modules find what they are made of.
struct ModuleTests {
  @Test func storedPropertiesAreChildren() {
    let model = Perceptron()
    #expect(model.children.map(\.name) == ["hidden", "output"])
    #expect(
      model.namedParameters.map(\.name)
        == ["hidden.weight", "hidden.bias", "output.weight", "output.bias"])
    #expect(model.parameters.map(\.shape) == [[256, 784], [256], [10, 256], [10]])
    #expect(model(.meta([32, 1, 28, 28])).shape == [32, 10])
  }

  @Test func arraysOptionalsAndParametersAreFound() {
    let model = Tower()
    #expect(model.children.map(\.name) == ["blocks.0", "blocks.1", "head"])
    #expect(
      model.namedParameters.map(\.name)
        == [
          "scale", "shifts.0", "shifts.1", "blocks.0.0.weight", "blocks.1.0.weight", "head.weight",
          "head.bias",
        ])
    #expect(
      model.namedModules.map(\.name)
        == ["", "blocks.0", "blocks.0.0", "blocks.0.1", "blocks.1", "blocks.1.0", "head"])
  }

  @Test func buffersAreNotParameters() {
    #expect(BatchNorm2d(8).namedParameters.map(\.name) == ["weight", "bias"])
    #expect(BatchNorm2d(8, affine: false).parameters.isEmpty)
  }

  @Test func sharedModulesCountOnce() {
    let shared = Linear(8, 8)
    let model = Sequential([shared, ReLU(), shared])
    #expect(model.parameters.count == 2)
    #expect(model.namedModules.map(\.name) == ["", "0", "1"])
  }

  @Test(arguments: [false, true])
  func buildersListModules(isDeep: Bool) {
    let model = Sequential {
      Flatten()
      if isDeep {
        for _ in 0..<3 {
          Linear(4, 4)
          ReLU()
        }
      }
      if isDeep { Linear(4, 2) } else { Linear(4, 1) }
      [Dropout(), Softmax()]
    }
    #expect(model[0] is Flatten)
    #expect(model.children.map(\.name) == (0..<(isDeep ? 10 : 4)).map { "\($0)" })
    #expect(model(.meta([5, 4])).shape == [5, isDeep ? 2 : 1])
  }

  @Test func hyperparametersTellLayersApart() {
    let convolution = Conv2d(
      4, 8, kernelSize: Size2D(3, 5), stride: 2, padding: 1, groups: 2, bias: false)
    #expect(
      convolution.hyperparameters
        == "4 → 8, kernel 3×5, stride 2, padding 1, 2 groups, no bias")
    #expect(MaxPool2d(kernelSize: 3).hyperparameters == "window 3×3, stride 3")
    #expect(Linear(3, 4).hyperparameters == "3 → 4")
  }
}

/// The module of the introduction, as an author writes it.
final class Perceptron: Module {
  let hidden = Linear(784, 256)
  let output = Linear(256, 10)
  func forward(_ x: Tensor) -> Tensor { output(relu(hidden(x.flattened(from: 1)))) }
}

/// A module with all kinds of stored properties.
private final class Tower: Module {
  let width = 4
  let scale = Parameter([4])
  let shifts = [Parameter([4]), Parameter([4])]
  let blocks = [
    Sequential {
      Linear(4, 4, bias: false)
      ReLU()
    }, Sequential { Linear(4, 4, bias: false) },
  ]
  let shortcut: Linear? = nil
  let head: Linear? = Linear(4, 2)
  func forward(_ x: Tensor) -> Tensor { head!(blocks.reduce(x) { $0 + $1($0) }) }
}
