/// The rows of a table that indices name, `[…]` → `[…, size]`.
///
/// - Parameters:
///   - indices: Of ``DType/int32``, any shape.
///   - weight: The table, `[count, size]`.
///   - padding: An index whose row gets no gradient.
public func embedding(_ indices: Tensor, _ weight: Tensor, padding: Int? = nil) -> Tensor {
  guard weight.rank == 2 else {
    shapeError("embedding: weight \(weight.shape), expected [count, size]")
  }
  let rows = weight.selected(indices.flattened(), dim: 0, in: "embedding")
  let result = rows.reshaped(to: indices.shape.appending(weight.shape[1]))
  guard let padding, result.isRecorded else { return result }
  let isPadding = (indices .== Tensor(Float(padding))).unsqueezed(-1)
  return .where(isPadding, result.detached(), result)
}
