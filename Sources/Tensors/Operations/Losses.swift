internal import CKernels

/// What becomes of the losses of a batch.
public enum Reduction: String, Hashable, Codable, Sendable {
  case mean, sum
  /// One loss for each sample.
  case none

  func callAsFunction(_ losses: Tensor) -> Tensor {
    switch self {
    case .mean: losses.mean()
    case .sum: losses.sum()
    case .none: losses
    }
  }
}

/// −ln softmax(logits)[label]: the cross-entropy of predicted scores and the true class.
///
/// - Parameters:
///   - logits: Scores before the softmax, `[batch, classes]`.
///   - labels: The class of each sample, `[batch]`, of ``DType/int32``.
///   - reduction: What becomes of the losses of the samples.
/// - Returns: A scalar, or `[batch]` without reduction.
public func crossEntropy(
  _ logits: Tensor, _ labels: Tensor, reduction: Reduction = .mean
) -> Tensor {
  guard logits.rank == 2, labels.shape == [logits.shape[0]] else {
    shapeError(
      "crossEntropy: logits \(logits.shape) and labels \(labels.shape), "
        + "expected [batch, classes] and [batch]")
  }
  let (batch, classes) = (logits.shape[0], logits.shape[1])
  OperationCounter.report(
    OperationCount(
      additions: 2 * classes + 1, comparisons: classes - 1, divisions: classes,
      exponentials: classes + 1) * batch)
  guard !logits.isMeta, !labels.isMeta else { return .meta(reduction == .none ? [batch] : []) }
  let losses = OperationCounter.paused { CrossEntropy(logits, labels).losses() }
  return reduction(losses)
}

/// Cross-entropy and what its gradient needs.
private struct CrossEntropy {
  let logits: Tensor
  let labels: TensorData

  init(_ logits: Tensor, _ labels: Tensor) {
    logits.requireDType(.float32, "crossEntropy")
    self.logits = logits
    self.labels = labels.data.contiguous
    _ = labels.checkedIndices(below: logits.shape[1], in: "crossEntropy")
  }

  private var batch: Int { logits.shape[0] }
  private var classes: Int { logits.shape[1] }

  func losses() -> Tensor {
    let source = logits.data.contiguous
    let losses = Tensor.uninitialized([batch])
    let probabilities = Tensor.uninitialized(logits.shape)
    kernels_cross_entropy(
      source.floats, labels.int32s, losses.floats, probabilities.floats, batch, classes)
    withExtendedLifetime(source) {}
    return losses.differentiable(logits) { gradient, _ in
      guard !(gradient.isRecorded || logits.isRecorded) else {
        let target = Tensor.oneHot(Tensor(labels), classes: classes)
        return (softmax(logits) - target) * gradient.unsqueezed(1)
      }
      return logitsGradient(gradient, probabilities)
    }
  }

  private func logitsGradient(_ gradient: Tensor, _ probabilities: Tensor) -> Tensor {
    let result = Tensor.uninitialized(logits.shape)
    let scale = gradient.data.contiguous
    kernels_cross_entropy_gradient(
      probabilities.floats, labels.int32s, scale.floats, 1, result.floats, batch, classes)
    withExtendedLifetime(scale) {}
    return result
  }
}
