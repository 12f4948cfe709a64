import Networks
import Tensors
import Testing

/// Twenty steps of each optimiser with each of its options, and of some in a cycle, on small networks
/// of several kinds of layers, as PyTorch takes them.
struct OptimizerTests {
  @Test func parametersAfterTwentyStepsEqualPyTorch() throws {
    let cases = try fixture("optimizers.json", as: [TrainingFixture].self)
    #expect(Set(cases.map(\.name)) == Set(testedNetworks.keys))
    for fixture in cases {
      #expect(
        Set(fixture.after.keys) == Set(testedOptimizers.keys).union(optimizersInOneCycle.keys))
      let makeNetwork = try #require(testedNetworks[fixture.name])
      for (name, after) in fixture.after {
        let network = makeNetwork()
        try network.module.load(fixture.state.mapValues(\.tensor))
        let cycled = optimizersInOneCycle[name]
        let makeOptimizer = try #require(testedOptimizers[cycled ?? name])
        let optimizer = makeOptimizer(network.module.parameters)
        let scheduler = cycled.map { _ in
          LearningRateScheduler(optimizer, .oneCycle(maximum: 0.01, steps: 21))
        }
        for _ in 0..<20 {
          let loss = network.loss(fixture.input.tensor, fixture.target.tensor)
          optimizer.zeroGrad()
          loss.backward()
          optimizer.step()
          scheduler?.step()
        }
        for (key, value) in network.module.stateDictionary {
          let expected = try #require(after[key]).tensor
          let error = (value - expected).norm().scalar / expected.norm().scalar
          #expect(error <= 1e-4, "\(name) on \(fixture.name): \(key)")
        }
      }
    }
  }

  @Test func parametersWithoutGradientAndFrozenOnesStay() {
    let (used, unused, frozen) = (Parameter([2], .ones), Parameter([2], .ones), Parameter([2]))
    frozen.isTrainable = false
    frozen.grad = Tensor([1, 1])
    let optimizer = Adam([used, unused, frozen, used])
    #expect(optimizer.parameters.count == 3)
    (used.value * used.value).sum().backward()
    optimizer.step()
    #expect(used.value.scalars.allSatisfy { abs($0 - 0.999) < 1e-6 })
    #expect(unused.value.scalars == [1, 1])
    #expect(frozen.value.scalars == [0, 0])
    #expect(optimizer.stateDictionary.map(\.name) == ["0.step", "0.exp_avg", "0.exp_avg_sq"])
    optimizer.zeroGrad()
    #expect(used.grad == nil)
  }

  /// As `torch.optim.SGD`, whose velocity begins with the first gradient that it sees.
  @Test func momentumMayBeginLater() {
    let parameter = Parameter(Tensor([1]))
    let optimizer = SGD([parameter], learningRate: 1, dampening: 0.5)
    for momentum in [0, 0.9, 0.9] {
      optimizer.momentum = momentum
      parameter.grad = Tensor([1])
      optimizer.step()
    }
    #expect(abs(parameter.value.scalar - -2.4) < 1e-6)
  }

  @Test func checkpointsOfIndicesAreRead() throws {
    let parameter = Parameter(Tensor([1, 2]))
    let optimizer = SGD([parameter], learningRate: 0.1, momentum: 0.9)
    try optimizer.load([
      "0.step": Tensor([Int32(1)], shape: []), "0.momentum_buffer": Tensor([Int32(1), 2]),
    ])
    parameter.grad = Tensor([1, 1])
    optimizer.step()
    #expect(parameter.value.isClose(to: Tensor([0.81, 1.72]), relative: 1e-6))
  }

  @Test func valuesReadBeforeAStepStay() {
    let parameter = Parameter([2], .ones)
    let before = parameter.value
    parameter.grad = Tensor([1, 2])
    SGD([parameter], learningRate: 1).step()
    #expect(before.scalars == [1, 1])
    #expect(parameter.value.scalars == [0, -1])
  }

  @Test func convolutionsSeeTheWeightsOfEachStep() {
    let x = withSeed(1) { Tensor.randn([1, 32, 14, 14]) }
    let parameter = Parameter(withSeed(2) { Tensor.randn([48, 32, 3, 3]) })
    func expectPresentWeights() {
      let copy = Tensor(parameter.value.scalars, shape: parameter.shape)
      let expected = conv2d(x, copy, padding: 1).scalars
      #expect(conv2d(x, parameter.value, padding: 1).scalars == expected)
    }
    expectPresentWeights()
    parameter.grad = .ones(parameter.shape)
    SGD([parameter], learningRate: 1).step()
    expectPresentWeights()
    parameter.value = withSeed(3) { Tensor.randn(parameter.shape) }
    expectPresentWeights()
  }

  @Test(arguments: testedOptimizers.keys.sorted())
  func trainingGoesOnFromACheckpoint(name: String) throws {
    let make = try #require(testedOptimizers[name])
    let parameter = Parameter(Tensor([1, -2, 3]))
    func step(_ optimizer: any Optimizer, _ parameter: Parameter) {
      optimizer.zeroGrad()
      (square(parameter.value) * Tensor([1, 2, 0.5])).sum().backward()
      optimizer.step()
    }
    let optimizer = make([parameter])
    for _ in 0..<3 { step(optimizer, parameter) }
    let checkpoint = Dictionary(uniqueKeysWithValues: optimizer.stateDictionary.map { ($0, $1) })
    let copy = Parameter(parameter.value)
    for _ in 0..<3 { step(optimizer, parameter) }
    let restored = make([copy])
    try restored.load(checkpoint)
    for _ in 0..<3 { step(restored, copy) }
    #expect(copy.value.scalars == parameter.value.scalars)
  }

  @Test func aMomentumThatComesLaterBeginsAtZero() {
    let parameter = Parameter(Tensor([1]))
    let optimizer = SGD([parameter], learningRate: 1)
    func step() -> Float {
      parameter.grad = Tensor([1])
      optimizer.step()
      return parameter.value.scalar
    }
    #expect(step() == 0)
    optimizer.momentum = 0.5
    #expect(step() == -1)
    #expect(step() == -2.5)
    #expect(optimizer.stateDictionary.map(\.name) == ["0.step", "0.momentum_buffer"])
  }

  @Test func checkpointsOfOtherShapesAreRefused() {
    let optimizer = SGD([Parameter([2])], momentum: 0.9)
    let state = ["0.step": Tensor(1), "0.momentum_buffer": .zeros([3]), "1.step": Tensor(1)]
    #expect(
      throws: StateError.self, "missing, unexpected and mismatched names"
    ) { try optimizer.load(state) }
    #expect(optimizer.stateDictionary.isEmpty)
  }
}

