import Tensors

/// Changes parameters by their gradients, step by step, so that a loss becomes smaller:
///
///     let optimizer = Adam(model.parameters, learningRate: 1e-3)
///     for batch in batches {
///       let loss = crossEntropy(model(batch.images), batch.labels)
///       optimizer.zeroGrad()
///       loss.backward()
///       optimizer.step()
///     }
///
/// Parameters that are frozen or that no gradient has reached stay as they are. Where groups of
/// parameters need hyperparameters of their own, each has an optimiser of its own.
public protocol Optimizer: AnyObject {
  /// What the optimiser changes, each parameter once.
  var parameters: [Parameter] { get }

  /// The size of a step; a ``LearningRateScheduler`` changes it in the course of training.
  var learningRate: Double { get set }

  /// Changes each parameter by its gradient.
  func step()

  /// What the optimiser remembers from step to step, for a checkpoint: nothing by default.
  ///
  /// Names are those of PyTorch's optimisers behind the parameter's index, as in `0.exp_avg`.
  var stateDictionary: [NamedTensor] { get }

  /// Remembers what a checkpoint of the same optimiser says.
  ///
  /// - Throws: ``StateError`` if names or shapes don't fit; nothing is changed then.
  func load(_ state: [String: Tensor]) throws
}

/// An optimiser whose steps go on for a while, so that a schedule can change for how long.
public protocol MomentumOptimizer: Optimizer {
  /// The part of a step that goes on in the next one: β₁ of ``Adam``.
  var momentum: Double { get set }
}

extension Optimizer {
  /// Forgets the gradients of all parameters, before those of the next batch are added up.
  public func zeroGrad() {
    for parameter in parameters { parameter.grad = nil }
  }

  public var stateDictionary: [NamedTensor] { [] }

  public func load(_ state: [String: Tensor]) throws {
    try StateError.check(state.mapValues(\.shape), against: [])
  }
}
