import Tensors

/// The hyperbolic tangent.
public final class Tanh: Module {
  public init() {}

  public func forward(_ x: Tensor) -> Tensor { tanh(x) }
}
