internal import CKernels

/// A convolution that nobody has read the result of, and what follows it: a batch normalisation, the
/// addition of a shortcut, a relu. All of it then takes one pass over memory.
///
/// That happens where nothing is recorded for differentiation. The result has the same bits as that
/// of one operation after the other.
final class DeferredConvolution: DeferredElements, @unchecked Sendable {
  private let geometry: kernels_convolution
  private let x, weight: TensorData
  /// Of the output's channels.
  private var scale, shift: TensorData?
  private var residual: TensorData?
  private var isRectified = false

  /// - Parameters:
  ///   - x: Contiguous, as is `weight`.
  ///   - bias: Contiguous.
  init(_ geometry: kernels_convolution, _ x: TensorData, _ weight: TensorData, bias: TensorData?) {
    self.geometry = geometry
    self.x = x
    self.weight = weight
    shift = bias
    // Read now: what the convolution depends on must not itself wait for it.
    for data in [x, weight, bias] { _ = data?.pointer }
  }

  private init(_ other: DeferredConvolution) {
    geometry = other.geometry
    x = other.x
    weight = other.weight
    scale = other.scale
    shift = other.shift
    residual = other.residual
    isRectified = other.isRectified
  }

  override func compute(_ elements: UnsafeMutableBufferPointer<Float>) {
    var epilogue = kernels_convolution_epilogue(
      scale: scale.map { UnsafePointer($0.floats) }, shift: shift.map { UnsafePointer($0.floats) },
      residual: residual.map { UnsafePointer($0.floats) }, relu: isRectified)
    withUnsafePointer(to: geometry) {
      kernels_convolution_forward($0, x.floats, weight.floats, elements.baseAddress, &epilogue)
    }
  }

  /// Followed by a scale and a shift of each channel; nil if something else comes before.
  func normalized(scale: TensorData, shift: TensorData) -> DeferredConvolution? {
    guard self.scale == nil, self.shift == nil, residual == nil, !isRectified else { return nil }
    let result = DeferredConvolution(self)
    result.scale = scale
    result.shift = shift
    for data in [scale, shift] { _ = data.pointer }
    return result
  }

  /// Followed by the addition of a tensor of the same shape; nil if something else comes before.
  func adding(_ residual: TensorData) -> DeferredConvolution? {
    guard self.residual == nil, !isRectified else { return nil }
    let result = DeferredConvolution(self)
    result.residual = residual
    _ = residual.pointer
    return result
  }

  /// Followed by a relu.
  func rectified() -> DeferredConvolution {
    let result = DeferredConvolution(self)
    result.isRectified = true
    return result
  }
}

extension Tensor {
  /// The convolution that this tensor is the unread result of.
  var deferredConvolution: DeferredConvolution? {
    isRecorded ? nil : data.pending as? DeferredConvolution
  }
}
