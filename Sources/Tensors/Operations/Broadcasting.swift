internal import CKernels

/// How two tensors of different shapes meet in an operation on their elements, by NumPy's rule:
/// shapes are aligned at the last dimension, and a dimension of 1 is repeated.
struct Broadcast {
  let shape: Shape

  /// - Parameter operation: The operation's name, for the error if the shapes don't fit.
  init(_ a: Shape, _ b: Shape, _ operation: @autoclosure () -> String) {
    if a == b || b.rank == 0 {
      shape = a
      return
    }
    guard let shape = Self.common(a, b) else {
      shapeError("\(operation()): the shapes \(a) and \(b) differ and don't broadcast")
    }
    self.shape = shape
  }

  /// The shape of an operation's result; nil if the shapes don't fit.
  static func common(_ a: Shape, _ b: Shape) -> Shape? {
    let rank = max(a.rank, b.rank)
    var dimensions = [Int](repeating: 1, count: rank)
    for index in 0..<rank {
      let inA = index - (rank - a.rank)
      let inB = index - (rank - b.rank)
      let sizeA = inA < 0 ? 1 : a[inA]
      let sizeB = inB < 0 ? 1 : b[inB]
      guard sizeA == sizeB || sizeA == 1 || sizeB == 1 else { return nil }
      dimensions[index] = sizeA == 1 ? sizeB : sizeA
    }
    return Shape(dimensions)
  }

  /// The strides with which `data` is read as if it had the common shape: 0 where it is repeated.
  static func strides(of data: TensorData, as shape: Shape) -> [Int] {
    let own = data.effectiveStrides
    let missing = shape.rank - data.shape.rank
    return (0..<shape.rank).map { index in
      index < missing || data.shape[index - missing] == 1 ? 0 : own[index - missing]
    }
  }
}

extension Tensor {
  /// Applies `kernel` to the elements of two tensors of floats, or `combine` to those of two tensors
  /// of indices, if there is one.
  @inline(__always)
  static func zip(
    _ a: Tensor, _ b: Tensor, _ operation: StaticString, _ kernel: kernels_binary,
    orIndices combine: ((Int32, Int32) -> Int32)? = nil
  ) -> Tensor {
    if a.shape == b.shape, a.data.strides == nil, b.data.strides == nil,
      a.dtype == .float32, b.dtype == .float32, !a.isMeta, !b.isMeta
    {
      let result = Tensor.uninitialized(a.shape)
      zipContiguous(kernel, a.data, b.data, result.data)
      return result
    }
    if a.dtype == .int32, let combine {
      requireDType(.int32, a, b, operation)
      return zip(a, b, operation, combine)
    }
    return zipBroadcast(a, b, operation, kernel)
  }

  /// Applies `combine` to the elements of two tensors of the scalars' type; not recorded.
  static func zip<Scalar: TensorScalar, Result: TensorScalar>(
    _ a: Tensor, _ b: Tensor, _ operation: StaticString, _ combine: (Scalar, Scalar) -> Result
  ) -> Tensor {
    let shape = Broadcast(a.shape, b.shape, "\(operation)").shape
    guard !a.isMeta, !b.isMeta else { return .meta(shape, dtype: Result.dtype) }
    let (left, right) = (
      a.expanded(to: shape).data.contiguous, b.expanded(to: shape).data.contiguous
    )
    let result = TensorData(uninitialized: shape, Result.dtype)
    let (x, y) = (left.elements(Scalar.self), right.elements(Scalar.self))
    let z = result.elements(Result.self)
    for i in 0..<result.count { z[i] = combine(x[i], y[i]) }
    withExtendedLifetime((left, right)) {}
    return Tensor(result)
  }

  private static func zipContiguous(
    _ kernel: kernels_binary, _ a: TensorData, _ b: TensorData, _ result: TensorData
  ) {
    // Short ones are not worth a look at threads.
    if a.count <= 32768 {
      kernel(a.floats, 1, b.floats, 1, result.floats, a.count)
    } else {
      var (size, unit) = (a.count, 1)
      kernels_zip(kernel, 1, &size, a.floats, &unit, b.floats, &unit, result.floats)
    }
  }

