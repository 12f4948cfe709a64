import Tensors

/// x · Φ(x), where Φ is the distribution function of the normal distribution; see ``gelu(_:)``.
public final class GELU: Module {
  public init() {}

  public func forward(_ x: Tensor) -> Tensor { gelu(x) }
}
