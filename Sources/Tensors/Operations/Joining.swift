internal import CKernels

extension Tensor {
  /// Tensors one after another along a dimension, as `torch.cat`.
  ///
  /// - Parameter tensors: Of the same shape but for that dimension.
  public static func concatenate(_ tensors: [Tensor], dim: Int = 0) -> Tensor {
    guard let first = tensors.first else { shapeError("concatenate: no tensors") }
    let dim = first.shape.dimension(at: dim, of: "concatenate")
    for tensor in tensors {
      guard tensor.rank == first.rank, tensor.dtype == first.dtype,
        tensor.shape.replacing(dim, by: 0) == first.shape.replacing(dim, by: 0)
      else {
        shapeError(
          "concatenate along \(dim): \(first.dtype) \(first.shape) and "
            + "\(tensor.dtype) \(tensor.shape) don't fit")
      }
    }
    let sizes = tensors.map { $0.shape[dim] }
    let shape = first.shape.replacing(dim, by: sizes.reduce(0, +))
    guard !tensors.contains(where: \.isMeta) else { return .meta(shape, dtype: first.dtype) }
    return joined(tensors, shape, dim).differentiable(tensors) { gradient, needed in
      var start = 0
      return Swift.zip(sizes, needed).map { size, isNeeded in
        defer { start += size }
        return isNeeded ? gradient.narrowed(dim: dim, to: start..<start + size) : nil
      }
    }
  }

  private static func joined(_ tensors: [Tensor], _ shape: Shape, _ dim: Int) -> Tensor {
    let result = TensorData(uninitialized: shape, tensors[0].dtype)
    let strides = TensorData.contiguousStrides(shape)
    var offset = 0
    for tensor in tensors {
      let source = tensor.data.contiguous
      kernels_copy_to_strided(
        Int32(shape.rank), source.shape.dimensions, source.pointer,
        result.pointer + offset * result.dtype.size, strides, result.dtype.size)
      withExtendedLifetime(source) {}
      offset += tensor.shape[dim] * strides[dim]
    }
    return Tensor(result)
  }

  /// Tensors of the same shape side by side along a new dimension.
  public static func stack(_ tensors: [Tensor], dim: Int = 0) -> Tensor {
    for tensor in tensors where tensor.shape != tensors[0].shape {
      shapeError("stack: the shapes \(tensors[0].shape) and \(tensor.shape) differ")
    }
    return concatenate(tensors.map { $0.unsqueezed(dim) }, dim: dim)
  }

  /// This tensor with zeros around its last two dimensions.
  public func padded(top: Int = 0, bottom: Int = 0, left: Int = 0, right: Int = 0) -> Tensor {
    guard rank >= 2, top >= 0, bottom >= 0, left >= 0, right >= 0 else {
      shapeError("padded: shape \(shape) by \((top, bottom, left, right))")
    }
    func zeros(_ dim: Int, _ size: Int, of tensor: Tensor) -> Tensor {
      let shape = tensor.shape.replacing(tensor.rank + dim, by: size)
      return tensor.isMeta ? .meta(shape, dtype: dtype) : .zeros(shape, dtype: dtype)
    }
    let tall = Tensor.concatenate(
      [zeros(-2, top, of: self), self, zeros(-2, bottom, of: self)], dim: -2)
    return Tensor.concatenate(
      [zeros(-1, left, of: tall), tall, zeros(-1, right, of: tall)], dim: -1)
  }
}
