import Tensors

/// The mean of each cell of a grid that is laid over images of any size,
/// `[batch, channels, height, width]` → `[batch, channels, outputSize.height, outputSize.width]`.
public final class AdaptiveAvgPool2d: Module {
  public let outputSize: Size2D

  public init(_ outputSize: any Size2DConvertible) { self.outputSize = outputSize.size2D }

  public func forward(_ x: Tensor) -> Tensor { adaptiveAvgPool2d(x, outputSize: outputSize) }

  public var hyperparameters: String { "to \(outputSize)" }
}
