internal import CKernels

extension Tensor {
  /// A tensor of floats.
  ///
  /// - Parameters:
  ///   - scalars: The elements, the last dimension innermost.
  ///   - shape: Has as many elements.
  public init(_ scalars: [Float], shape: Shape) { self.init(copying: scalars, shape) }

  /// A tensor of the elements' own type: indices of `Int32`, a mask of `Bool`.
  public init<Scalar: TensorScalar>(_ scalars: [Scalar], shape: Shape) {
    self.init(copying: scalars, shape)
  }

  /// A vector.
  public init(_ scalars: [Float]) { self.init(copying: scalars, [scalars.count]) }

  /// A vector of the elements' own type.
  public init<Scalar: TensorScalar>(_ scalars: [Scalar]) {
    self.init(copying: scalars, [scalars.count])
  }

  /// A matrix of rows of the same length.
  public init(_ rows: [[Float]]) { self.init(nested: rows) }

  /// A matrix of the elements' own type.
  public init<Scalar: TensorScalar>(_ rows: [[Scalar]]) { self.init(nested: rows) }

  /// A tensor of three dimensions, of matrices of the same shape.
  public init(_ matrices: [[[Float]]]) {
    self = .stack(matrices.map { Tensor($0) })
  }

  /// A scalar, of shape `[]`.
  public init(_ scalar: Float) { self.init(full: [], scalar) }

  /// A tensor of floats whose elements `initialize` writes; those that it doesn't are 0.
  public init(
    shape: Shape, initializingWith initialize: (UnsafeMutableBufferPointer<Float>) throws -> Void
  ) rethrows {
    let tensor = Tensor.zeros(shape)
    try initialize(UnsafeMutableBufferPointer(start: tensor.floats, count: tensor.count))
    self = tensor
  }

  /// A tensor whose elements are drawn or computed when they are first read: what a network that is
  /// only counted never does.
  package init(deferred shape: Shape, filling: any ElementFilling) {
    self.init(TensorData(DeferredFill(filling), shape))
  }

  private init<Scalar: TensorScalar>(copying scalars: [Scalar], _ shape: Shape) {
    guard scalars.count == shape.count else {
      shapeError("Tensor: \(scalars.count) elements for shape \(shape), expected \(shape.count)")
    }
    let data = TensorData(uninitialized: shape, Scalar.dtype)
    scalars.withUnsafeBytes { bytes in
      if let start = bytes.baseAddress {
        data.pointer.copyMemory(from: start, byteCount: bytes.count)
      }
    }
    self.init(data)
  }

  private init<Scalar: TensorScalar>(nested rows: [[Scalar]]) {
    let columns = rows.first?.count ?? 0
    for (index, row) in rows.enumerated() where row.count != columns {
      shapeError("Tensor: row 0 has \(columns) elements, row \(index) has \(row.count)")
    }
    self.init(copying: rows.flatMap(\.self), [rows.count, columns])
  }

  private init(full shape: Shape, _ value: Float) {
    self.init(TensorData(uninitialized: shape))
    kernels_fill(value, floats, count)
  }

  /// A tensor of zeros, or of `false`.
  public static func zeros(_ shape: Shape, dtype: DType = .float32) -> Tensor {
    .full(shape, 0, dtype: dtype)
  }

  /// A tensor of ones, or of `true`.
  public static func ones(_ shape: Shape, dtype: DType = .float32) -> Tensor {
    .full(shape, 1, dtype: dtype)
  }

  /// A tensor with `value` everywhere.
  public static func full(_ shape: Shape, _ value: Float, dtype: DType = .float32) -> Tensor {
    let value = Tensor(full: dtype == .float32 ? shape : [], value).asType(dtype)
    return dtype == .float32 ? value : Tensor(value.expanded(to: shape).data.copied())
  }

  /// Zeros of the shape and type of another tensor; a meta tensor if that is one.
  public static func zeros(like other: Tensor) -> Tensor { full(like: other, 0) }

  /// Ones of the shape and type of another tensor; a meta tensor if that is one.
  public static func ones(like other: Tensor) -> Tensor { full(like: other, 1) }

  /// A tensor with `value` everywhere, of the shape and type of another one; meta if that is.
  public static func full(like other: Tensor, _ value: Float) -> Tensor {
    other.isMeta
      ? .meta(other.shape, dtype: other.dtype) : .full(other.shape, value, dtype: other.dtype)
  }

  /// The identity matrix, `[size, size]`.
  public static func eye(_ size: Int) -> Tensor {
    Tensor(shape: [size, size]) { elements in
      elements.initialize(repeating: 0)
      for i in 0..<size { elements[i * size + i] = 1 }
    }
  }

  /// The whole numbers of `range`, as indices.
  public static func arange(_ range: Range<Int>) -> Tensor {
    guard Int32(exactly: range.lowerBound) != nil, Int32(exactly: range.upperBound) != nil else {
      shapeError("arange: \(range) is beyond the numbers of Int32")
    }
    return Tensor(range.map { Int32($0) })
  }

