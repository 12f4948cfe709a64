import Tensors

/// 1 / (1 + exp(−x)).
public final class Sigmoid: Module {
  public init() {}

  public func forward(_ x: Tensor) -> Tensor { sigmoid(x) }
}
