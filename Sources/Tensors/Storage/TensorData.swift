internal import CKernels
import Synchronization

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
  /// Whether there are no elements, nor a way to compute them.
  let isMeta: Bool
  /// The data whose buffer this is a view into.
  private let owner: TensorData?
  /// Where the elements are; nil until they are computed. Atomic, since whoever reads first computes.
  private let address: Atomic<UnsafeMutableRawPointer?>
  /// Computes the elements when they are first read.
  private let deferred: DeferredElements?

  private init(
    _ shape: Shape, _ dtype: DType, address: UnsafeMutableRawPointer? = nil, strides: [Int]? = nil,
    owner: TensorData? = nil, deferred: DeferredElements? = nil, count: Int? = nil
  ) {
    self.shape = shape
    self.dtype = dtype
    self.count = count ?? shape.count
    self.strides = strides
    self.owner = owner
    self.deferred = deferred
    self.address = Atomic(address)
    isMeta = address == nil && deferred == nil
  }

  /// A buffer with undefined contents.
  convenience init(uninitialized shape: Shape, _ dtype: DType = .float32) {
    let count = shape.count
    self.init(shape, dtype, address: Self.allocate(count * dtype.size), count: count)
  }

  /// Floats that are computed when somebody reads them.
  convenience init(_ deferred: DeferredElements, _ shape: Shape) {
    self.init(shape, .float32, deferred: deferred)
  }

  convenience init(meta shape: Shape, _ dtype: DType = .float32) { self.init(shape, dtype) }

  /// A view of `base`, whose buffer begins `offset` elements behind that of `base`.
  convenience init(viewing base: TensorData, shape: Shape, strides: [Int]?, offset: Int = 0) {
    self.init(
      shape, base.dtype, address: base.pointer + offset * base.dtype.size,
      strides: strides.flatMap { Self.areContiguous($0, for: shape) ? nil : $0 },
      owner: base.owner ?? base)
  }

  deinit {
    if owner == nil, let buffer { kernels_buffer_free(buffer, count * dtype.size) }
  }

  /// Where the elements are, if they have been computed.
  var buffer: UnsafeMutableRawPointer? {
    @inline(__always) get { address.load(ordering: .acquiring) }
  }

  /// What computes the elements, as long as nobody has read them.
  var pending: DeferredElements? { buffer == nil ? deferred : nil }

  /// Whether changes would be seen by nobody else, provided that this object has one reference.
  var ownsBuffer: Bool { owner == nil && deferred?.isWatched != true }

  var pointer: UnsafeMutableRawPointer {
    if let buffer { return buffer }
    return computed()
  }

  /// The elements of a tensor of floats.
  var floats: UnsafeMutablePointer<Float> { pointer.assumingMemoryBound(to: Float.self) }
  @inline(__always)
  func elements<Scalar>(_: Scalar.Type) -> UnsafeMutablePointer<Scalar> {
    pointer.assumingMemoryBound(to: Scalar.self)
  }
  var int32s: UnsafeMutablePointer<Int32> { pointer.assumingMemoryBound(to: Int32.self) }
  var bools: UnsafeMutablePointer<UInt8> { pointer.assumingMemoryBound(to: UInt8.self) }

  private func computed() -> UnsafeMutableRawPointer {
    guard let deferred else { fatalError("a meta tensor of shape \(shape) has no elements") }
    deferred.computeOnce { compute in
      let new = Self.allocate(count * dtype.size)
      compute(
        UnsafeMutableBufferPointer(start: new.assumingMemoryBound(to: Float.self), count: count))
      address.store(new, ordering: .releasing)
    }
    return buffer!
  }

  static func allocate(_ bytes: Int) -> UnsafeMutableRawPointer {
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

  /// The strides with which these elements are those of a tensor of another shape, with as many
  /// elements; nil if that takes a copy.
  ///
  /// Neighbouring dimensions that are stepped through evenly are a run, and each run is cut into new
  /// dimensions by itself.
  func strides(reshapedTo new: Shape) -> [Int]? {
    guard let strides, count > 0 else { return Self.contiguousStrides(new) }
    var result = [Int](repeating: 1, count: new.rank)
    var next = new.rank - 1
    var (run, cut, step) = (1, 1, strides[shape.rank - 1])
    for dimension in stride(from: shape.rank - 1, through: 0, by: -1) {
      run *= shape[dimension]
      let outer = dimension - 1
      if outer >= 0, shape[outer] == 1 || strides[outer] == run * step { continue }
      while next >= 0, cut < run || new[next] == 1 {
        result[next] = cut * step
        cut *= new[next]
        next -= 1
      }
      guard cut == run else { return nil }
      if outer >= 0 { (run, cut, step) = (1, 1, strides[outer]) }
    }
    return result
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
