internal import CKernels

/// The elements of a tensor: a buffer, or a view into the buffer of another one.
///
/// Tensors share data until one of them changes it, which copies it first unless nobody else looks.
/// Elements may be computed as late as when somebody reads them. What has neither elements nor a way
/// to compute them is meta: it stands for any tensor of its shape.
final class TensorData {
  let shape: Shape
  let dtype: DType
  /// The number of elements.
  let count: Int
  /// By how many elements neighbours along each dimension are apart; nil if they are contiguous,
  /// the last dimension innermost.
  let strides: [Int]?
  /// The data whose buffer this is a view into.
  private let owner: TensorData?
  private(set) var buffer: UnsafeMutableRawPointer?
  /// Computes the elements when they are first read.
  private let deferred: DeferredElements?

  /// A buffer with undefined contents.
  init(uninitialized shape: Shape, _ dtype: DType = .float32) {
    self.shape = shape
    self.dtype = dtype
    count = shape.count
    strides = nil
    owner = nil
    deferred = nil
    buffer = Self.allocate(count * dtype.size)
  }

  /// Floats that are computed when somebody reads them.
  init(_ deferred: DeferredElements, _ shape: Shape) {
    self.shape = shape
    dtype = .float32
    count = shape.count
    strides = nil
    owner = nil
    self.deferred = deferred
  }

  init(meta shape: Shape, _ dtype: DType = .float32) {
    self.shape = shape
    self.dtype = dtype
    count = shape.count
    strides = nil
    owner = nil
    deferred = nil
  }

  /// A view of `base`, whose buffer begins `offset` elements behind that of `base`.
  init(viewing base: TensorData, shape: Shape, strides: [Int]?, offset: Int = 0) {
    self.shape = shape
    dtype = base.dtype
    count = shape.count
    self.strides = strides.flatMap { Self.areContiguous($0, for: shape) ? nil : $0 }
    owner = base.owner ?? base
    deferred = nil
    buffer = base.pointer + offset * base.dtype.size
  }

  deinit {
    if owner == nil, let buffer { kernels_buffer_free(buffer, count * dtype.size) }
  }

  var isMeta: Bool { buffer == nil && deferred == nil }

  /// What computes the elements, as long as nobody has read them.
  var pending: DeferredElements? { buffer == nil ? deferred : nil }

  /// Whether changes would be seen by nobody else, provided that this object has one reference.
  var ownsBuffer: Bool { owner == nil }

  var pointer: UnsafeMutableRawPointer {
    if let buffer { return buffer }
    return initialized()
  }

  /// The elements of a tensor of floats.
  var floats: UnsafeMutablePointer<Float> { pointer.assumingMemoryBound(to: Float.self) }
  var int32s: UnsafeMutablePointer<Int32> { pointer.assumingMemoryBound(to: Int32.self) }
  var bools: UnsafeMutablePointer<UInt8> { pointer.assumingMemoryBound(to: UInt8.self) }

  private func initialized() -> UnsafeMutableRawPointer {
    guard let deferred else { fatalError("a meta tensor of shape \(shape) has no elements") }
    deferred.lock.withLock { _ in
      guard buffer == nil else { return }
      let new = Self.allocate(count * dtype.size)
      deferred.compute(
        UnsafeMutableBufferPointer(start: new.assumingMemoryBound(to: Float.self), count: count))
      buffer = new
    }
    return buffer!
  }

  private static func allocate(_ bytes: Int) -> UnsafeMutableRawPointer {
    guard let buffer = kernels_buffer_allocate(bytes) else {
      fatalError("out of memory: no \(bytes) bytes for a tensor")
    }
    return buffer
  }

  // MARK: Strides

  /// Strides of contiguous data.
  static func contiguousStrides(_ shape: Shape) -> [Int] {
    var strides = [Int](repeating: 1, count: shape.rank)
    for dimension in stride(from: shape.rank - 2, through: 0, by: -1) {
      strides[dimension] = strides[dimension + 1] * shape[dimension + 1]
    }
    return strides
  }

  /// The strides, also where they are implied.
  var effectiveStrides: [Int] { strides ?? Self.contiguousStrides(shape) }

  private static func areContiguous(_ strides: [Int], for shape: Shape) -> Bool {
    var expected = 1
    for dimension in stride(from: shape.rank - 1, through: 0, by: -1) {
      if shape[dimension] != 1 && strides[dimension] != expected { return false }
      expected *= shape[dimension]
    }
    return true
  }

  /// The same elements, contiguous.
  var contiguous: TensorData {
    guard let strides else { return self }
    return copied(strides: strides)
  }

  /// A copy in a buffer of its own.
  func copied() -> TensorData { copied(strides: effectiveStrides) }

  private func copied(strides: [Int]) -> TensorData {
    let copy = TensorData(uninitialized: shape, dtype)
    if count > 0 {
      kernels_copy_strided(
        Int32(shape.rank), shape.dimensions, pointer, strides, copy.pointer, dtype.size)
    }
    return copy
  }
}
