import Tensors

/// x where it is positive, otherwise `slope` · x; see ``leakyReLU(_:slope:)``.
public final class LeakyReLU: Module {
  public let slope: Float

  public init(_ slope: Float = 0.01) { self.slope = slope }

  public func forward(_ x: Tensor) -> Tensor { leakyReLU(x, slope: slope) }

  public var hyperparameters: String { "slope \(slope)" }
}
