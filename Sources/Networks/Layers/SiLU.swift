import Tensors

/// x · sigmoid(x); see ``silu(_:)``.
public final class SiLU: Module {
  public init() {}

  public func forward(_ x: Tensor) -> Tensor { silu(x) }
}
