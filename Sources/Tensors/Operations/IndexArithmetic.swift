// Indices and masks: what arithmetic and reductions do with elements that are no floats.

extension Tensor {
  /// self · scale + offset of a tensor of indices, for whole numbers.
  func scaledIndices(
    by scale: Float, plus offset: Float, _ operation: StaticString
  ) -> Tensor {
    guard let scale = Int32(exactly: scale), let offset = Int32(exactly: offset) else {
      shapeError("\(operation): a number with a fraction and indices; asType(.float32) converts")
    }
    guard !isMeta else { return .meta(shape, dtype: .int32) }
    return Tensor(int32Scalars.map { $0 &* scale &+ offset }, shape: shape)
  }

  /// Applies `body` to each column along a dimension, which stays as 1; not recorded.
  func reducedColumns<Scalar: TensorScalar, Result: TensorScalar>(
    _ dim: Int, _ body: (TensorColumn<Scalar>) -> Result
  ) -> Tensor {
    let resultShape = shape.removing(dim, keep: true)
    guard !isMeta else { return .meta(resultShape, dtype: Result.dtype) }
    let source = data.contiguous
    let result = TensorData(uninitialized: resultShape, Result.dtype)
    let parts = shape.split(at: dim)
    for outer in 0..<parts.outer {
      for inner in 0..<parts.inner {
        let start = source.elements(Scalar.self) + (outer * parts.size * parts.inner + inner)
        let column = TensorColumn(start: start, step: parts.inner, count: parts.size)
        result.elements(Result.self)[outer * parts.inner + inner] = body(column)
      }
    }
    withExtendedLifetime(source) {}
    return Tensor(result)
  }

  /// The sum of indices, or the number of true elements, along a dimension that stays as 1.
  func countedColumns(_ dim: Int) -> Tensor {
    func checked(_ sum: Int) -> Int32 {
      guard let sum = Int32(exactly: sum) else { shapeError("sum: \(sum) is no Int32") }
      return sum
    }
    guard dtype == .bool else {
      return reducedColumns(dim) { (column: TensorColumn<Int32>) in
        checked(column.reduce(0) { $0 + Int($1) })
      }
    }
    return reducedColumns(dim) { (column: TensorColumn<Bool>) in
      checked(column.reduce(0) { $0 + ($1 ? 1 : 0) })
    }
  }
}

/// The elements along one dimension at one place of the others.
struct TensorColumn<Scalar>: RandomAccessCollection {
  let start: UnsafePointer<Scalar>
  let step: Int
  let count: Int

  init(start: UnsafeMutablePointer<Scalar>, step: Int, count: Int) {
    self.start = UnsafePointer(start)
    self.step = step
    self.count = count
  }

  var startIndex: Int { 0 }
  var endIndex: Int { count }
  subscript(index: Int) -> Scalar { start[index * step] }
}

// MARK: - Masks

extension Tensor {
  /// Whether all elements of a mask are true; so it is if there are none.
  public func allTrue() -> Bool {
    requireDType(.bool, "allTrue")
    return boolScalars.allSatisfy { $0 }
  }

  /// Whether any element of a mask is true.
  public func anyTrue() -> Bool {
    requireDType(.bool, "anyTrue")
    return boolScalars.contains(true)
  }

  /// Whether all elements of a mask along a dimension are true.
  public func allTrue(dim: Int, keepDim: Bool = false) -> Tensor {
    requireDType(.bool, "allTrue")
    let dim = shape.dimension(at: dim, of: "allTrue")
    return reducedColumns(dim) { (column: TensorColumn<Bool>) in column.allSatisfy { $0 } }
      .reshapedIfDropped(dim, keepDim)
  }

  /// Whether any element of a mask along a dimension is true.
  public func anyTrue(dim: Int, keepDim: Bool = false) -> Tensor {
    requireDType(.bool, "anyTrue")
    let dim = shape.dimension(at: dim, of: "anyTrue")
    return reducedColumns(dim) { (column: TensorColumn<Bool>) in column.contains(true) }
      .reshapedIfDropped(dim, keepDim)
  }

  /// Where the elements are not a number.
  public var isNaN: Tensor { self .!= self }

  /// Where the elements are neither infinite nor not a number.
  public var isFinite: Tensor { abs(self) .< Float.infinity }
}
