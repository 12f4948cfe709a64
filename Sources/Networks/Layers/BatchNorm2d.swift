import Tensors

/// Shifts and scales each channel of images, `[batch, channels, height, width]`, to a learned mean
/// and variance.
///
/// In training, the statistics are those of the batch, and running averages of them are kept for
/// inference. A meta tensor passes as in inference.
///
/// Source: Ioffe and Szegedy, "Batch Normalization" (2015).
public final class BatchNorm2d: Module, TrainingModeDependent {
  public let channels: Int
  public let epsilon, momentum: Float
  public var isTraining = true

  /// The scale of each channel, `[channels]`.
  public let weight: Parameter?
  /// The shift of each channel, `[channels]`.
  public let bias: Parameter?
  /// Running statistics, `[channels]`.
  public let runningMean, runningVariance: Buffer

  /// - Parameters:
  ///   - epsilon: Added to the variance, lest it be 0.
  ///   - momentum: The weight of a batch in the running statistics.
  ///   - affine: Whether scale and shift are learned; otherwise they are 1 and 0.
  public init(
    _ channels: Int, epsilon: Float = 1e-5, momentum: Float = 0.1, affine: Bool = true
  ) {
    self.channels = channels
    self.epsilon = epsilon
    self.momentum = momentum
    weight = affine ? Parameter([channels], .ones) : nil
    bias = affine ? Parameter([channels]) : nil
    runningMean = Buffer([channels])
    runningVariance = Buffer([channels], .ones)
  }

  public func forward(_ x: Tensor) -> Tensor {
    guard isTraining, !x.isMeta else {
      return batchNorm(
        x, mean: runningMean.value, variance: runningVariance.value, weight: weight?.value,
        bias: bias?.value, epsilon: epsilon)
    }
    let result = batchNormTraining(
      x, weight: weight?.value, bias: bias?.value, epsilon: epsilon)
    noGrad {
      let n = Float(x.count / channels)
      runningMean.value = runningMean.value * (1 - momentum) + result.mean * momentum
      runningVariance.value =
        runningVariance.value * (1 - momentum) + result.variance * (momentum * n / (n - 1))
    }
    return result.output
  }

  public var hyperparameters: String { "\(channels)" }
}
