import Tensors

/// max(x, 0).
public final class ReLU: Module {
  public init() {}

  public func forward(_ x: Tensor) -> Tensor { relu(x) }
}
