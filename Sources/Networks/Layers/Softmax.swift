import Tensors

/// Turns the scores along a dimension into probabilities.
public final class Softmax: Module {
  public let dim: Int

  /// - Parameter dim: The dimension; -1 is the last one.
  public init(dim: Int = -1) { self.dim = dim }

  public func forward(_ x: Tensor) -> Tensor { softmax(x, dim: dim) }
}
