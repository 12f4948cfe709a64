internal import CKernels

/// Runs `body` without recording operations for differentiation: for inference, for updates of
/// parameters, for statistics.
public func noGrad<Result>(_ body: () throws -> Result) rethrows -> Result {
  try withGradientsOff(true, body)
}

/// Records operations in `body` again, inside of ``noGrad(_:)``.
public func enableGrad<Result>(_ body: () throws -> Result) rethrows -> Result {
  try withGradientsOff(false, body)
}

func withGradientsOff<Result>(
  _ off: Bool, _ body: () throws -> Result
) rethrows -> Result {
  let outer = kernels_gradients_off()
  kernels_set_gradients_off(off)
  defer { kernels_set_gradients_off(outer) }
  return try body()
}

extension Tensor {
  /// Whether operations on this tensor are recorded right now.
  @inline(__always)
  var isRecorded: Bool { node != nil && !kernels_gradients_off() }

  /// Whether gradients flow through this tensor.
  public var requiresGradient: Bool { node != nil }
}
