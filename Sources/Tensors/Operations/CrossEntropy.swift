internal import CKernels

/// −ln softmax(logits)[label]: the cross-entropy of predicted scores and the true class.
///
/// - Parameters:
///   - logits: Scores before the softmax, `[batch, classes, …]`.
///   - target: The class of each sample, `[batch, …]`, of ``DType/int32``; or the probability of each
///     class, of the shape of `logits`.
///   - weight: What a sample counts depending on its class, `[classes]`; 1 if nil. The mean is
///     weighted too.
///   - ignoreIndex: A label that marks samples which don't count.
///   - labelSmoothing: The part of a label's probability that is spread evenly over all classes.
///     Source: Szegedy et al., "Rethinking the Inception Architecture" (2016), section 7.
///   - reduction: What becomes of the losses of the samples.
/// - Returns: A scalar, or `[batch, …]` without reduction.
public func crossEntropy(
  _ logits: Tensor, _ target: Tensor, weight: Tensor? = nil, ignoreIndex: Int32? = nil,
  labelSmoothing: Float = 0, reduction: Reduction = .mean
) -> Tensor {
  require(
    (0...1).contains(labelSmoothing),
    "crossEntropy: the label smoothing \(labelSmoothing) is not in 0...1")
  guard target.dtype != .float32 else {
    return crossEntropy(
      logits, probabilities: target, weight: weight, labelSmoothing: labelSmoothing,
      reduction: reduction)
  }
  let samples = LabeledSamples(logits, target, of: "crossEntropy")
  if weight == nil && ignoreIndex == nil && labelSmoothing == 0 {
    return samples.restored(fusedCrossEntropy(samples.rows, samples.labels, reduction))
  }
  let logProbabilities = logSoftmax(samples.rows)
  let weights = samples.weights(weight, ignoreIndex)
  let losses = weights.losses(logProbabilities)
  guard labelSmoothing > 0 else { return samples.restored(weights.reduced(losses, reduction)) }
  let classWeighted = weight.map { logProbabilities * $0 } ?? logProbabilities
  let even = weights.counted(-classWeighted.sum(dim: 1) / Float(samples.classes))
  return samples.restored(
    weights.reduced(losses * (1 - labelSmoothing) + even * labelSmoothing, reduction))
}

/// −log probability of the label: what remains of cross-entropy behind a ``logSoftmax(_:dim:)``.
///
/// - Parameters:
///   - logProbabilities: `[batch, classes, …]`.
///   - labels: The class of each sample, `[batch, …]`, of ``DType/int32``.
///   - weight: What a sample counts depending on its class, `[classes]`; 1 if nil. The mean is
///     weighted too.
///   - ignoreIndex: A label that marks samples which don't count.
/// - Returns: A scalar, or `[batch, …]` without reduction.
public func nllLoss(
  _ logProbabilities: Tensor, _ labels: Tensor, weight: Tensor? = nil, ignoreIndex: Int32? = nil,
  reduction: Reduction = .mean
) -> Tensor {
  let samples = LabeledSamples(logProbabilities, labels, of: "nllLoss")
  let weights = samples.weights(weight, ignoreIndex)
  return samples.restored(weights.reduced(weights.losses(samples.rows), reduction))
}

/// Σ over the other classes of max(margin − x[label] + x[class], 0)ᵖ / classes: the hinge loss of
/// several classes.
///
/// Source: Crammer and Singer, "On the Algorithmic Implementation of Multiclass Kernel-based Vector
/// Machines" (2001), summed as in PyTorch's `multi_margin_loss`.
///
/// - Parameters:
///   - x: Scores, `[batch, classes]`.
///   - labels: The class of each sample, `[batch]`, of ``DType/int32``.
///   - power: p, 1 or 2.
/// - Returns: A scalar, or `[batch]` without reduction.
public func multiMarginLoss(
  _ x: Tensor, _ labels: Tensor, power: Int = 1, margin: Float = 1, reduction: Reduction = .mean
) -> Tensor {
  guard power == 1 || power == 2 else {
    shapeError("multiMarginLoss: power \(power), expected 1 or 2")
  }
  guard x.rank == 2 else {
    shapeError("multiMarginLoss: scores \(x.shape), expected [batch, classes]")
  }
  let samples = LabeledSamples(x, labels, of: "multiMarginLoss")
  guard !x.isMeta, !labels.isMeta else { return .meta(reduction == .none ? labels.shape : []) }
  let own = x.gathered(labels.unsqueezed(1), dim: 1)
  let others = 1 - Tensor.oneHot(labels, classes: samples.classes)
  let excess = relu(x - own + margin) * others
  return reduction((power == 1 ? excess : square(excess)).sum(dim: 1) / Float(samples.classes))
}

private func crossEntropy(
  _ logits: Tensor, probabilities: Tensor, weight: Tensor?, labelSmoothing: Float,
  reduction: Reduction
) -> Tensor {
  guard logits.rank >= 2, probabilities.shape == logits.shape else {
    shapeError(
      "crossEntropy: logits \(logits.shape) and probabilities \(probabilities.shape), "
        + "expected the same shape [batch, classes, …]")
  }
  let classes = logits.shape[1]
  requireFloats([classes], in: weight, "weight", of: "crossEntropy")
  let target = probabilities * (1 - labelSmoothing) + labelSmoothing / Float(max(classes, 1))
  let products = logSoftmax(logits, dim: 1) * target
  let perClass = Shape([classes] + [Int](repeating: 1, count: logits.rank - 2))
  let weighted = weight.map { products * $0.reshaped(to: perClass) } ?? products
  return reduction(-weighted.sum(dim: 1))
}

