internal import CKernels
import Tensors

/// Stochastic gradient descent, with momentum.
///
/// In step t with gradient g (to which `weightDecay` · p is added) the velocity v becomes
/// `momentum` · v + (1 − `dampening`) · g, at first g itself, and the parameter p becomes
/// p − `learningRate` · v; in Nesterov's form p − `learningRate` · (g + `momentum` · v).
///
/// Source: Sutskever et al., "On the Importance of Initialization and Momentum in Deep Learning"
/// (2013), in the form of PyTorch's `SGD`.
public final class SGD: MomentumOptimizer {
  public var learningRate: Double
  public var momentum: Double {
    didSet { if momentum != 0 { state.keep(Self.velocity) } }
  }
  public let dampening, weightDecay: Double
  public let isNesterov: Bool
  private let state: OptimizerState
  private static let velocity = "momentum_buffer"

  public init(
    _ parameters: [Parameter], learningRate: Double = 1e-3, momentum: Double = 0,
    dampening: Double = 0, weightDecay: Double = 0, nesterov: Bool = false
  ) {
    require(
      !nesterov || (momentum > 0 && dampening == 0),
      "SGD: Nesterov's form needs a momentum and no dampening")
    require(learningRate >= 0, "SGD: the learning rate \(learningRate) is negative")
    require(momentum >= 0, "SGD: the momentum \(momentum) is negative")
    self.learningRate = learningRate
    self.momentum = momentum
    self.dampening = dampening
    self.weightDecay = weightDecay
    isNesterov = nesterov
    state = OptimizerState(parameters, momentum == 0 ? [] : [Self.velocity])
  }

  public var parameters: [Parameter] { state.parameters }

  public func step() {
    var options = kernels_sgd_options(
      learning_rate: Float(learningRate), momentum: Float(momentum), dampening: Float(dampening),
      weight_decay: Float(weightDecay), nesterov: isNesterov)
    state.update { update in
      kernels_sgd(
        &options, update.isFirst, update.parameter, update.gradient, update.kept.first,
        update.count)
    }
  }

  public var stateDictionary: [NamedTensor] { state.dictionary }

  public func load(_ state: [String: Tensor]) throws { try self.state.load(state) }
}
