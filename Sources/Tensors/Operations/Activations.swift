/// max(x, 0). Cost: one comparison for each element.
public func relu(_ x: Tensor) -> Tensor {
  OperationCounter.report(OperationCount(comparisons: x.shape.count))
  return x
}

/// exp(x − m) / Σ exp(x − m) over a dimension, where m is the maximum, subtracted lest the
/// exponentials overflow.
///
/// Cost for n elements: n − 1 comparisons for the maximum, n subtractions (counted as additions),
/// n exponentials, n − 1 additions and n divisions.
///
/// - Parameter dim: The dimension; -1 is the last one.
public func softmax(_ x: Tensor, dim: Int = -1) -> Tensor {
  let n = x.shape[x.shape.dimension(at: dim, of: "softmax")]
  guard n > 0 else { return x }
  OperationCounter.report(
    OperationCount(additions: 2 * n - 1, comparisons: n - 1, divisions: n, exponentials: n)
      * (x.shape.count / n))
  return x
}
