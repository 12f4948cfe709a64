extension Tensor {
  /// With a mask, the elements where it is true, one after another: `x[x .> 0]` is a vector. A mask of
  /// fewer dimensions picks whole slices. With indices of ``DType/int32``, slices along the first
  /// dimension, in the shape of the indices.
  ///
  /// What is assigned broadcasts to the shape of what is picked.
  public subscript(_ picks: Tensor) -> Tensor {
    get {
      guard picks.dtype != .bool else {
        return flattened(leading: picks.rank).selected(positions(where: picks))
      }
      let rest = shape.dimensions.dropFirst()
      return selected(picks.flattened()).reshaped(to: Shape(picks.shape.dimensions + rest))
    }
    set {
      let isMask = picks.dtype == .bool
      let places = isMask ? positions(where: picks) : picks
      let original = shape
      if isMask { self = flattened(leading: picks.rank) }
      let rest = shape.dimensions.dropFirst()
      let rows = newValue.expanded(to: Shape(places.shape.dimensions + rest))
        .reshaped(to: Shape([places.count] + rest))
      let indices = places.checkedIndices(below: shape[0], in: "subscript")
      for (position, index) in indices.enumerated() { self[Int(index)] = rows[position] }
      if isMask { self = reshaped(to: original) }
    }
  }

  /// The first dimensions joined into one, which is 1 if there are none.
  private func flattened(leading dimensions: Int) -> Tensor {
    let joined = shape.dimensions.prefix(dimensions).reduce(1, *)
    return reshaped(to: Shape([joined] + shape.dimensions.dropFirst(dimensions)))
  }

  /// The places of the true elements of a mask over this tensor's first dimensions.
  private func positions(where mask: Tensor) -> Tensor {
    guard mask.shape.dimensions[...] == shape.dimensions.prefix(mask.rank) else {
      shapeError("subscript: a mask of shape \(mask.shape) for a tensor of shape \(shape)")
    }
    guard !mask.isMeta else { shapeError("subscript: what a meta mask picks is unknown") }
    return Tensor(mask.boolScalars.enumerated().compactMap { $1 ? Int32($0) : nil })
  }

  /// This tensor with `value` wherever a mask, which broadcasts, is true; the gradient is 0 there.
  public func maskedFill(_ mask: Tensor, _ value: Float) -> Tensor {
    let filling = Tensor.full([], value, dtype: dtype)
    let result = Tensor.where(mask, filling, self)
    guard result.shape == shape else {
      shapeError("maskedFill: a mask of shape \(mask.shape) for a tensor of shape \(shape)")
    }
    return result
  }
}
