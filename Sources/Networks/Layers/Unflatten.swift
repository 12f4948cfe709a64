import Tensors

/// Splits a dimension into several, the inverse of ``Flatten``: with the default dimension,
/// `[batch, features]` → `[batch, …]`.
public final class Unflatten: Module {
  public let dim: Int
  public let size: [Int]

  /// - Parameters:
  ///   - size: What the dimension is split into; their product is its size.
  ///   - dim: The dimension to split; -1 is the last one.
  public init(to size: [Int], dim: Int = 1) {
    self.dim = dim
    self.size = size
  }

  public func forward(_ x: Tensor) -> Tensor {
    let dim = x.shape.dimension(at: dim, of: "Unflatten")
    guard size.reduce(1, *) == x.shape[dim] else {
      shapeError("Unflatten: dimension \(dim) of \(x.shape) does not split into \(size)")
    }
    let dimensions = x.shape.dimensions
    return x.reshaped(to: Shape(dimensions[..<dim] + size + dimensions[(dim + 1)...]))
  }
}