  /// The numbers from `start` up to, but not including, `end`.
  public static func arange(_ start: Float, _ end: Float, step: Float = 1) -> Tensor {
    let steps = ((Double(end) - Double(start)) / Double(step)).rounded(.up)
    guard step != 0, steps.isFinite else {
      shapeError("arange: from \(start) to \(end) by \(step) is no sequence")
    }
    return sequence(from: start, count: Int(Swift.max(steps, 0)), step: Double(step))
  }

  /// `count` numbers from `start` to `end`, both included, at equal distances.
  public static func linspace(_ start: Float, _ end: Float, _ count: Int) -> Tensor {
    guard count >= 0 else { shapeError("linspace: \(count) numbers") }
    let step = count > 1 ? (Double(end) - Double(start)) / Double(count - 1) : 0
    return sequence(from: start, count: count, step: step)
  }

  private static func sequence(from start: Float, count: Int, step: Double) -> Tensor {
    Tensor(shape: [count]) { elements in
      for i in 0..<count { elements[i] = Float(Double(start) + Double(i) * step) }
    }
  }

  /// One row for each of `labels`, with a 1 at the label and 0 elsewhere: `[…]` → `[…, classes]`.
  public static func oneHot(_ labels: Tensor, classes: Int) -> Tensor {
    let indices = labels.checkedIndices(below: classes, in: "oneHot")
    guard !labels.isMeta else { return .meta(labels.shape.appending(classes)) }
    return Tensor(shape: labels.shape.appending(classes)) { elements in
      elements.initialize(repeating: 0)
      for (row, index) in indices.enumerated() { elements[row * classes + Int(index)] = 1 }
    }
  }
}

// MARK: - Reading elements

extension Tensor {
  /// The elements of a tensor of floats, the last dimension innermost.
  public var scalars: [Float] { elements(as: Float.self) }

  /// The elements of a tensor of indices.
  public var int32Scalars: [Int32] { elements(as: Int32.self) }

  /// The elements of a mask.
  public var boolScalars: [Bool] { elements(as: Bool.self) }

  /// The one element of a tensor that has no other, as PyTorch's `item()`; an index or a truth value
  /// as a number.
  public var scalar: Float {
    guard count == 1 else { shapeError("scalar: shape \(shape) has \(count) elements, expected 1") }
    return asType(.float32).scalars[0]
  }

  /// Lends the elements of a tensor of floats.
  public func withUnsafeScalars<Result>(
    _ body: (UnsafeBufferPointer<Float>) throws -> Result
  ) rethrows -> Result {
    requireDType(.float32, "withUnsafeScalars")
    let data = data.contiguous
    return try withExtendedLifetime(data) {
      try body(UnsafeBufferPointer(start: data.floats, count: count))
    }
  }

  /// Lends the elements of a tensor of floats to be changed.
  public mutating func withUnsafeMutableScalars<Result>(
    _ body: (UnsafeMutableBufferPointer<Float>) throws -> Result
  ) rethrows -> Result {
    requireDType(.float32, "withUnsafeMutableScalars")
    makeUnique()
    return try body(UnsafeMutableBufferPointer(start: data.floats, count: count))
  }

  private func elements<Scalar: TensorScalar>(as type: Scalar.Type) -> [Scalar] {
    requireDType(Scalar.dtype, "the elements as \(Scalar.self)")
    let data = data.contiguous
    return withExtendedLifetime(data) {
      Array(
        UnsafeBufferPointer(
          start: data.pointer.assumingMemoryBound(to: Scalar.self), count: count))
    }
  }

  package func requireDType(_ expected: DType, _ operation: @autoclosure () -> String) {
    guard dtype == expected else {
      shapeError(
        "\(operation()): the tensor is of type \(dtype), expected \(expected); asType converts")
    }
  }

  /// The elements of a tensor of indices, checked to lie in `0..<limit`; none of a meta tensor.
  func checkedIndices(below limit: Int, in operation: String) -> [Int32] {
    requireDType(.int32, operation)
    guard !isMeta else { return [] }
    let indices = int32Scalars
    for index in indices where index < 0 || Int(index) >= limit {
      shapeError("\(operation): index \(index) is not in 0..<\(limit)")
    }
    return indices
  }
}

// MARK: - Types

extension Tensor {
  /// The same elements as another type: a float loses its fraction as an index, and is true as a
  /// truth value unless it is 0. Gradients don't pass.
  public func asType(_ type: DType) -> Tensor {
    guard type != dtype else { return self }
    guard !isMeta else { return .meta(shape, dtype: type) }
    let source = data.contiguous
    let floats = dtype == .float32 ? source : TensorData(uninitialized: shape)
    switch dtype {
    case .float32: break
    case .int32: kernels_int32_to_float(source.int32s, floats.floats, count)
    case .bool: kernels_bool_to_float(source.bools, floats.floats, count)
    }
    guard type != .float32 else { return Tensor(floats) }
    let result = TensorData(uninitialized: shape, type)
    switch type {
    case .float32: break
    case .int32: kernels_float_to_int32(floats.floats, result.int32s, count)
    case .bool: kernels_float_to_bool(floats.floats, result.bools, count)
    }
    return Tensor(result)
  }
}
