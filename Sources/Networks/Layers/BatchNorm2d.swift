import Tensors

/// Shifts and scales each channel of images, `[batch, channels, height, width]`, to a learned mean
/// and variance.
///
/// Source: Ioffe and Szegedy, "Batch Normalization" (2015).
public final class BatchNorm2d: Module {
  public let channels: Int
  public let epsilon: Float

  /// The scale of each channel, `[channels]`.
  public let weight: Parameter?
  /// The shift of each channel, `[channels]`.
  public let bias: Parameter?
  /// Running statistics, `[channels]`.
  public let runningMean, runningVariance: Buffer

  /// - Parameters:
  ///   - epsilon: Added to the variance, lest it be 0.
  ///   - affine: Whether scale and shift are learned; otherwise they are 1 and 0.
  public init(_ channels: Int, epsilon: Float = 1e-5, affine: Bool = true) {
    self.channels = channels
    self.epsilon = epsilon
    weight = affine ? Parameter([channels]) : nil
    bias = affine ? Parameter([channels]) : nil
    runningMean = Buffer([channels])
    runningVariance = Buffer([channels])
  }

  public func forward(_ x: Tensor) -> Tensor {
    batchNorm2d(
      x, mean: runningMean.value, variance: runningVariance.value, weight: weight?.value,
      bias: bias?.value, epsilon: epsilon)
  }

  public var hyperparameters: String { "\(channels)" }
}
