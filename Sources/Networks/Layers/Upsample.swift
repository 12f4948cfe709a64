import Tensors

/// Enlarges images, `[batch, channels, height, width]`, to a size or by a factor; see
/// ``upsample(_:to:mode:alignCorners:)``.
public final class Upsample: Module {
  private enum Target {
    case size(Size2D)
    case factor(Double)
  }

  private let target: Target
  public let mode: UpsamplingMode
  public let alignCorners: Bool

  /// - Parameters:
  ///   - size: The size of the result.
  ///   - alignCorners: Whether the centres of the corner elements stay where they are; of bilinear
  ///     mode alone.
  public init(
    to size: any Size2DConvertible, mode: UpsamplingMode = .nearest, alignCorners: Bool = false
  ) {
    target = .size(size.size2D)
    self.mode = mode
    self.alignCorners = alignCorners
  }

  /// - Parameters:
  ///   - scaleFactor: The result is so many times as high and wide, rounded down.
  ///   - alignCorners: Whether the centres of the corner elements stay where they are; of bilinear
  ///     mode alone.
  public init(
    scaleFactor: Double, mode: UpsamplingMode = .nearest, alignCorners: Bool = false
  ) {
    target = .factor(scaleFactor)
    self.mode = mode
    self.alignCorners = alignCorners
  }

  public func forward(_ x: Tensor) -> Tensor {
    switch target {
    case .size(let size): upsample(x, to: size, mode: mode, alignCorners: alignCorners)
    case .factor(let factor):
      upsample(x, scaleFactor: factor, mode: mode, alignCorners: alignCorners)
    }
  }

  public var hyperparameters: String {
    switch target {
    case .size(let size): "to \(size), \(mode)"
    case .factor(let factor): "by \(factor), \(mode)"
    }
  }
}
