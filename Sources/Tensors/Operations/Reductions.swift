internal import CKernels

extension Tensor {
  /// The sum of all elements; of a mask, the number of true ones.
  /// Cost: one addition less than there are elements.
  public func sum() -> Tensor {
    guard dtype == .float32 else { return flattened().sum(dim: 0) }
    OperationCounter.report(OperationCount(additions: Swift.max(count - 1, 0)))
    guard !isMeta else { return .meta([]) }
    let source = data.contiguous
    let result = Tensor.uninitialized([])
    kernels_sum(source.floats, result.floats, 1, count, 1)
    withExtendedLifetime(source) {}
    return result.differentiable(self) { [shape = self.shape] gradient in
      gradient.expanded(to: shape)
    }
  }

  /// The sum along a dimension; of a mask, the number of true elements.
  ///
  /// - Parameters:
  ///   - dim: The dimension; -1 is the last one.
  ///   - keepDim: Whether the dimension stays, as 1.
  public func sum(dim: Int, keepDim: Bool = false) -> Tensor {
    let dim = shape.dimension(at: dim, of: "sum")
    let parts = shape.split(at: dim)
    OperationCounter.report(
      OperationCount(additions: Swift.max(parts.size - 1, 0)) * (parts.outer * parts.inner))
    guard dtype == .float32 else { return countedColumns(dim).reshapedIfDropped(dim, keepDim) }
    return reduced(dim, "sum", kernels_sum).differentiable(self) { [shape = self.shape] gradient in
      gradient.reshaped(to: shape.removing(dim, keep: true)).expanded(to: shape)
    }.reshapedIfDropped(dim, keepDim)
  }

  /// The sum along several dimensions.
  public func sum(dims: [Int], keepDim: Bool = false) -> Tensor {
    let dims = Set(dims.map { shape.dimension(at: $0, of: "sum") })
    // The last dimension first: it shrinks the tensor where that is cheapest.
    let sum = dims.sorted(by: >).reduce(self) { $0.sum(dim: $1, keepDim: true) }
    return keepDim ? sum : sum.reshaped(to: shape.removing(dims))
  }

  /// The mean of all elements.
  public func mean() -> Tensor { sum() / Float(count) }

  /// The mean along a dimension.
  public func mean(dim: Int, keepDim: Bool = false) -> Tensor {
    sum(dim: dim, keepDim: keepDim) / Float(shape[shape.dimension(at: dim, of: "mean")])
  }

  /// The mean along several dimensions.
  public func mean(dims: [Int], keepDim: Bool = false) -> Tensor {
    let sizes = Set(dims.map { shape.dimension(at: $0, of: "mean") }).map { shape[$0] }
    return sum(dims: dims, keepDim: keepDim) / Float(sizes.reduce(1, *))
  }

  /// The variance of all elements.
  ///
  /// - Parameter unbiased: Whether the sum of squares is divided by n − 1 (Bessel's correction)
  ///   rather than n.
  public func variance(unbiased: Bool = true) -> Tensor {
    flattened().variance(dim: 0, unbiased: unbiased)
  }

  /// The variance along a dimension; see ``variance(unbiased:)``.
  public func variance(dim: Int, unbiased: Bool = true, keepDim: Bool = false) -> Tensor {
    let size = shape[shape.dimension(at: dim, of: "variance")]
    return square(self - mean(dim: dim, keepDim: true)).sum(dim: dim, keepDim: keepDim)
      / Float(unbiased ? Swift.max(size - 1, 0) : size)
  }

  /// The square root of the variance of all elements; its gradient is 0 where it is 0.
  public func standardDeviation(unbiased: Bool = true) -> Tensor {
    lengthOfSquare(variance(unbiased: unbiased))
  }

  /// The square root of the variance along a dimension; its gradient is 0 where it is 0.
  public func standardDeviation(
    dim: Int, unbiased: Bool = true, keepDim: Bool = false
  ) -> Tensor {
    lengthOfSquare(variance(dim: dim, unbiased: unbiased, keepDim: keepDim))
  }

  /// The largest element. Equal ones share the gradient.
  public func max() -> Tensor { flattened().max(dim: 0) }

  /// The smallest element. Equal ones share the gradient.
  public func min() -> Tensor { flattened().min(dim: 0) }

  /// The largest element along a dimension. Equal ones share the gradient, as those of `torch.amax`.
  /// Cost: one comparison less than there are elements.
  public func max(dim: Int, keepDim: Bool = false) -> Tensor {
    extremum(dim, keepDim, "max", kernels_max) { $0.max()! }
  }

