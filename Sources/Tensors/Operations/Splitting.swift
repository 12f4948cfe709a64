extension Tensor {
  /// This tensor cut into parts of `size` along a dimension; the last one may be smaller. Views, as
  /// PyTorch's `split`.
  public func split(into size: Int, dim: Int = 0) -> [Tensor] {
    let dim = shape.dimension(at: dim, of: "split")
    guard size > 0 else { shapeError("split: parts of \(size)") }
    guard shape[dim] > 0 else { return [self] }
    let views = stride(from: 0, to: shape[dim], by: size).map { start in
      detached().narrowed(dim: dim, to: start..<Swift.min(start + size, shape[dim]))
    }
    let shapes = views.map(\.shape)
    // The gradients of independent views would each be one of the whole tensor.
    return Tensor.differentiable(views, [self]) { gradients, _ in
      let parts = Swift.zip(gradients, shapes).map { gradient, shape in gradient ?? .zeros(shape) }
      return [Tensor.concatenate(parts, dim: dim)]
    }
  }

  /// The slices of this tensor along a dimension, which they don't have any more. Views, as PyTorch's
  /// `unbind`.
  public func unstacked(dim: Int = 0) -> [Tensor] {
    let dim = shape.dimension(at: dim, of: "unstacked")
    guard shape[dim] > 0 else { return [] }
    return split(into: 1, dim: dim).map { $0.squeezed(dim) }
  }
}