  private static func zipBroadcast(
    _ a: Tensor, _ b: Tensor, _ operation: StaticString, _ kernel: kernels_binary
  ) -> Tensor {
    requireDType(.float32, a, b, operation)
    let shape = Broadcast(a.shape, b.shape, "\(operation)").shape
    guard !a.isMeta, !b.isMeta else { return .meta(shape) }
    let result = Tensor.uninitialized(shape)
    guard result.count > 0 else { return result }
    var (aData, bData) = (a.data, b.data)
    var loop = ZipLoop(shape, aData, bData)
    if !loop.isReadable {
      (aData, bData) = (aData.contiguous, bData.contiguous)
      loop = ZipLoop(shape, aData, bData)
    }
    kernels_zip(
      kernel, Int32(loop.sizes.count), loop.sizes, aData.floats, loop.aStrides, bData.floats,
      loop.bStrides, result.floats)
    withExtendedLifetime((aData, bData)) {}
    return result
  }

  static func requireDType(
    _ expected: DType, _ a: Tensor, _ b: Tensor, _ operation: StaticString
  ) {
    guard a.dtype == expected, b.dtype == expected else {
      shapeError(
        "\(operation): the tensors are of type \(a.dtype) and \(b.dtype), expected \(expected); "
          + "asType converts")
    }
  }

  /// Sums over the dimensions along which a tensor of `shape` was repeated to this tensor's shape:
  /// the gradient of broadcasting.
  func summed(to shape: Shape) -> Tensor {
    guard self.shape != shape else { return self }
    let missing = rank - shape.rank
    let dimensions = (0..<rank).filter { index in
      index < missing || (shape[index - missing] == 1 && self.shape[index] != 1)
    }
    return sum(dims: dimensions, keepDim: true).reshaped(to: shape)
  }

  /// This tensor, repeated along dimensions of 1 and new outer ones, without a copy.
  public func expanded(to shape: Shape) -> Tensor { expanded(to: shape, "expanded") }

  func expanded(to shape: Shape, _ operation: StaticString) -> Tensor {
    guard self.shape != shape else { return self }
    guard Broadcast.common(self.shape, shape) == shape else {
      shapeError("\(operation): shape \(self.shape) does not broadcast to \(shape)")
    }
    let original = self.shape
    guard !isMeta else { return .meta(shape, dtype: dtype) }
    let view = TensorData(
      viewing: data, shape: shape, strides: Broadcast.strides(of: data, as: shape))
    return Tensor(view).differentiable(self) { gradient in gradient.summed(to: original) }
  }
}

/// The dimensions of a loop over two arrays, as few as possible: neighbours that both arrays step
/// through evenly are one.
private struct ZipLoop {
  private(set) var sizes: [Int] = []
  private(set) var aStrides: [Int] = []
  private(set) var bStrides: [Int] = []

  init(_ shape: Shape, _ a: TensorData, _ b: TensorData) {
    if Self.isContiguous(a, shape), Self.isContiguous(b, shape) {
      (sizes, aStrides, bStrides) = ([shape.count], [Self.step(a)], [Self.step(b)])
      return
    }
    let (ofA, ofB) = (Broadcast.strides(of: a, as: shape), Broadcast.strides(of: b, as: shape))
    for index in 0..<shape.rank where shape[index] != 1 {
      add(shape[index], ofA[index], ofB[index])
    }
    if sizes.isEmpty { add(1, 0, 0) }
  }

  /// Whether kernels can read the innermost dimension: they know steps of 0 and 1.
  var isReadable: Bool { aStrides.last! <= 1 && bStrides.last! <= 1 }

  /// Whether `data` is one run through `shape`, or a single element.
  private static func isContiguous(_ data: TensorData, _ shape: Shape) -> Bool {
    data.count == 1 || data.strides == nil && data.shape == shape
  }

  private static func step(_ data: TensorData) -> Int { data.count == 1 ? 0 : 1 }

  private mutating func add(_ size: Int, _ aStride: Int, _ bStride: Int) {
    if let last = sizes.indices.last, aStrides[last] == aStride * size,
      bStrides[last] == bStride * size
    {
      sizes[last] *= size
      aStrides[last] = aStride
      bStrides[last] = bStride
    } else {
      sizes.append(size)
      aStrides.append(aStride)
      bStrides.append(bStride)
    }
  }
}
