internal import CKernels

/// exp(x − m) / Σ exp(x − m) over a dimension, where m is the maximum, subtracted lest the
/// exponentials overflow.
///
/// Cost for n elements: n − 1 comparisons for the maximum, n subtractions (counted as additions),
/// n exponentials, n − 1 additions and n divisions.
///
/// - Parameter dim: The dimension; -1 is the last one.
public func softmax(_ x: Tensor, dim: Int = -1) -> Tensor {
  let dim = x.shape.dimension(at: dim, of: "softmax")
  let n = x.shape[dim]
  guard n > 0 else { return x }
  OperationCounter.report(
    OperationCount(additions: 2 * n - 1, comparisons: n - 1, divisions: n, exponentials: n)
      * (x.count / n))
  return alongLast(x, dim, "softmax") { x in
    rows(x, kernels_softmax).differentiable(x) { gradient, y in
      guard !(y.isRecorded || gradient.isRecorded) else {
        return y * (gradient - (gradient * y).sum(dim: -1, keepDim: true))
      }
      return rowGradient(y, gradient, kernels_softmax_gradient)
    }
  }
}

/// The logarithm of ``softmax(_:dim:)``, exact where that would be 0.
///
/// Cost for n elements: n − 1 comparisons, 2n subtractions and n − 1 additions, n exponentials and
/// a logarithm, counted as an exponential.
///
/// - Parameter dim: The dimension; -1 is the last one.
public func logSoftmax(_ x: Tensor, dim: Int = -1) -> Tensor {
  let dim = x.shape.dimension(at: dim, of: "logSoftmax")
  let n = x.shape[dim]
  guard n > 0 else { return x }
  OperationCounter.report(
    OperationCount(additions: 3 * n - 1, comparisons: n - 1, exponentials: n + 1) * (x.count / n))
  return alongLast(x, dim, "logSoftmax") { x in
    rows(x, kernels_log_softmax).differentiable(x) { gradient, y in
      guard !(y.isRecorded || gradient.isRecorded) else {
        return gradient - exp(y) * gradient.sum(dim: -1, keepDim: true)
      }
      return rowGradient(y, gradient, kernels_log_softmax_gradient)
    }
  }
}

/// The logarithm of the sum of exponentials along a dimension, without overflow; −∞ of no elements.
public func logSumExp(_ x: Tensor, dim: Int = -1, keepDim: Bool = false) -> Tensor {
  let dim = x.shape.dimension(at: dim, of: "logSumExp")
  guard x.shape[dim] > 0 else { return log(exp(x).sum(dim: dim, keepDim: keepDim)) }
  let largest = x.detached().max(dim: dim, keepDim: true)
  // What is infinite is not to be subtracted from itself.
  let offset = Tensor.where(largest.isFinite, largest, .zeros([]))
  let result = log(exp(x - offset).sum(dim: dim, keepDim: true)) + offset
  return keepDim ? result : result.squeezed(dim)
}

/// Runs `body`, which works along the last dimension, along `dim`.
private func alongLast(
  _ x: Tensor, _ dim: Int, _ operation: String, _ body: (Tensor) -> Tensor
) -> Tensor {
  x.requireDType(.float32, operation)
  guard !x.isMeta else { return x }
  return dim == x.rank - 1 ? body(x) : body(x.transposed(dim, -1)).transposed(dim, -1)
}

private func rows(
  _ x: Tensor, _ kernel: (UnsafePointer<Float>?, UnsafeMutablePointer<Float>?, Int, Int) -> Void
) -> Tensor {
  let result = Tensor.uninitialized(x.shape)
  let source = x.data.contiguous
  let count = x.shape[x.rank - 1]
  kernel(source.floats, result.floats, x.count / count, count)
  withExtendedLifetime(source) {}
  return result
}

private func rowGradient(
  _ y: Tensor, _ gradient: Tensor,
  _ kernel: (
    UnsafePointer<Float>?, UnsafePointer<Float>?, UnsafeMutablePointer<Float>?, Int, Int
  ) -> Void
) -> Tensor {
  let result = Tensor.uninitialized(y.shape)
  let (output, outputGradient) = (y.data.contiguous, gradient.data.contiguous)
  let count = y.shape[y.rank - 1]
  kernel(output.floats, outputGradient.floats, result.floats, y.count / count, count)
  withExtendedLifetime((output, outputGradient)) {}
  return result
}
