import Tensors

/// x where it is positive, otherwise `alpha` · (exp(x) − 1); see ``elu(_:alpha:)``.
public final class ELU: Module {
  public let alpha: Float

  public init(alpha: Float = 1) { self.alpha = alpha }

  public func forward(_ x: Tensor) -> Tensor { elu(x, alpha: alpha) }

  public var hyperparameters: String { "α \(alpha)" }
}