  /// The smallest element along a dimension; see ``max(dim:keepDim:)``.
  public func min(dim: Int, keepDim: Bool = false) -> Tensor {
    extremum(dim, keepDim, "min", kernels_min) { $0.min()! }
  }

  /// The index of the largest of all elements, counted with the last dimension innermost; the first
  /// of equal ones.
  public func argmax() -> Tensor { flattened().argmax(dim: 0) }

  /// The index of the smallest of all elements; see ``argmax()``.
  public func argmin() -> Tensor { flattened().argmin(dim: 0) }

  /// The index of the largest element along a dimension, the first of equal ones.
  public func argmax(dim: Int, keepDim: Bool = false) -> Tensor {
    let dim = shape.dimension(at: dim, of: "argmax")
    let parts = shape.split(at: dim)
    guard parts.size > 0 else { shapeError("argmax: \(shape) has no elements along \(dim)") }
    OperationCounter.report(
      OperationCount(comparisons: parts.size - 1) * (parts.outer * parts.inner))
    guard dtype != .int32 else { return indexOfFirst(dim, keepDim) { $0 > $1 } }
    requireDType(.float32, "argmax")
    let resultShape = shape.removing(dim, keep: keepDim)
    guard !isMeta else { return .meta(resultShape, dtype: .int32) }
    let source = data.contiguous
    let result = TensorData(uninitialized: resultShape, .int32)
    kernels_argmax(source.floats, result.int32s, parts.outer, parts.size, parts.inner)
    withExtendedLifetime(source) {}
    return Tensor(result)
  }

  /// The index of the smallest element along a dimension, the first of equal ones.
  public func argmin(dim: Int, keepDim: Bool = false) -> Tensor {
    guard dtype != .int32 else {
      let dim = shape.dimension(at: dim, of: "argmin")
      guard shape[dim] > 0 else { shapeError("argmin: \(shape) has no elements along \(dim)") }
      return indexOfFirst(dim, keepDim) { $0 < $1 }
    }
    return (-self.detached()).argmax(dim: dim, keepDim: keepDim)
  }

  /// Of each column of indices, of which there is one, that of the first element that precedes the
  /// others.
  private func indexOfFirst(
    _ dim: Int, _ keepDim: Bool, by precedes: (Int32, Int32) -> Bool
  ) -> Tensor {
    reducedColumns(dim) { (column: TensorColumn<Int32>) in
      Int32(column.indices.dropFirst().reduce(0) { precedes(column[$1], column[$0]) ? $1 : $0 })
    }.reshapedIfDropped(dim, keepDim)
  }

  private typealias Reduction = (
    UnsafePointer<Float>?, UnsafeMutablePointer<Float>?, Int, Int, Int
  ) -> Void

  private func reduced(
    _ dim: Int, _ operation: StaticString, _ kernel: Reduction
  ) -> Tensor {
    requireDType(.float32, "\(operation)")
    let resultShape = shape.removing(dim, keep: true)
    guard !isMeta else { return .meta(resultShape) }
    let parts = shape.split(at: dim)
    let source = data.contiguous
    let result = Tensor.uninitialized(resultShape)
    kernel(source.floats, result.floats, parts.outer, parts.size, parts.inner)
    withExtendedLifetime(source) {}
    return result
  }

  private func extremum(
    _ dim: Int, _ keepDim: Bool, _ operation: StaticString, _ kernel: Reduction,
    ofIndices: (TensorColumn<Int32>) -> Int32
  ) -> Tensor {
    let dim = shape.dimension(at: dim, of: "\(operation)")
    let parts = shape.split(at: dim)
    guard parts.size > 0 else { shapeError("\(operation): \(shape) has no elements along \(dim)") }
    OperationCounter.report(
      OperationCount(comparisons: parts.size - 1) * (parts.outer * parts.inner))
    guard dtype != .int32 else {
      return reducedColumns(dim, ofIndices).reshapedIfDropped(dim, keepDim)
    }
    let value = detached()
    return reduced(dim, operation, kernel).differentiable(self) { gradient, result in
      let isExtreme = (value .== result.detached()).asType(.float32)
      return gradient * (isExtreme / isExtreme.sum(dim: dim, keepDim: true))
    }.reshapedIfDropped(dim, keepDim)
  }

  /// This result of a reduction along a dimension that is still there, as 1.
  func reshapedIfDropped(_ dim: Int, _ keepDim: Bool) -> Tensor {
    keepDim ? self : reshaped(to: shape.removing(dim))
  }
}

extension Shape {
  /// This shape without some dimensions.
  func removing(_ dims: Set<Int>) -> Shape {
    Shape(dimensions.indices.filter { !dims.contains($0) }.map { dimensions[$0] })
  }
}
