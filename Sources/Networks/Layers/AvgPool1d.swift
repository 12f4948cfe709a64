import Tensors

/// The mean of each window over sequences, `[batch, channels, length]`, padding included.
public final class AvgPool1d: Module {
  public let kernelSize, stride, padding: Int
  public let ceilMode: Bool

  /// - Parameters:
  ///   - stride: The distance between windows; the size of the window if nil.
  ///   - ceilMode: Whether a last window that begins inside the sequence, but reaches beyond it,
  ///     counts.
  public init(kernelSize: Int, stride: Int? = nil, padding: Int = 0, ceilMode: Bool = false) {
    self.kernelSize = kernelSize
    self.stride = stride ?? kernelSize
    self.padding = padding
    self.ceilMode = ceilMode
  }

  public func forward(_ x: Tensor) -> Tensor {
    avgPool2d(
      x.unsqueezed(-2), kernelSize: Size2D(1, kernelSize), stride: Size2D(1, stride),
      padding: Size2D(0, padding), ceilMode: ceilMode
    ).squeezed(-2)
  }

  public var hyperparameters: String {
    var parts = ["window \(kernelSize)", "stride \(stride)"]
    if padding != 0 { parts.append("padding \(padding)") }
    if ceilMode { parts.append("ceil mode") }
    return parts.joined(separator: ", ")
  }
}
