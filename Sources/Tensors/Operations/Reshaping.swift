/// Other shapes for the same elements; free where the elements can stay where they are.
extension Tensor {
  /// The same elements in another shape.
  ///
  /// - Parameter shape: Has as many elements.
  public func reshaped(to shape: Shape) -> Tensor {
    guard self.shape != shape else { return self }
    guard shape.count == count else {
      shapeError("reshaped: shape \(self.shape) has \(count) elements, \(shape) has \(shape.count)")
    }
    guard !isMeta else { return .meta(shape, dtype: dtype) }
    let view =
      data.strides(reshapedTo: shape).map { TensorData(viewing: data, shape: shape, strides: $0) }
      ?? TensorData(viewing: data.contiguous, shape: shape, strides: nil)
    return Tensor(view).differentiable(self) { [original = self.shape] gradient in
      gradient.reshaped(to: original)
    }
  }

  /// The same elements in another shape; a dimension of -1 is what is left for it.
  public func reshaped(_ dimensions: Int...) -> Tensor {
    let known = dimensions.filter { $0 != -1 }.reduce(1, *)
    guard dimensions.contains(-1) else { return reshaped(to: Shape(dimensions)) }
    guard dimensions.filter({ $0 == -1 }).count == 1, known > 0, count % known == 0 else {
      shapeError("reshaped: shape \(shape) doesn't fit \(dimensions)")
    }
    return reshaped(to: Shape(dimensions.map { $0 == -1 ? count / known : $0 }))
  }

  /// Joins the dimensions from `first` to `last` into one; free.
  ///
  /// - Parameters:
  ///   - first: The first dimension to join: 1 keeps the batch apart.
  ///   - last: The last one; -1 is the last of all.
  public func flattened(from first: Int = 0, to last: Int = -1) -> Tensor {
    guard rank > 0 else { return reshaped(to: [1]) }
    let first = shape.dimension(at: first, of: "flattened")
    let last = shape.dimension(at: last, of: "flattened")
    guard first <= last else {
      shapeError("flattened: \(shape) has no dimensions from \(first) to \(last)")
    }
    let dimensions = shape.dimensions
    return reshaped(
      to: Shape(
        dimensions[..<first] + [dimensions[first...last].reduce(1, *)]
          + dimensions[(last + 1)...]))
  }

  /// This tensor with its dimensions in another order; free.
  ///
  /// - Parameter order: For each dimension of the result, the one that it is here.
  public func permuted(_ order: [Int]) -> Tensor {
    let order = order.map { shape.dimension(at: $0, of: "permuted") }
    guard order.count == rank, Set(order).count == rank else {
      shapeError("permuted: \(order) is no order of the dimensions of \(shape)")
    }
    let resultShape = Shape(order.map { shape[$0] })
    guard !isMeta else { return .meta(resultShape, dtype: dtype) }
    let strides = data.effectiveStrides
    let view = TensorData(viewing: data, shape: resultShape, strides: order.map { strides[$0] })
    return Tensor(view).differentiable(self) { gradient in
      var inverse = order
      for (position, dimension) in order.enumerated() { inverse[dimension] = position }
      return gradient.permuted(inverse)
    }
  }

  public func permuted(_ order: Int...) -> Tensor { permuted(order) }

  /// This tensor with two dimensions exchanged; free.
  public func transposed(_ a: Int = -2, _ b: Int = -1) -> Tensor {
    var order = Array(0..<rank)
    order.swapAt(
      shape.dimension(at: a, of: "transposed"), shape.dimension(at: b, of: "transposed"))
    return permuted(order)
  }

  /// This tensor with a new dimension of 1 at index `dim`; free.
  public func unsqueezed(_ dim: Int) -> Tensor {
    var dimensions = shape.dimensions
    let index = dim < 0 ? dim + rank + 1 : dim
    guard (0...rank).contains(index) else {
      shapeError("unsqueezed: \(shape) has no place for a dimension \(dim)")
    }
    dimensions.insert(1, at: index)
    return reshaped(to: Shape(dimensions))
  }

  /// This tensor without its dimension `dim` of 1, or without all of them; free.
  public func squeezed(_ dim: Int? = nil) -> Tensor {
    guard let dim else { return reshaped(to: Shape(shape.dimensions.filter { $0 != 1 })) }
    let index = shape.dimension(at: dim, of: "squeezed")
    guard shape[index] == 1 else {
      shapeError("squeezed: dimension \(dim) of \(shape) is \(shape[index]), expected 1")
    }
    return reshaped(to: shape.removing(index))
  }
}
