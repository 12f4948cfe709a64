import Tensors

/// Divides each element of images, `[batch, channels, height, width]`, by a power of the mean
/// square of its neighbours in other channels.
///
/// Source: Krizhevsky et al., "ImageNet Classification with Deep Convolutional Neural Networks"
/// (2012), section 3.3; see ``localResponseNorm(_:size:alpha:beta:k:)`` for the formula.
public final class LocalResponseNorm: Module {
  public let size: Int
  public let alpha, beta, k: Float

  /// - Parameter size: The number of neighbouring channels, the element's own among them.
  public init(_ size: Int, alpha: Float = 1e-4, beta: Float = 0.75, k: Float = 1) {
    self.size = size
    self.alpha = alpha
    self.beta = beta
    self.k = k
  }

  public func forward(_ x: Tensor) -> Tensor {
    localResponseNorm(x, size: size, alpha: alpha, beta: beta, k: k)
  }

  public var hyperparameters: String { "\(size) channels, α \(alpha), β \(beta), k \(k)" }
}
