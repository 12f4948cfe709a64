internal import CKernels

extension Tensor {
  /// This tensor with the order of its elements reversed along some dimensions.
  public func flipped(dims: [Int]) -> Tensor {
    let dims = Set(dims.map { dimension($0, "flipped") })
    guard !isMeta else { return .meta(shape, dtype: dtype) }
    var strides = data.effectiveStrides
    var offset = 0
    for dim in dims where shape[dim] > 0 {
      offset += (shape[dim] - 1) * strides[dim]
      strides[dim] = -strides[dim]
    }
    // Kernels read forwards, so this is no view.
    let reversed = TensorData(viewing: data, shape: shape, strides: strides, offset: offset)
    return Tensor(reversed.copied()).differentiable(self) { gradient in
      gradient.flipped(dims: Array(dims))
    }
  }

  /// Copies of this tensor beside each other, so many along each dimension, as PyTorch's `repeat`:
  /// `[2, 3]` repeated (4, 1, 2) is `[4, 2, 6]`.
  public func repeated(_ counts: Int...) -> Tensor { repeated(counts) }

  /// The same with a list of numbers.
  public func repeated(_ counts: [Int]) -> Tensor {
    guard counts.count >= rank, counts.allSatisfy({ $0 >= 0 }) else {
      shapeError("repeated: shape \(shape) by \(counts); a count for each dimension")
    }
    let own = [Int](repeating: 1, count: counts.count - rank) + shape.dimensions
    let pairs = Swift.zip(counts, own)
    return reshaped(to: Shape(own.flatMap { [1, $0] }))
      .expanded(to: Shape(pairs.flatMap { [$0, $1] }))
      .reshaped(to: Shape(pairs.map { $0 * $1 }))
  }

  /// The elements on and below a diagonal of each matrix, `[…, m, n]`, and 0 elsewhere.
  ///
  /// - Parameter diagonal: 0 is the main diagonal, 1 the one above.
  public func tril(diagonal: Int = 0) -> Tensor {
    triangle("tril") { row, column in column - row <= diagonal }
  }

  /// The elements on and above a diagonal of each matrix, `[…, m, n]`, and 0 elsewhere; see
  /// ``tril(diagonal:)``.
  public func triu(diagonal: Int = 0) -> Tensor {
    triangle("triu") { row, column in column - row >= diagonal }
  }

  private func triangle(_ operation: String, _ contains: (Int, Int) -> Bool) -> Tensor {
    guard rank >= 2 else { shapeError("\(operation): shape \(shape) is not that of matrices") }
    guard !isMeta else { return self }
    let (rows, columns) = (shape[rank - 2], shape[rank - 1])
    let mask = Tensor(
      (0..<rows * columns).map { contains($0 / columns, $0 % columns) }, shape: [rows, columns])
    return Tensor.where(mask, self, .zeros([], dtype: dtype))
  }

  /// The elements with equal indices in two dimensions, which become the last one: of a matrix, its
  /// diagonal. A view.
  public func diagonal(_ a: Int = -2, _ b: Int = -1) -> Tensor {
    let (a, b) = (dimension(a, "diagonal"), dimension(b, "diagonal"))
    guard a != b else { shapeError("diagonal: dimension \(a) of \(shape) twice") }
    let others = (0..<rank).filter { $0 != a && $0 != b }
    let size = Swift.min(shape[a], shape[b])
    let resultShape = Shape(others.map { shape[$0] } + [size])
    guard !isMeta else { return .meta(resultShape, dtype: dtype) }
    let strides = data.effectiveStrides
    let view = TensorData(
      viewing: data, shape: resultShape,
      strides: others.map { strides[$0] } + [strides[a] + strides[b]])
    return Tensor(view).differentiable(self) { [shape = self.shape] gradient in
      gradient.spread(onDiagonal: a, b, of: shape)
    }
  }

  /// Zeros of shape `shape`, but for this tensor on the diagonal: the gradient of ``diagonal(_:_:)``.
  private func spread(onDiagonal a: Int, _ b: Int, of shape: Shape) -> Tensor {
    let result = Tensor.zeros(shape)
    let source = data.contiguous
    let target = result.diagonal(a, b).data
    kernels_copy_to_strided(
      Int32(target.shape.rank), target.shape.dimensions, source.pointer, target.pointer,
      target.effectiveStrides, dtype.size)
    withExtendedLifetime(source) {}
    return result.differentiable(self) { gradient in gradient.diagonal(a, b) }
  }

  private func dimension(_ index: Int, _ operation: String) -> Int {
    shape.dimension(at: index, of: operation)
  }
}
