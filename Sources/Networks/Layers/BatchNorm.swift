import Tensors

/// Shifts and scales each channel to a learned mean and variance: what ``BatchNorm1d`` and
/// ``BatchNorm2d`` share.
///
/// In training, the statistics are those of the batch, and running averages of them are kept for
/// inference. A meta tensor passes as in inference, and so does an empty batch.
///
/// Source: Ioffe and Szegedy, "Batch Normalization" (2015).
public class BatchNorm: Module, TrainingModeDependent {
  public let channels: Int
  public let epsilon, momentum: Float
  public final var isTraining = true

  /// The scale of each channel, `[channels]`.
  public let weight: Parameter?
  /// The shift of each channel, `[channels]`.
  public let bias: Parameter?
  /// Running statistics, `[channels]`.
  public let runningMean, runningVar: Buffer

  /// The numbers of dimensions that an input may have.
  private let ranks: ClosedRange<Int>

  fileprivate init(
    _ channels: Int, ranks: ClosedRange<Int>, epsilon: Float, momentum: Float, affine: Bool
  ) {
    self.channels = channels
    self.ranks = ranks
    self.epsilon = epsilon
    self.momentum = momentum
    weight = affine ? Parameter([channels], .ones) : nil
    bias = affine ? Parameter([channels]) : nil
    runningMean = Buffer([channels])
    runningVar = Buffer([channels], .ones)
  }

  public final func forward(_ x: Tensor) -> Tensor {
    guard ranks.contains(x.rank) else {
      let expected =
        ranks.count == 1 ? "\(ranks.lowerBound)" : "\(ranks.lowerBound) or \(ranks.upperBound)"
      shapeError(
        "\(typeName)(\(channels)): input \(x.shape) has \(x.rank) dimensions, expected \(expected)")
    }
    // An empty batch says nothing of the statistics.
    guard isTraining, !x.isMeta, x.count > 0 else {
      return batchNorm(
        x, mean: runningMean.value, variance: runningVar.value, weight: weight?.value,
        bias: bias?.value, epsilon: epsilon)
    }
    let result = batchNormTraining(
      x, weight: weight?.value, bias: bias?.value, epsilon: epsilon)
    noGrad {
      let n = Float(x.count / channels)
      runningMean.value = runningMean.value * (1 - momentum) + result.mean * momentum
      runningVar.value =
        runningVar.value * (1 - momentum) + result.variance * (momentum * n / (n - 1))
    }
    return result.output
  }

  public var hyperparameters: String { "\(channels)" }
}

/// Batch normalisation of features or of sequences of them, `[batch, channels]` or
/// `[batch, channels, length]`; see ``BatchNorm``.
public final class BatchNorm1d: BatchNorm {
  /// Hyperparameters as of ``BatchNorm2d``.
  public init(
    _ channels: Int, epsilon: Float = 1e-5, momentum: Float = 0.1, affine: Bool = true
  ) {
    super.init(channels, ranks: 2...3, epsilon: epsilon, momentum: momentum, affine: affine)
  }
}

/// Batch normalisation of images, `[batch, channels, height, width]`; see ``BatchNorm``.
public final class BatchNorm2d: BatchNorm {
  /// - Parameters:
  ///   - epsilon: Added to the variance, lest it be 0.
  ///   - momentum: The weight of a batch in the running statistics.
  ///   - affine: Whether scale and shift are learned; otherwise they are 1 and 0.
  public init(
    _ channels: Int, epsilon: Float = 1e-5, momentum: Float = 0.1, affine: Bool = true
  ) {
    super.init(channels, ranks: 4...4, epsilon: epsilon, momentum: momentum, affine: affine)
  }
}
