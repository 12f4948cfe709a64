extension Tensor {
  /// The `count` largest elements along a dimension, the largest first, and their indices; of equal
  /// ones the first.
  public func topK(_ count: Int, dim: Int = -1) -> (values: Tensor, indices: Tensor) {
    let size = shape[shape.dimension(at: dim, of: "topK")]
    guard (0...size).contains(count) else {
      shapeError("topK: \(count) of \(size) elements along dimension \(dim) of \(shape)")
    }
    return ordered(dim, count) { $0 > $1 || ($0.isNaN && !$1.isNaN) }
  }

  /// The elements along a dimension in order, and the indices that they had; equal ones stay in
  /// order. NaN is the largest.
  public func sorted(
    dim: Int = -1, descending: Bool = false
  ) -> (values: Tensor, indices: Tensor) {
    let size = shape[shape.dimension(at: dim, of: "sorted")]
    return ordered(dim, size) {
      descending ? $0 > $1 || ($0.isNaN && !$1.isNaN) : $0 < $1 || (!$0.isNaN && $1.isNaN)
    }
  }

  private func ordered(
    _ dim: Int, _ kept: Int, by precedes: (Float, Float) -> Bool
  ) -> (values: Tensor, indices: Tensor) {
    requireDType(.float32, "sorted")
    let dim = shape.dimension(at: dim, of: "sorted")
    let resultShape = shape.replacing(dim, by: kept)
    guard !isMeta else { return (.meta(resultShape), .meta(resultShape, dtype: .int32)) }
    let parts = shape.split(at: dim)
    let elements = scalars
    var indices = [Int32](repeating: 0, count: resultShape.count)
    for outer in 0..<parts.outer {
      for inner in 0..<parts.inner {
        func value(_ index: Int32) -> Float {
          elements[(outer * parts.size + Int(index)) * parts.inner + inner]
        }
        // `sort` is stable.
        let order = (0..<Int32(parts.size)).sorted { precedes(value($0), value($1)) }
        for position in 0..<kept {
          indices[(outer * kept + position) * parts.inner + inner] = order[position]
        }
      }
    }
    let result = Tensor(indices, shape: resultShape)
    return (gathered(result, dim: dim), result)
  }
}
