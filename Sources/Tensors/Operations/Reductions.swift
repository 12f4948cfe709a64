internal import CKernels

extension Tensor {
  /// The sum of all elements. Cost: one addition less than there are elements.
  public func sum() -> Tensor {
    OperationCounter.report(OperationCount(additions: Swift.max(count - 1, 0)))
    requireDType(.float32, "sum")
    guard !isMeta else { return .meta([]) }
    let source = data.contiguous
    let result = Tensor.uninitialized([])
    kernels_sum(source.floats, result.floats, 1, count, 1)
    return result.differentiable(self) { [shape = self.shape] gradient, _ in
      gradient.expanded(to: shape)
    }
  }

  /// The sum along a dimension.
  ///
  /// - Parameters:
  ///   - dim: The dimension; -1 is the last one.
  ///   - keepDim: Whether the dimension stays, as 1.
  public func sum(dim: Int, keepDim: Bool = false) -> Tensor {
    let dim = shape.dimension(at: dim, of: "sum")
    let parts = shape.split(at: dim)
    OperationCounter.report(
      OperationCount(additions: Swift.max(parts.size - 1, 0)) * (parts.outer * parts.inner))
    let result = reduced(dim, "sum", kernels_sum)
    return result.differentiable(self) { [shape = self.shape] gradient, _ in
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
    let kept = sum(dims: dims, keepDim: keepDim)
    return kept * (Float(kept.count) / Float(count))
  }

  /// The variance of all elements.
  ///
  /// - Parameter unbiased: Whether the sum of squares is divided by n − 1 (Bessel's correction)
  ///   rather than n.
  public func variance(unbiased: Bool = true) -> Tensor {
    square(self - mean()).sum() / Float(unbiased ? count - 1 : count)
  }

  /// The variance along a dimension; see ``variance(unbiased:)``.
  public func variance(dim: Int, unbiased: Bool = true, keepDim: Bool = false) -> Tensor {
    let size = shape[shape.dimension(at: dim, of: "variance")]
    return square(self - mean(dim: dim, keepDim: true)).sum(dim: dim, keepDim: keepDim)
      / Float(unbiased ? size - 1 : size)
  }

  /// The square root of the variance of all elements.
  public func standardDeviation(unbiased: Bool = true) -> Tensor {
    sqrt(variance(unbiased: unbiased))
  }

  /// The square root of the variance along a dimension.
  public func standardDeviation(
    dim: Int, unbiased: Bool = true, keepDim: Bool = false
  ) -> Tensor {
    sqrt(variance(dim: dim, unbiased: unbiased, keepDim: keepDim))
  }

  /// The Euclidean norm of all elements.
  public func norm() -> Tensor { sqrt(square(self).sum()) }

  /// The largest element. Equal ones share the gradient.
  public func max() -> Tensor { flattened().max(dim: 0) }

  /// The smallest element. Equal ones share the gradient.
  public func min() -> Tensor { flattened().min(dim: 0) }

  /// The largest element along a dimension. Cost: one comparison less than there are elements.
  public func max(dim: Int, keepDim: Bool = false) -> Tensor {
    extremum(dim, keepDim, "max", kernels_max)
  }

  /// The smallest element along a dimension. Cost: one comparison less than there are elements.
  public func min(dim: Int, keepDim: Bool = false) -> Tensor {
    extremum(dim, keepDim, "min", kernels_min)
  }

  /// The index of the largest element along a dimension, the first of equal ones.
  public func argmax(dim: Int = -1, keepDim: Bool = false) -> Tensor {
    let dim = shape.dimension(at: dim, of: "argmax")
    let parts = shape.split(at: dim)
    requireDType(.float32, "argmax")
    guard parts.size > 0 else { shapeError("argmax: \(shape) has no elements along \(dim)") }
    OperationCounter.report(
      OperationCount(comparisons: parts.size - 1) * (parts.outer * parts.inner))
    let resultShape = shape.removing(dim, keep: keepDim)
    guard !isMeta else { return .meta(resultShape, dtype: .int32) }
    let source = data.contiguous
    let result = TensorData(uninitialized: resultShape, .int32)
    kernels_argmax(source.floats, result.int32s, parts.outer, parts.size, parts.inner)
    return Tensor(result)
  }

  /// The index of the smallest element along a dimension, the first of equal ones.
  public func argmin(dim: Int = -1, keepDim: Bool = false) -> Tensor {
    (-self.detached()).argmax(dim: dim, keepDim: keepDim)
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
    return result
  }

  private func extremum(
    _ dim: Int, _ keepDim: Bool, _ operation: StaticString, _ kernel: Reduction
  ) -> Tensor {
    let dim = shape.dimension(at: dim, of: "\(operation)")
    let parts = shape.split(at: dim)
    guard parts.size > 0 else { shapeError("\(operation): \(shape) has no elements along \(dim)") }
    OperationCounter.report(
      OperationCount(comparisons: parts.size - 1) * (parts.outer * parts.inner))
    let value = detached()
    return reduced(dim, operation, kernel).differentiable(self) { gradient, result in
      let isExtreme = (value .== result.detached()).asType(.float32)
      return gradient * (isExtreme / isExtreme.sum(dim: dim, keepDim: true))
    }.reshapedIfDropped(dim, keepDim)
  }

  private func reshapedIfDropped(_ dim: Int, _ keepDim: Bool) -> Tensor {
    keepDim ? self : reshaped(to: shape.removing(dim))
  }
}

extension Shape {
  /// This shape without some dimensions.
  fileprivate func removing(_ dims: Set<Int>) -> Shape {
    Shape(dimensions.indices.filter { !dims.contains($0) }.map { dimensions[$0] })
  }
}
