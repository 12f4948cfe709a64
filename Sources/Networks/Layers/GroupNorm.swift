import Tensors

/// Normalises each group of channels of each image, `[batch, channels, …]`, then scales and shifts
/// each channel by learned values.
///
/// Source: Wu and He, "Group Normalization" (2018).
public final class GroupNorm: Module {
  public let groups, channels: Int
  public let epsilon: Float

  /// The scale of each channel, `[channels]`.
  public let weight: Parameter?
  /// The shift of each channel, `[channels]`.
  public let bias: Parameter?

  /// - Parameters:
  ///   - groups: Into so many groups the channels are divided.
  ///   - epsilon: Added to the variance, lest it be 0.
  ///   - affine: Whether scale and shift are learned; otherwise they are 1 and 0.
  public init(_ groups: Int, _ channels: Int, epsilon: Float = 1e-5, affine: Bool = true) {
    guard groups > 0, channels % groups == 0 else {
      shapeError("GroupNorm(\(channels)): \(groups) groups don't divide the channels evenly")
    }
    self.groups = groups
    self.channels = channels
    self.epsilon = epsilon
    weight = affine ? Parameter([channels], .ones) : nil
    bias = affine ? Parameter([channels]) : nil
  }

  public func forward(_ x: Tensor) -> Tensor {
    groupNorm(x, groups: groups, weight: weight?.value, bias: bias?.value, epsilon: epsilon)
  }

  public var hyperparameters: String { "\(groups) groups of \(channels) channels" }
}
