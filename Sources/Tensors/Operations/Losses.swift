internal import CKernels

/// What becomes of the losses of a batch.
public enum Reduction: String, Hashable, Codable, Sendable {
  case mean, sum
  /// Each loss stays as it is.
  case none

  func callAsFunction(_ losses: Tensor) -> Tensor {
    switch self {
    case .mean: losses.mean()
    case .sum: losses.sum()
    case .none: losses
    }
  }

  /// What each of `count` losses counts in the result.
  func scale(_ count: Int) -> Float { self == .mean ? 1 / Float(count) : 1 }
}

/// (x − target)²: the mean squared error.
/// Cost for each element: one subtraction and one multiplication; the mean one addition more.
public func mseLoss(_ x: Tensor, _ target: Tensor, reduction: Reduction = .mean) -> Tensor {
  PairwiseLoss(
    "mseLoss", OperationCount(multiplications: 1, additions: 1), kernels_squared_error,
    kernels_squared_error_gradient
  ) { x, target in (x - target) * 2 }(x, target, reduction)
}

/// |x − target|: the mean absolute error.
/// Cost for each element: one subtraction; the mean one addition more.
public func l1Loss(_ x: Tensor, _ target: Tensor, reduction: Reduction = .mean) -> Tensor {
  PairwiseLoss(
    "l1Loss", OperationCount(additions: 1), kernels_absolute_error,
    kernels_absolute_error_gradient
  ) { x, target in sign(x - target) }(x, target, reduction)
}

/// ½ d² where the distance d = |x − target| is below `delta`, otherwise `delta` · (d − ½ `delta`).
/// Cost for each element: two subtractions, two multiplications and one comparison; the mean one
/// addition more.
///
/// Source: Huber, "Robust Estimation of a Location Parameter" (1964).
public func huberLoss(
  _ x: Tensor, _ target: Tensor, delta: Float = 1, reduction: Reduction = .mean
) -> Tensor {
  require(delta > 0, "huberLoss: delta is \(delta); it must be positive")
  return PairwiseLoss(
    "huberLoss", OperationCount(multiplications: 2, additions: 2, comparisons: 1),
    kernels_huber_loss, kernels_huber_loss_gradient, parameter: delta
  ) { x, target in clamp(x - target, min: -delta, max: delta) }(x, target, reduction)
}

/// ½ d² / `beta` where the distance d = |x − target| is below `beta`, otherwise d − ½ `beta`.
/// Cost for each element: as ``huberLoss(_:_:delta:reduction:)``, and one division.
///
/// Source: Girshick, "Fast R-CNN" (2015), equation 3.
public func smoothL1Loss(
  _ x: Tensor, _ target: Tensor, beta: Float = 1, reduction: Reduction = .mean
) -> Tensor {
  require(beta >= 0, "smoothL1Loss: beta is \(beta); it must not be negative")
  guard beta > 0 else { return l1Loss(x, target, reduction: reduction) }
  return PairwiseLoss(
    "smoothL1Loss", OperationCount(multiplications: 2, additions: 2, comparisons: 1, divisions: 1),
    kernels_smooth_absolute_error, kernels_smooth_absolute_error_gradient, parameter: beta
  ) { x, target in clamp((x - target) / beta, min: -1, max: 1) }(x, target, reduction)
}

/// max(1 − target · x, 0): the loss of a support vector machine.
/// Cost for each element: one multiplication, one subtraction and one comparison; the mean one
/// addition more.
///
/// - Parameters:
///   - x: Scores, the sign of which is the prediction.
///   - target: 1 or −1 for each score.
public func hingeLoss(_ x: Tensor, _ target: Tensor, reduction: Reduction = .mean) -> Tensor {
  func whereWithinMargin(_ values: Tensor, _ x: Tensor, _ target: Tensor) -> Tensor {
    Tensor.where(x * target .< 1, -values, .zeros([]))
  }
  return PairwiseLoss(
    "hingeLoss", OperationCount(multiplications: 1, additions: 1, comparisons: 1),
    kernels_hinge_loss, kernels_hinge_loss_gradient,
    targetDerivative: { x, target in whereWithinMargin(x, x, target) },
    derivative: { x, target in whereWithinMargin(target, x, target) }
  )(x, target, reduction)
}

/// −target · ln x − (1 − target) · ln(1 − x): the cross-entropy of predicted probabilities and true
/// ones. Logarithms are no lower than −100, as in PyTorch.
/// Cost for each element: two exponentials (logarithms count as such), two multiplications, three
/// subtractions; the mean one addition more.
///
/// - Parameters:
///   - x: Probabilities. Where scores are at hand,
///     ``binaryCrossEntropyWithLogits(_:_:weight:positiveWeight:reduction:)`` is faster and exact.
///   - target: Of the same shape, from 0 to 1.
///   - weight: Multiplies the losses; broadcasts to their shape.
public func binaryCrossEntropy(
  _ x: Tensor, _ target: Tensor, weight: Tensor? = nil, reduction: Reduction = .mean
) -> Tensor {
  PairwiseLoss(
    "binaryCrossEntropy", OperationCount(multiplications: 2, additions: 3, exponentials: 2),
    kernels_binary_cross_entropy, kernels_binary_cross_entropy_gradient,
    targetDerivative: { x, _ in clamp(log1p(-x), min: -100) - clamp(log(x), min: -100) },
    derivative: { x, target in (x - target) / clamp(x * (1 - x), min: 1e-12) }
  )(x, target, weight: weight, reduction)
}

/// The binary cross-entropy of 1 / (1 + exp(−x)), without the loss of digits that computing it would
/// bring.
/// Cost for each element: one comparison, one multiplication, three additions, an exponential and a
/// logarithm, counted as one; the mean one addition more.
///
/// - Parameters:
///   - x: Scores before the sigmoid.
///   - target: Of the same shape, from 0 to 1.
///   - weight: Multiplies the losses; broadcasts to their shape.
///   - positiveWeight: Multiplies the part of the loss that `target` weighs; broadcasts.
public func binaryCrossEntropyWithLogits(
  _ x: Tensor, _ target: Tensor, weight: Tensor? = nil, positiveWeight: Tensor? = nil,
  reduction: Reduction = .mean
) -> Tensor {
  if let positiveWeight {
    requireSameShape(x, target, of: "binaryCrossEntropyWithLogits")
    let losses = (1 - target) * x + ((positiveWeight - 1) * target + 1) * softplus(-x)
    return reduction(losses.weighted(by: weight, of: "binaryCrossEntropyWithLogits"))
  }
  return PairwiseLoss(
    "binaryCrossEntropyWithLogits",
    OperationCount(multiplications: 1, additions: 3, comparisons: 1, exponentials: 2),
    kernels_logistic_loss, kernels_logistic_loss_gradient,
    targetDerivative: { x, _ in -x }, derivative: { x, target in sigmoid(x) - target }
  )(x, target, weight: weight, reduction)
}
