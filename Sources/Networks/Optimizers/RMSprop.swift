internal import CKernels
import Tensors

/// RMSprop: gradients divided by the root of their running mean square.
///
/// With gradient g (to which `weightDecay` · p is added) the mean square s becomes
/// αs + (1 − α)g², and the parameter p becomes p − `learningRate` · g / (√s + `epsilon`). The centred
/// form subtracts the square of the running mean gradient from s; with momentum, the quotients add up
/// to a velocity as in ``SGD``.
///
/// Source: Tieleman and Hinton, "Lecture 6.5: RMSProp" (2012); the centred form, Graves, "Generating
/// Sequences with Recurrent Neural Networks" (2013), section 4.1.
public final class RMSprop: MomentumOptimizer {
  public var learningRate: Double
  public let alpha, epsilon, weightDecay: Double
  public var momentum: Double {
    didSet { if momentum > 0 { state.keep(Self.velocity) } }
  }
  public let isCentered: Bool
  private let state: OptimizerState
  private static let velocity = "momentum_buffer"

  /// - Parameters:
  ///   - alpha: The decay rate of the mean square.
  ///   - centered: Whether the variance of the gradient takes the place of its mean square.
  public init(
    _ parameters: [Parameter], learningRate: Double = 1e-2, alpha: Double = 0.99,
    epsilon: Double = 1e-8, weightDecay: Double = 0, momentum: Double = 0, centered: Bool = false
  ) {
    self.learningRate = learningRate
    self.alpha = alpha
    self.epsilon = epsilon
    self.weightDecay = weightDecay
    self.momentum = momentum
    isCentered = centered
    state = OptimizerState(
      parameters,
      ["square_avg"] + (centered ? ["grad_avg"] : []) + (momentum > 0 ? [Self.velocity] : []))
  }

  public var parameters: [Parameter] { state.parameters }

  public func step() {
    var options = kernels_rmsprop_options(
      learning_rate: learningRate, alpha: alpha, epsilon: epsilon, weight_decay: weightDecay,
      momentum: momentum)
    state.update { update in
      kernels_rmsprop(
        &options, update.parameter, update.gradient, update.kept[0],
        isCentered ? update.kept[1] : nil, momentum > 0 ? update.kept.last : nil, update.count)
    }
  }

  public var stateDictionary: [NamedTensor] { state.dictionary }

  public func load(_ state: [String: Tensor]) throws { try self.state.load(state) }
}
