import Networks
import Tensors
import Testing

/// Gradients of a gradient penalty, |∂f/∂x|² for a weighted sum f of a module's outputs, against
/// central differences of the penalty along a random direction.
///
/// The penalty itself comes from first derivatives, by fused kernels where there are any; its
/// gradients from the operations that take their place when they are differentiated.
struct SecondDerivativeTests {
  @Test(arguments: testedModules.keys.sorted())
  func penaltiesDifferentiate(name: String) throws {
    let makeModule = try #require(testedModules[name])
    let tested = withSeed(7) { makeModule() }
    let parameters = tested.module.parameters
    let point = [tested.input] + parameters.map { $0.value.detached() }
    let direction = withSeed(8) { point.map { Tensor.randn($0.shape) } }

    let variable = tested.input.requiringGradient()
    let recorded = tested.penalty(at: variable, createGraph: true)
    let slopes = gradients(
      of: recorded, withRespectTo: [variable] + parameters.map(\.value))
    let slope = zip(slopes, direction).reduce(0) { $0 + ($1.0 * $1.1).sum().scalar }

    let step: Float = 3e-3
    func penalty(_ distance: Float) -> Float {
      let moved = zip(point, direction).map { $0 + $1 * distance }
      for (parameter, value) in zip(parameters, moved.dropFirst()) { parameter.value = value }
      return tested.penalty(at: moved[0].requiringGradient(), createGraph: false).scalar
    }
    let difference = (penalty(step) - penalty(-step)) / (2 * step)
    #expect(abs(slope - difference) <= 0.01 * max(1, abs(difference)), "\(slope) \(difference)")
  }

  @Test func lossesDifferentiateTwice() {
    let target = withSeed(1) { Tensor.rand([3, 4], in: 0.1..<0.9) }
    let losses: [(Tensor, Tensor) -> Tensor] = [
      { mseLoss($0, $1) }, { huberLoss($0, $1, delta: 0.3) }, { binaryCrossEntropy($0, $1) },
      { binaryCrossEntropyWithLogits($0, $1, reduction: .sum) },
      { crossEntropy($0, $1.argmax(dim: 1)) },
      { crossEntropy($0, $1.argmax(dim: 1), reduction: .none) },
    ]
    for loss in losses {
      func firstGradient(_ x: Tensor, createGraph: Bool) -> Tensor {
        let value = loss(x, target)
        return gradient(
          of: value, withRespectTo: x, gradient: .ones(value.shape), createGraph: createGraph)
      }
      let x = withSeed(2) { Tensor.rand([3, 4], in: 0.2..<0.8) }
      let direction = withSeed(3) { Tensor.randn([3, 4]) }
      let variable = x.requiringGradient()
      let product = gradient(
        of: (firstGradient(variable, createGraph: true) * direction).sum(),
        withRespectTo: variable)
      let step: Float = 1e-3
      let ahead = firstGradient((x + direction * step).requiringGradient(), createGraph: false)
      let behind = firstGradient((x - direction * step).requiringGradient(), createGraph: false)
      let difference = (ahead - behind) / (2 * step)
      #expect((product - difference).norm().scalar <= 0.01 * max(1, difference.norm().scalar))
    }
  }
}

private struct TestedModule {
  let module: any Module
  let input: Tensor
  let run: (Tensor) -> Tensor

  init(_ module: some Layer, _ shape: Shape) {
    self.init(module, shape) { module($0) }
  }

  init(_ module: any Module, _ shape: Shape, run: @escaping (Tensor) -> Tensor) {
    self.module = module
    input = .randn(shape)
    self.run = run
  }

  func penalty(at x: Tensor, createGraph: Bool) -> Tensor {
    let output = run(x)
    let weights = withSeed(9) { Tensor.randn(output.shape) }
    let slope = gradient(
      of: (output * weights).sum(), withRespectTo: x, createGraph: createGraph)
    return square(slope).sum()
  }
}

private let testedModules: [String: @Sendable () -> TestedModule] = [
  "Linear": { TestedModule(square(behind: Linear(3, 4)), [2, 3]) },
  "Conv1d": { TestedModule(square(behind: Conv1d(2, 3, kernelSize: 2, stride: 2)), [2, 2, 5]) },
  "ConvTranspose2d": {
    TestedModule(
      square(behind: ConvTranspose2d(2, 3, kernelSize: 3, stride: 2, padding: 1)), [1, 2, 3, 2])
  },
  "BatchNorm1d": { TestedModule(square(behind: BatchNorm1d(3)), [4, 3]) },
  "LayerNorm": { TestedModule(square(behind: LayerNorm(5)), [3, 5]) },
  "GroupNorm": { TestedModule(square(behind: GroupNorm(2, 4)), [2, 4, 3]) },
  "Upsample": {
    TestedModule(
      square(behind: Upsample(to: Size2D(3, 5), mode: .bilinear)), [1, 2, 2, 3])
  },
  "Tanh": { TestedModule(Tanh(), [2, 3]) },
  "LeakyReLU": { TestedModule(square(behind: LeakyReLU(0.3)), [2, 3]) },
  "GELU": { TestedModule(GELU(), [2, 3]) },
  "SiLU": { TestedModule(SiLU(), [2, 3]) },
  "ELU": { TestedModule(ELU(), [2, 3]) },
  "Softplus": { TestedModule(Softplus(), [2, 3]) },
  "LogSoftmax": { TestedModule(LogSoftmax(), [2, 3]) },
  "RNN": {
    let rnn = RNN(2, 3)
    return TestedModule(rnn, [4, 2, 2]) { rnn($0).output }
  },
  "GRU": {
    let gru = GRU(2, 3, bidirectional: true)
    return TestedModule(gru, [3, 2, 2]) { gru($0).output }
  },
  "LSTM": {
    let lstm = LSTM(2, 3)
    return TestedModule(lstm, [4, 2, 2]) { lstm($0).output }
  },
  "LSTM of two layers in both directions, by its states": {
    let lstm = LSTM(2, 2, layers: 2, bidirectional: true)
    return TestedModule(lstm, [3, 2, 2]) { x in
      let (output, state) = lstm(x)
      return output.sum(dim: 0) + (state.cell * state.hidden).sum()
    }
  },
  "LSTM by its first state": {
    let lstm = LSTM(2, 3)
    let x = Tensor.randn([2, 2, 2])
    return TestedModule(lstm, [2, 2, 3]) { first in
      lstm(
        x,
        LSTMState(
          hidden: first.narrowed(dim: 0, to: 0..<1), cell: first.narrowed(dim: 0, to: 1..<2))
      ).output
    }
  },
  "MultiheadAttention": {
    let attention = MultiheadAttention(4, heads: 2)
    return TestedModule(attention, [3, 2, 4]) { attention($0, $0, $0).output }
  },
]

/// A layer with a square behind it, so that a linear one has second derivatives.
@Sendable private func square(behind layer: any Layer) -> Sequential {
  Sequential([layer, Squared()])
}

private final class Squared: Module {
  func forward(_ x: Tensor) -> Tensor { square(x) }
}
