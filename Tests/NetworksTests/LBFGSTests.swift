import Networks
import Tensors
import Testing

/// Steps of L-BFGS on functions, as PyTorch takes them.
struct LBFGSTests {
  @Test func stepsEqualPyTorch() throws {
    for fixture in try fixture("lbfgs.json", as: [LBFGSFixture].self) {
      let function = try #require(testedFunctions[fixture.function])
      let parameters = function.start.map(Parameter.init)
      let makeOptimizer = try #require(testedOptimizers[fixture.name])
      let optimizer = makeOptimizer(parameters)
      for (number, expected) in fixture.steps.enumerated() {
        let loss = optimizer.step { function.loss(parameters.map(\.value)) }
        let comment: Comment = "\(fixture.function), \(fixture.name), step \(number + 1)"
        #expect(abs(loss - expected.loss) <= 1e-4 * max(1, abs(expected.loss)), comment)
        for (parameter, expected) in zip(parameters, expected.parameters) {
          expectClose(parameter.value, expected, tolerance: 1e-4, comment)
        }
      }
      #expect(optimizer.evaluations == fixture.evaluations, "\(fixture.function), \(fixture.name)")
    }
  }

  @Test func aQuadraticIsSolvedInAFewSteps() {
    let parameter = Parameter(Tensor([5, -3, 2]))
    let optimizer = LBFGS([parameter], lineSearch: .strongWolfe)
    let target = Tensor([1, 2, 3])
    optimizer.step { (square(parameter.value - target) * Tensor([1, 10, 100])).sum() }
    #expect(parameter.value.isClose(to: target, absolute: 1e-4))
    let evaluations = optimizer.evaluations
    // At the minimum, one evaluation tells that there is nothing to do.
    optimizer.step { (square(parameter.value - target) * 0).sum() }
    #expect(optimizer.evaluations == evaluations + 1)
  }

  @Test func frozenAndUnusedParametersStay() {
    let (used, unused, frozen) = (
      Parameter([2], .ones), Parameter([3], .ones), Parameter([2], .ones)
    )
    frozen.isTrainable = false
    let optimizer = LBFGS([used, unused, frozen, used])
    #expect(optimizer.parameters.count == 3)
    let first = noGrad { optimizer.step { square(used.value - 3 + 0 * frozen.value).sum() } }
    #expect(first == 8)
    #expect(used.value.isClose(to: Tensor([3, 3]), absolute: 1e-4))
    #expect(unused.value.scalars == [1, 1, 1])
    #expect(frozen.value.scalars == [1, 1])
  }
}

private struct LBFGSFixture: Decodable {
  let function, name: String
  let evaluations: Int
  let steps: [Step]

  struct Step: Decodable {
    let loss: Double
    let parameters: [TensorFixture]
  }
}

private struct TestedFunction {
  let start: [Tensor]
  let loss: @Sendable ([Tensor]) -> Tensor
}

/// Every function of `lbfgs.json`.
private let testedFunctions: [String: TestedFunction] = [
  "quartic": TestedFunction(start: [.zeros([30])]) { values in
    let distance = values[0] - 1
    let weights = pow(Tensor(1.25), Tensor.arange(0, 30))
    return (weights * (square(distance) + 0.1 * pow(distance, 4))).sum() / 100
      + pow(values[0].mean() - 2, 4)
  },
  "rosenbrock": TestedFunction(start: [Tensor([-1.2, 1, 0.5, -0.7])]) { values in
    let (before, after) = (values[0][0..<3], values[0][1..<4])
    return (100 * square(after - square(before)) + square(1 - before)).sum()
  },
  "regression": TestedFunction(start: [.zeros([3, 3]), .zeros([3])]) { values in
    let x = sin(square(Tensor.arange(0, 24).reshaped(8, 3)))
    let labels = Tensor([Int32(0), 1, 2, 1, 0, 2, 2, 1])
    return crossEntropy(matmul(x, values[0]) + values[1], labels) + 0.01 * square(values[0]).sum()
  },
]

/// Every choice of hyperparameters of `lbfgs.json`.
private let testedOptimizers: [String: @Sendable ([Parameter]) -> LBFGS] = [
  "fixed": { LBFGS($0, learningRate: 0.1, maximumIterations: 2) },
  "fixed with a short history": {
    LBFGS($0, learningRate: 0.1, maximumIterations: 3, historySize: 2)
  },
  "strongWolfe": {
    LBFGS($0, maximumIterations: 1, maximumEvaluations: 20, lineSearch: .strongWolfe)
  },
  "strongWolfe with a short history": {
    LBFGS(
      $0, learningRate: 0.5, maximumIterations: 2, maximumEvaluations: 10, historySize: 3,
      lineSearch: .strongWolfe)
  },
  "strongWolfe with few evaluations": {
    LBFGS($0, maximumIterations: 4, lineSearch: .strongWolfe)
  },
]
