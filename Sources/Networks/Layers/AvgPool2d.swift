import Tensors

/// The mean of each window over images, `[batch, channels, height, width]`, padding included.
public final class AvgPool2d: Module {
  public let kernelSize, stride, padding: Size2D
  public let ceilMode: Bool

  /// - Parameters:
  ///   - stride: The distance between windows; the size of the window if nil.
  ///   - ceilMode: Whether a last window that begins inside the image, but reaches beyond it,
  ///     counts.
  public init(
    kernelSize: any Size2DConvertible, stride: (any Size2DConvertible)? = nil,
    padding: any Size2DConvertible = 0, ceilMode: Bool = false
  ) {
    self.kernelSize = kernelSize.size2D
    self.stride = (stride ?? kernelSize).size2D
    self.padding = padding.size2D
    self.ceilMode = ceilMode
  }

  public func forward(_ x: Tensor) -> Tensor {
    avgPool2d(x, kernelSize: kernelSize, stride: stride, padding: padding, ceilMode: ceilMode)
  }

  public var hyperparameters: String {
    var parts = ["window \(kernelSize)", "stride \(stride.briefly)"]
    if padding != Size2D(0, 0) { parts.append("padding \(padding.briefly)") }
    if ceilMode { parts.append("ceil mode") }
    return parts.joined(separator: ", ")
  }
}
