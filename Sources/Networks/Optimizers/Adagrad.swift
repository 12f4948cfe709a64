internal import CKernels
import Tensors

/// Adagrad: steps that become smaller the larger an element's gradients have been.
///
/// With gradient g (to which `weightDecay` · p is added) the sum s becomes s + g², and the parameter
/// p becomes p − η · g / (√s + `epsilon`), where in step t the rate η is
/// `learningRate` / (1 + (t − 1) · `learningRateDecay`).
///
/// Source: Duchi et al., "Adaptive Subgradient Methods" (2011), in the form of PyTorch's `Adagrad`.
public final class Adagrad: Optimizer {
  public var learningRate: Double
  public let learningRateDecay, weightDecay, epsilon: Double
  private let state: OptimizerState

  /// - Parameter initialAccumulator: What the sums of squared gradients begin with.
  public init(
    _ parameters: [Parameter], learningRate: Double = 1e-2, learningRateDecay: Double = 0,
    weightDecay: Double = 0, initialAccumulator: Float = 0, epsilon: Double = 1e-10
  ) {
    self.learningRate = learningRate
    self.learningRateDecay = learningRateDecay
    self.weightDecay = weightDecay
    self.epsilon = epsilon
    state = OptimizerState(parameters, ["sum"], initialValue: initialAccumulator)
  }

  public var parameters: [Parameter] { state.parameters }

  public func step() {
    state.update { update in
      let rate = learningRate / (1 + Double(update.step - 1) * learningRateDecay)
      kernels_adagrad(
        Float(rate), Float(epsilon), Float(weightDecay), update.parameter, update.gradient,
        update.kept[0], update.count)
    }
  }

  public var stateDictionary: [NamedTensor] { state.dictionary }

  public func load(_ state: [String: Tensor]) throws { try self.state.load(state) }
}
