internal import CKernels

/// The product of matrices.
///
/// Leading dimensions are batches, which broadcast; a vector on the left is a row, on the right a
/// column, and that dimension is gone from the result. Cost: k multiplications and k − 1 additions
/// for each element of the result, where k is the inner dimension.
///
/// - Parameters:
///   - a: `[…, m, k]`.
///   - b: `[…, k, n]`.
/// - Returns: `[…, m, n]`.
public func matmul(_ a: Tensor, _ b: Tensor) -> Tensor {
  guard a.rank > 0, b.rank > 0 else {
    shapeError("matmul: \(a.shape) × \(b.shape): a scalar is no matrix")
  }
  if a.rank == 1 { return matmul(a.unsqueezed(0), b).squeezed(b.rank == 1 ? 0 : -2) }
  if b.rank == 1 { return matmul(a, b.unsqueezed(1)).squeezed(-1) }
  let (inner, innerB) = (a.shape[a.rank - 1], b.shape[b.rank - 2])
  guard inner == innerB else {
    shapeError(
      "matmul: \(a.shape) × \(b.shape): inner dimensions \(inner) and \(innerB) differ")
  }
  let batches = Broadcast(
    a.shape.leading, b.shape.leading, "matmul: \(a.shape) × \(b.shape): batches"
  ).shape
  let shape = Shape(batches.dimensions + [a.shape[a.rank - 2], b.shape[b.rank - 1]])
  OperationCounter.report(weightedSums(shape.count, of: inner, bias: false))
  let result = product(a, b, batches, shape)
  return result.differentiable(
    a, { gradient in matmul(gradient, b.transposed()).summed(to: a.shape) },
    b, { gradient in matmul(a.transposed(), gradient).summed(to: b.shape) })
}

private func product(_ a: Tensor, _ b: Tensor, _ batches: Shape, _ shape: Shape) -> Tensor {
  Tensor.requireDType(.float32, a, b, "matmul")
  guard !a.isMeta, !b.isMeta else { return .meta(shape) }
  let result = Tensor.uninitialized(shape)
  let (left, right) = (Factor(a, batches), Factor(b, batches))
  let (m, n) = (shape[shape.rank - 2], shape[shape.rank - 1])
  kernels_gemm_batched(
    batches.count, m, n, a.shape[a.rank - 1], left.matrix, left.batchStride, right.matrix,
    right.batchStride, result.floats, n, m * n, nil)
  withExtendedLifetime((left.data, right.data)) {}
  return result
}

/// A factor of a batched product as the kernel reads it: transposed matrices as they are, batches
/// one distance apart.
private struct Factor {
  let data: TensorData
  let matrix: kernels_matrix
  let batchStride: Int

  init(_ tensor: Tensor, _ batches: Shape) {
    let expanded = tensor.detached().expanded(
      to: Shape(batches.dimensions + tensor.shape.dimensions.suffix(2)))
    let isReadable = Self.batchStride(of: expanded.data, batches) != nil
    data = isReadable ? expanded.data : expanded.data.contiguous
    let strides = data.effectiveStrides
    matrix = kernels_matrix(
      data: data.floats, row_stride: strides[strides.count - 2],
      column_stride: strides[strides.count - 1])
    batchStride = Self.batchStride(of: data, batches) ?? 0
  }

  /// The distance between batches, if it is always the same.
  private static func batchStride(of data: TensorData, _ batches: Shape) -> Int? {
    let strides = data.effectiveStrides
    let varying = (0..<batches.rank).filter { batches[$0] != 1 }
    guard let last = varying.last else { return 0 }
    var expected = strides[last]
    for dimension in varying.reversed() {
      guard strides[dimension] == expected else { return nil }
      expected *= batches[dimension]
    }
    return strides[last]
  }
}

extension Shape {
  /// All dimensions but the last two: the batches of matrices.
  fileprivate var leading: Shape { Shape(Array(dimensions.dropLast(2))) }
}

/// x · weightᵀ + bias over the last dimension.
///
/// Cost: an output is a sum of as many products as there are inputs, so `inputs` multiplications
/// and `inputs` − 1 additions; a bias takes one addition more.
///
/// - Parameters:
///   - x: `[…, inputs]`.
///   - weight: `[outputs, inputs]`.
///   - bias: `[outputs]`.
/// - Returns: `[…, outputs]`.
public func linear(_ x: Tensor, _ weight: Tensor, _ bias: Tensor? = nil) -> Tensor {
  guard weight.rank == 2 else {
    shapeError("linear: weight \(weight.shape), expected [outputs, inputs]")
  }
  let outputs = weight.shape[0]
  let inputs = weight.shape[1]
  var operation: String { "linear(\(inputs) → \(outputs))" }

  requireFloats([outputs], in: bias, "bias", of: operation)
  let features = x.shape.dimensions.last ?? 0
  guard x.rank > 0, features == inputs else {
    shapeError("\(operation): input \(x.shape) has \(features) features, expected \(inputs)")
  }
  let shape = x.shape.replacing(x.rank - 1, by: outputs)
  OperationCounter.report(weightedSums(shape.count, of: inputs, bias: bias != nil))
  guard !x.isMeta, !weight.isMeta, bias?.isMeta != true else { return .meta(shape) }
  return affine(x, weight, bias, shape).differentiable([x, weight, bias]) { gradient, needed in
    let count = x.shape.dimensions.dropLast().reduce(1, *)
    let rows = gradient.reshaped(to: [count, outputs])
    return [
      needed[0] ? matmul(gradient, weight) : nil,
      needed[1] ? matmul(rows.transposed(), x.reshaped(to: [count, inputs])) : nil,
      needed[2] ? rows.sum(dim: 0) : nil,
    ]
  }
}

private func affine(_ x: Tensor, _ weight: Tensor, _ bias: Tensor?, _ shape: Shape) -> Tensor {
  Tensor.requireDType(.float32, x, weight, "linear")
  let result = Tensor.uninitialized(shape)
  let (outputs, inputs) = (weight.shape[0], weight.shape[1])
  let rows = x.data.contiguous
  let columns = weight.data
  let strides = columns.effectiveStrides
  let offsets = bias?.data.contiguous
  var epilogue = kernels_epilogue(
    accumulate: false, column_bias: offsets.map { UnsafePointer($0.floats) }, row_bias: nil,
    relu: false)
  kernels_gemm(
    shape.dimensions.dropLast().reduce(1, *), outputs, inputs,
    kernels_matrix(data: rows.floats, row_stride: inputs, column_stride: 1),
    kernels_matrix(data: columns.floats, row_stride: strides[1], column_stride: strides[0]),
    result.floats, outputs, &epilogue)
  withExtendedLifetime((rows, columns, offsets)) {}
  return result
}

/// The cost of `count` weighted sums of `terms` products each.
func weightedSums(_ count: Int, of terms: Int, bias: Bool) -> OperationCount {
  OperationCount(multiplications: terms, additions: max(terms - 1, 0) + (bias ? 1 : 0)) * count
}
