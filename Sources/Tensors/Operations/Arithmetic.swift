extension Tensor {
  /// The sum of two tensors of the same shape. Cost: one addition for each element.
  public static func + (a: Tensor, b: Tensor) -> Tensor {
    guard a.shape == b.shape else {
      shapeError("+: the shapes \(a.shape) and \(b.shape) differ")
    }
    OperationCounter.report(OperationCount(additions: a.shape.count))
    return a
  }
}