// MARK: - Samples

/// Scores and labels of samples, as rows.
private struct LabeledSamples {
  /// `[samples, classes]`.
  let rows: Tensor
  /// `[samples]`.
  let labels: Tensor
  private let shape: Shape
  private let operation: String

  var classes: Int { rows.shape[1] }

  init(_ scores: Tensor, _ labels: Tensor, of operation: String) {
    scores.requireDType(.float32, operation)
    labels.requireDType(.int32, operation)
    guard scores.rank >= 2, labels.shape == scores.shape.removing(1) else {
      shapeError(
        "\(operation): scores \(scores.shape) and labels \(labels.shape), "
          + "expected [batch, classes, …] and [batch, …]")
    }
    self.operation = operation
    shape = labels.shape
    let classes = scores.shape[1]
    if scores.rank == 2 {
      rows = scores
      self.labels = labels
    } else {
      let order = [0] + Array(2..<scores.rank) + [1]
      rows = scores.permuted(order).reshaped(to: [labels.count, classes])
      self.labels = labels.reshaped(to: [labels.count])
    }
  }

  /// A loss of each sample in the shape of the labels; a scalar stays.
  func restored(_ result: Tensor) -> Tensor {
    result.rank == 0 ? result : result.reshaped(to: shape)
  }

  func weights(_ classWeights: Tensor?, _ ignoreIndex: Int32?) -> SampleWeights {
    requireFloats([classes], in: classWeights, "weight", of: operation)
    return SampleWeights(labels, classes, classWeights, ignoreIndex, operation)
  }
}

/// What each sample counts in a loss: the weight of its class, or nothing.
private struct SampleWeights {
  /// Where a sample is ignored, `[samples]`; nil if none can be.
  private let isIgnored: Tensor?
  private let values: Tensor
  /// The labels, 0 where a sample is ignored.
  private let labels: Tensor

  init(
    _ labels: Tensor, _ classes: Int, _ classWeights: Tensor?, _ ignoreIndex: Int32?,
    _ operation: String
  ) {
    guard !labels.isMeta else {
      isIgnored = nil
      values = .meta(labels.shape)
      self.labels = labels
      return
    }
    let given = labels.int32Scalars
    self.labels = Tensor(given.map { $0 == ignoreIndex ? 0 : $0 })
    _ = self.labels.checkedIndices(below: classes, in: operation)
    isIgnored = ignoreIndex.map { ignored in Tensor(given.map { $0 == ignored }) }
    let weights = classWeights?.scalars
    values = Tensor(given.map { $0 == ignoreIndex ? 0 : weights?[Int($0)] ?? 1 })
  }

  /// These losses of samples, 0 where one is ignored, whatever its scores are.
  func counted(_ losses: Tensor) -> Tensor {
    isIgnored.map { .where($0, .zeros([]), losses) } ?? losses
  }

  /// The weighted negative log probabilities of the labels, `[samples]`.
  func losses(_ logProbabilities: Tensor) -> Tensor {
    counted(-logProbabilities.gathered(labels.unsqueezed(1), dim: 1).squeezed(1) * values)
  }

  func reduced(_ losses: Tensor, _ reduction: Reduction) -> Tensor {
    reduction == .mean ? losses.sum() / values.sum() : reduction(losses)
  }
}

// MARK: - The fused kernel

/// The cross-entropy of rows, with softmax, logarithm and reduction in one operation.
///
/// Cost for each sample: 2n + 1 additions, n − 1 comparisons, n divisions and n + 1 exponentials for
/// n classes.
private func fusedCrossEntropy(
  _ logits: Tensor, _ labels: Tensor, _ reduction: Reduction
) -> Tensor {
  let (batch, classes) = (logits.shape[0], logits.shape[1])
  OperationCounter.report(
    OperationCount(
      additions: 2 * classes + 1, comparisons: classes - 1, divisions: classes,
      exponentials: classes + 1) * batch)
  guard !logits.isMeta, !labels.isMeta else { return .meta(reduction == .none ? [batch] : []) }
  _ = labels.checkedIndices(below: classes, in: "crossEntropy")
  let (source, truth) = (logits.data.contiguous, labels.data.contiguous)
  let losses = Tensor.uninitialized([batch])
  let probabilities = Tensor.uninitialized(logits.shape)
  kernels_cross_entropy(
    source.floats, truth.int32s, losses.floats, probabilities.floats, batch, classes)
  withExtendedLifetime(source) {}
  let result = reduction == .none ? losses : Tensor(reduction.total(losses))
  return result.differentiable(logits) { gradient in
    guard !(gradient.isRecorded || logits.isRecorded) else {
      let scale = (gradient * reduction.scale(batch)).reshaped(to: [gradient.count, 1])
      return (softmax(logits) - .oneHot(labels, classes: classes)) * scale
    }
    return fusedGradient(probabilities, truth, gradient, reduction)
  }
}

private func fusedGradient(
  _ probabilities: Tensor, _ labels: TensorData, _ gradient: Tensor, _ reduction: Reduction
) -> Tensor {
  let (batch, classes) = (probabilities.shape[0], probabilities.shape[1])
  let result = Tensor.uninitialized(probabilities.shape)
  let scale = (gradient * reduction.scale(batch)).data.contiguous
  kernels_cross_entropy_gradient(
    probabilities.floats, labels.int32s, scale.floats, reduction == .none ? 1 : 0, result.floats,
    batch, classes)
  withExtendedLifetime(scale) {}
  return result
}
