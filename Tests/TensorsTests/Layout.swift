import Tensors

/// How the elements of a tensor lie in memory: all ways of views.
enum Layout: String, Decodable, CaseIterable {
  case contiguous
  /// The dimensions in the opposite order.
  case transposed
  /// Every other element of a longer last dimension.
  case sliced
  /// Some columns of more.
  case narrowed
  /// The first slice repeated, without a copy.
  case expanded

  /// A tensor equal to `tensor` in this layout; with its first slice repeated if that is the layout.
  func applied(to tensor: Tensor) -> Tensor {
    switch self {
    case .contiguous: return tensor
    case .transposed:
      let order = Array((0..<tensor.rank).reversed())
      return tensor.permuted(order).copied.permuted(order)
    case .sliced:
      return tensor.within(2, extra: 3) { .range(start: 1, end: 1 + 2 * $0, step: 2) }
    case .narrowed: return tensor.within(1, extra: 2) { .range(start: 1, end: 1 + $0, step: 1) }
    case .expanded:
      guard tensor.rank > 0, tensor.shape[0] > 0 else { return tensor }
      return tensor[0..<1].expanded(to: tensor.shape)
    }
  }
}

extension Tensor {
  /// The same elements in a buffer of their own.
  var copied: Tensor {
    switch dtype {
    case .float32: Tensor(scalars, shape: shape)
    case .int32: Tensor(int32Scalars, shape: shape)
    case .bool: Tensor(boolScalars, shape: shape)
    }
  }

  /// A part of a larger tensor that is equal to this one: of one whose last dimension is `factor` ·
  /// size + `extra`.
  fileprivate func within(
    _ factor: Int, extra: Int, at place: (Int) -> TensorSlice
  ) -> Tensor {
    guard rank > 0 else { return reshaped(to: [1]).within(factor, extra: extra, at: place)[0] }
    let size = shape.dimensions[rank - 1]
    let larger = Shape(shape.dimensions.dropLast() + [factor * size + extra])
    var whole = Tensor.full(larger, -77, dtype: dtype)
    let slices: [TensorSlice] = [.ellipsis, place(size)]
    whole[slices: slices] = self
    return whole[slices: slices]
  }
}
