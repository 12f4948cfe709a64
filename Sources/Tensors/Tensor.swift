/// An array of numbers with a shape: a copy-on-write value.
///
///     let x = Tensor([[1, 2], [3, 4]])
///     let y = relu(x - 2.5).sum(dim: 1)  // [0. 2.]
///
/// Copies and views share memory until one of them changes, so `let x` never does. Elements are
/// floats; indices and masks are tensors too, of ``DType/int32`` and ``DType/bool``.
///
/// A *meta* tensor has a shape and no elements. Operations on meta tensors check shapes, give the
/// output's shape and report their cost, so a network runs on them to learn its shapes, its
/// parameters and its cost without allocating anything.
///
/// Operations on tensors that depend on a ``Parameter``, or that come from ``requiringGradient()``,
/// are recorded, so that ``backward()`` can differentiate the result.
public struct Tensor: @unchecked Sendable {
  // Unchecked, since data changes only where this value holds the one reference to it.
  var data: TensorData
  /// How the tensor was computed; nil if no gradient flows through it.
  var node: GradientNode?

  @inline(__always)
  init(_ data: TensorData, node: GradientNode? = nil) {
    self.data = data
    self.node = node
  }

  public var shape: Shape { data.shape }

  /// The type of the elements.
  public var dtype: DType { data.dtype }

  /// The number of dimensions.
  public var rank: Int { data.shape.rank }

  /// The number of elements.
  public var count: Int { data.count }

  /// Whether there are no elements, only a shape.
  public var isMeta: Bool { data.isMeta }

  /// A tensor without elements, which stands for any tensor of its shape.
  public static func meta(_ shape: Shape, dtype: DType = .float32) -> Tensor {
    Tensor(TensorData(meta: shape, dtype))
  }

  /// The memory that the elements take or, in a meta tensor, would take.
  public var byteCount: Int { data.count * data.dtype.size }
}

extension Tensor {
  /// A tensor of floats with undefined elements, for an operation to fill.
  @inline(__always)
  static func uninitialized(_ shape: Shape) -> Tensor { Tensor(TensorData(uninitialized: shape)) }

  /// The elements, contiguous.
  @inline(__always)
  var floats: UnsafeMutablePointer<Float> { data.floats }

  /// The same tensor with contiguous elements.
  var contiguous: Tensor {
    data.strides == nil ? self : Tensor(data.contiguous, node: node)
  }

  /// Gives this value a buffer of its own, contiguous, that may be changed.
  package mutating func makeUnique() {
    if isKnownUniquelyReferenced(&data), data.ownsBuffer { return }
    data = data.copied()
  }

  /// The elements of this value alone, contiguous, to be changed in place as long as it lives.
  package mutating func uniqueFloats() -> UnsafeMutablePointer<Float> {
    makeUnique()
    return data.floats
  }
}