private struct TrainingFixture: Decodable {
  let name: String
  let state: [String: TensorFixture]
  let input, target: TensorFixture
  let after: [String: [String: TensorFixture]]
}

/// A network with its loss.
private struct TestedNetwork {
  let module: any Module
  let loss: (_ x: Tensor, _ target: Tensor) -> Tensor
}

private final class Sequence: Module {
  let lstm = LSTM(2, 4)
  let output = Linear(4, 2)
  func forward(_ x: Tensor) -> Tensor { output(lstm(x).output[-1]) }
}

/// Every network of `optimizers.json`.
private let testedNetworks: [String: @Sendable () -> TestedNetwork] = [
  "perceptron": {
    let network = Sequential {
      Linear(3, 5)
      Tanh()
      Linear(5, 3)
    }
    return TestedNetwork(module: network) { crossEntropy(network($0), $1.asType(.int32)) }
  },
  "convolutional": {
    let network = Sequential {
      Conv2d(1, 3, kernelSize: 3, bias: false)
      BatchNorm2d(3)
      ReLU()
      MaxPool2d(kernelSize: 2)
      Flatten()
      Linear(12, 3)
    }
    return TestedNetwork(module: network) { crossEntropy(network($0), $1.asType(.int32)) }
  },
  "sequence": {
    let network = Sequence()
    return TestedNetwork(module: network) { mseLoss(network($0), $1) }
  },
  "normalized": {
    let network = Sequential {
      Linear(3, 4, bias: false)
      BatchNorm1d(4)
      GELU()
      LayerNorm(4)
      Linear(4, 2)
    }
    return TestedNetwork(module: network) { binaryCrossEntropyWithLogits(network($0), $1) }
  },
]

/// Every optimiser of `optimizers.json`.
private let testedOptimizers: [String: @Sendable ([Parameter]) -> any Optimizer] = [
  "SGD": { SGD($0, learningRate: 0.1) },
  "SGD with momentum": { SGD($0, learningRate: 0.05, momentum: 0.9) },
  "SGD with dampening": { SGD($0, learningRate: 0.05, momentum: 0.8, dampening: 0.3) },
  "SGD of Nesterov": { SGD($0, learningRate: 0.05, momentum: 0.9, nesterov: true) },
  "SGD with weight decay": { SGD($0, learningRate: 0.05, momentum: 0.5, weightDecay: 0.1) },
  "Adagrad": { Adagrad($0, learningRate: 0.05) },
  "Adagrad with everything": {
    Adagrad(
      $0, learningRate: 0.1, learningRateDecay: 0.1, weightDecay: 0.1, initialAccumulator: 0.5,
      epsilon: 1e-3)
  },
  "RMSprop": { RMSprop($0, learningRate: 0.01) },
  "RMSprop centred": { RMSprop($0, learningRate: 0.01, alpha: 0.9, centered: true) },
  "RMSprop with momentum": { RMSprop($0, learningRate: 0.005, momentum: 0.8) },
  "RMSprop with everything": {
    RMSprop(
      $0, learningRate: 0.005, alpha: 0.9, epsilon: 1e-3, weightDecay: 0.1, momentum: 0.5,
      centered: true)
  },
  "Adam": { Adam($0, learningRate: 0.01) },
  "Adam with everything": {
    Adam($0, learningRate: 0.02, betas: (0.8, 0.95), epsilon: 1e-3, weightDecay: 0.1)
  },
  "Adam of AMSGrad": { Adam($0, learningRate: 0.05, betas: (0.8, 0.9), amsgrad: true) },
  "AdamW": { AdamW($0, learningRate: 0.01) },
  "AdamW with everything": {
    AdamW($0, learningRate: 0.02, betas: (0.8, 0.95), epsilon: 1e-3, weightDecay: 0.3)
  },
  "AdamW of AMSGrad": { AdamW($0, learningRate: 0.05, betas: (0.8, 0.9), amsgrad: true) },
]

/// The others of `optimizers.json`: one of the above, its rate and momentum in one cycle.
private let optimizersInOneCycle = [
  "SGD in one cycle": "SGD",
  "SGD of Nesterov in one cycle": "SGD of Nesterov",
  "RMSprop in one cycle": "RMSprop centred",
  "Adam in one cycle": "Adam",
]
