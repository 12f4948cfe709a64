import Tensors

/// Turns the scores along a dimension into logarithms of probabilities.
public final class LogSoftmax: Module {
  public let dim: Int

  /// - Parameter dim: The dimension; -1 is the last one.
  public init(dim: Int = -1) { self.dim = dim }

  public func forward(_ x: Tensor) -> Tensor { logSoftmax(x, dim: dim) }
}
