internal import CKernels

extension Tensor {
  /// Whole slices of this tensor, picked along a dimension by a vector of indices, as PyTorch's
  /// `index_select`.
  ///
  /// - Parameter indices: `[n]`, of ``DType/int32``.
  /// - Returns: This tensor's shape with `dim` of n.
  public func selected(_ indices: Tensor, dim: Int = 0) -> Tensor {
    selected(indices, dim: dim, in: "selected")
  }

  /// - Parameter operation: What errors call it.
  func selected(_ indices: Tensor, dim: Int, in operation: String) -> Tensor {
    let dim = shape.dimension(at: dim, of: operation)
    guard indices.rank == 1 else {
      shapeError("\(operation): indices of shape \(indices.shape), expected a vector")
    }
    let picked = indices.checkedIndices(below: shape[dim], in: operation)
    let resultShape = shape.replacing(dim, by: indices.count)
    guard !isMeta, !indices.isMeta else { return .meta(resultShape, dtype: dtype) }
    let result = TensorData(uninitialized: resultShape, dtype)
    let source = data.contiguous
    let parts = shape.split(at: dim)
    let bytes = parts.inner * dtype.size
    for outer in 0..<parts.outer {
      for (position, index) in picked.enumerated() {
        let from = source.pointer + (outer * parts.size + Int(index)) * bytes
        let to = result.pointer + (outer * picked.count + position) * bytes
        to.copyMemory(from: from, byteCount: bytes)
      }
    }
    withExtendedLifetime(source) {}
    return Tensor(result).differentiable(self) { [shape = self.shape] gradient in
      Tensor.zeros(shape).adding(gradient, at: indices, dim: dim)
    }
  }

  /// This tensor with slices of `values` added where `indices` say, as PyTorch's `index_add`: an index
  /// may occur several times.
  public func adding(_ values: Tensor, at indices: Tensor, dim: Int = 0) -> Tensor {
    let dim = shape.dimension(at: dim, of: "adding")
    Tensor.requireDType(.float32, self, values, "adding")
    guard indices.rank == 1 else {
      shapeError("adding: indices of shape \(indices.shape), expected a vector")
    }
    let picked = indices.checkedIndices(below: shape[dim], in: "adding")
    guard values.shape == shape.replacing(dim, by: indices.count) else {
      shapeError(
        "adding: values \(values.shape) to \(shape) at \(indices.count) indices along \(dim)")
    }
    guard !isMeta, !values.isMeta, !indices.isMeta else { return .meta(shape) }
    let result = data.copied()
    let source = values.data.contiguous
    let parts = shape.split(at: dim)
    for outer in 0..<parts.outer {
      for (position, index) in picked.enumerated() {
        let from = source.floats + (outer * picked.count + position) * parts.inner
        let to = result.floats + (outer * parts.size + Int(index)) * parts.inner
        for i in 0..<parts.inner { to[i] += from[i] }
      }
    }
    withExtendedLifetime(source) {}
    return Tensor(result).differentiable(
      self, { gradient in gradient },
      values, { gradient in gradient.selected(indices, dim: dim) })
  }

  /// One element for each index, taken along a dimension, as `torch.gather`:
  /// `result[i][j] = self[index[i][j]][j]` for `dim` 0.
  ///
  /// - Parameter index: Of ``DType/int32``, with this tensor's rank and, but for `dim`, no larger.
  public func gathered(_ index: Tensor, dim: Int) -> Tensor {
    let dim = shape.dimension(at: dim, of: "gathered")
    requireFitting(index, dim, "gathered")
    guard !isMeta, !index.isMeta else { return .meta(index.shape, dtype: dtype) }
    let source = data.contiguous
    let result = TensorData(uninitialized: index.shape, dtype)
    let size = dtype.size
    forEachIndex(index, dim, "gathered") { position, offset in
      (result.pointer + position * size).copyMemory(
        from: source.pointer + offset * size, byteCount: size)
    }
    withExtendedLifetime(source) {}
    return Tensor(result).differentiable(self) { [shape = self.shape] gradient in
      Tensor.zeros(shape).scattered(adding: gradient, at: index, dim: dim)
    }
  }

  /// This tensor with each element of `values` added where its index says, as PyTorch's
  /// `scatter_add`: `result[index[i][j]][j] += values[i][j]` for `dim` 0.
  public func scattered(adding values: Tensor, at index: Tensor, dim: Int) -> Tensor {
    scattered(values, index, dim, "scattered") { $0 += $1 }
      .differentiable(
        self, { gradient in gradient },
        values, { gradient in gradient.gathered(index, dim: dim) })
  }

  /// This tensor with each element of `values` put where its index says, as PyTorch's `scatter`:
  /// `result[index[i][j]][j] = values[i][j]` for `dim` 0. Where several say the same, the last one
  /// stays, and the gradient is that of all of them.
  public func scattered(_ values: Tensor, at index: Tensor, dim: Int) -> Tensor {
    scattered(values, index, dim, "scattered") { $0 = $1 }
      .differentiable(
        self,
        { gradient in gradient.scattered(.zeros(index.shape), at: index, dim: dim) },
        values, { gradient in gradient.gathered(index, dim: dim) })
  }

  private func scattered(
    _ values: Tensor, _ index: Tensor, _ dim: Int, _ operation: StaticString,
    _ put: (inout Float, Float) -> Void
  ) -> Tensor {
    let dim = shape.dimension(at: dim, of: "\(operation)")
    Tensor.requireDType(.float32, self, values, operation)
    requireFitting(index, dim, "\(operation)")
    guard values.shape == index.shape else {
      shapeError("\(operation): values \(values.shape) at indices \(index.shape)")
    }
    guard !isMeta, !index.isMeta, !values.isMeta else { return .meta(shape) }
    let source = values.data.contiguous
    let result = data.copied()
    forEachIndex(index, dim, "\(operation)") { position, offset in
      put(&result.floats[offset], source.floats[position])
    }
    withExtendedLifetime(source) {}
    return Tensor(result)
  }

  private func requireFitting(_ index: Tensor, _ dim: Int, _ operation: String) {
    let fits =
      index.rank == rank
      && (0..<rank).allSatisfy { $0 == dim || index.shape[$0] <= shape[$0] }
    guard fits else {
      shapeError("\(operation) along \(dim): indices \(index.shape) for a tensor of \(shape)")
    }
  }

  /// Calls `body` with each element's position in `index` and the offset in this tensor's elements
  /// that it points to.
  private func forEachIndex(
    _ index: Tensor, _ dim: Int, _ operation: String, _ body: (Int, Int) -> Void
  ) {
    let indices = index.checkedIndices(below: shape[dim], in: operation)
    let strides = TensorData.contiguousStrides(shape)
    var place = [Int](repeating: 0, count: rank)
    for (position, target) in indices.enumerated() {
      var offset = Int(target) * strides[dim]
      for d in 0..<rank where d != dim { offset += place[d] * strides[d] }
      body(position, offset)
      for d in stride(from: rank - 1, through: 0, by: -1) {
        place[d] += 1
        if place[d] < index.shape[d] { break }
        place[d] = 0
      }
    }
  }
}
