import Tensors

/// Joins dimensions into one; by default all but the batch, `[batch, …]` → `[batch, features]`.
public final class Flatten: Module {
  public let first, last: Int

  /// - Parameters:
  ///   - first: The first dimension to join.
  ///   - last: The last one; -1 is the last of all.
  public init(from first: Int = 1, to last: Int = -1) {
    self.first = first
    self.last = last
  }

  public func forward(_ x: Tensor) -> Tensor { x.flattened(from: first, to: last) }
}
