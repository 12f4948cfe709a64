import Tensors

/// ln(1 + exp(x)), a smooth relu.
public final class Softplus: Module {
  public init() {}

  public func forward(_ x: Tensor) -> Tensor { softplus(x) }
}
