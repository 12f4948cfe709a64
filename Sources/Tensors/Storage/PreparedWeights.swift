internal import CKernels

/// Weights as a convolution multiplies by them. To prepare them takes a good part of its time where
/// images are small and few, so they are kept with the tensor until its elements change.
final class PreparedWeights: @unchecked Sendable {
  let floats: UnsafeMutablePointer<Float>
  private let byteCount: Int
  private let groups: Int

  fileprivate init(_ weight: TensorData, for geometry: kernels_convolution, count: Int) {
    byteCount = count * DType.float32.size
    groups = geometry.groups
    let buffer = TensorData.allocate(byteCount)
    floats = buffer.assumingMemoryBound(to: Float.self)
    withUnsafePointer(to: geometry) { kernels_convolution_prepare($0, weight.floats, floats) }
  }

  deinit { kernels_buffer_free(floats, byteCount) }

  /// Whether they also fit another convolution by the same weights.
  fileprivate func fit(_ geometry: kernels_convolution) -> Bool { groups == geometry.groups }

  /// What is known of a tensor's use as weights since its elements last changed.
  enum State: Sendable {
    case unused
    case used
    case prepared(PreparedWeights)
  }
}

extension TensorData {
  /// These weights, prepared; nil if that doesn't pay. It doesn't when they are first used, as a
  /// step of training uses them once and then changes them.
  func preparedWeights(for geometry: kernels_convolution) -> PreparedWeights? {
    let count = withUnsafePointer(to: geometry) { kernels_convolution_prepared_size($0) }
    guard count > 0 else { return nil }
    return useAsWeights.withLock { state in
      switch state {
      case .unused:
        state = .used
        return nil
      case .prepared(let weights) where weights.fit(geometry): return weights
      case .used, .prepared:
        let weights = PreparedWeights(self, for: geometry, count: count)
        state = .prepared(weights)
        return weights
      }
    }
  }

  /// To be called before elements change.
  func forgetPreparedWeights() { useAsWeights.withLock { $0 = .unused } }
}
