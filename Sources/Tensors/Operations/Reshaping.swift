extension Tensor {
  /// Joins the dimensions from `first` to `last` into one; free.
  ///
  /// - Parameters:
  ///   - first: The first dimension to join: 1 keeps the batch apart.
  ///   - last: The last one; -1 is the last of all.
  public func flattened(from first: Int = 0, to last: Int = -1) -> Tensor {
    let first = shape.dimension(at: first, of: "flattened")
    let last = shape.dimension(at: last, of: "flattened")
    guard first <= last else {
      shapeError("flattened: \(shape) has no dimensions from \(first) to \(last)")
    }
    let dimensions = shape.dimensions
    return .meta(
      Shape(
        dimensions[..<first] + [dimensions[first...last].reduce(1, *)]
          + dimensions[(last + 1)...]))
  }
}
