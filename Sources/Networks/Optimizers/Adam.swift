internal import CKernels
import Tensors

/// Adam: steps of a size that follows each element's gradients.
///
/// In step t with gradient g (to which `weightDecay` · p is added) the moments become
/// m = β₁m + (1 − β₁)g and v = β₂v + (1 − β₂)g², and the parameter p becomes
/// p − `learningRate` · m̂ / (√v̂ + `epsilon`), where m̂ = m / (1 − β₁ᵗ) and v̂ = v / (1 − β₂ᵗ).
/// With `amsgrad`, the largest v so far takes the place of v in the step.
///
/// Sources: Kingma and Ba, "Adam: A Method for Stochastic Optimization" (2015), algorithm 1; Reddi,
/// Kale and Kumar, "On the Convergence of Adam and Beyond" (2018), algorithm 2.
public class Adam: MomentumOptimizer {
  public var learningRate: Double
  /// The decay rates of the two moments, β₁ and β₂.
  public private(set) final var betas: (Double, Double)
  public let epsilon, weightDecay: Double
  public let amsgrad: Bool
  private let isDecoupled: Bool
  private let state: OptimizerState

  public convenience init(
    _ parameters: [Parameter], learningRate: Double = 1e-3,
    betas: (Double, Double) = (0.9, 0.999), epsilon: Double = 1e-8, weightDecay: Double = 0,
    amsgrad: Bool = false
  ) {
    self.init(
      parameters, learningRate, betas, epsilon: epsilon, weightDecay: weightDecay,
      amsgrad: amsgrad, isDecoupled: false)
  }

  /// - Parameter isDecoupled: Whether weight decay shrinks the parameter itself rather than adds to
  ///   its gradient.
  fileprivate init(
    _ parameters: [Parameter], _ learningRate: Double, _ betas: (Double, Double),
    epsilon: Double, weightDecay: Double, amsgrad: Bool, isDecoupled: Bool
  ) {
    for beta in [betas.0, betas.1] {
      require((0..<1).contains(beta), "Adam: the decay rate \(beta) is not in 0..<1")
    }
    self.learningRate = learningRate
    self.betas = betas
    self.epsilon = epsilon
    self.weightDecay = weightDecay
    self.amsgrad = amsgrad
    self.isDecoupled = isDecoupled
    state = OptimizerState(
      parameters, ["exp_avg", "exp_avg_sq"] + (amsgrad ? ["max_exp_avg_sq"] : []))
  }

  public final var parameters: [Parameter] { state.parameters }

  public final var momentum: Double {
    get { betas.0 }
    set { betas.0 = newValue }
  }

  public final func step() {
    var options = kernels_adam_options(
      learning_rate: learningRate, beta1: betas.0, beta2: betas.1, epsilon: epsilon,
      weight_decay: weightDecay, decoupled: isDecoupled)
    state.update { update in
      kernels_adam(
        &options, update.step, update.parameter, update.gradient, update.kept[0], update.kept[1],
        amsgrad ? update.kept[2] : nil, update.count)
    }
  }

  public final var stateDictionary: [NamedTensor] { state.dictionary }

  public final func load(_ state: [String: Tensor]) throws { try self.state.load(state) }
}

/// ``Adam`` with weight decay apart from the gradient: before each step the parameter is multiplied
/// by 1 − `learningRate` · `weightDecay`.
///
/// Source: Loshchilov and Hutter, "Decoupled Weight Decay Regularization" (2019), algorithm 2.
public final class AdamW: Adam {
  public init(
    _ parameters: [Parameter], learningRate: Double = 1e-3,
    betas: (Double, Double) = (0.9, 0.999), epsilon: Double = 1e-8, weightDecay: Double = 1e-2,
    amsgrad: Bool = false
  ) {
    super.init(
      parameters, learningRate, betas, epsilon: epsilon, weightDecay: weightDecay,
      amsgrad: amsgrad, isDecoupled: true)
  }
}
