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
  guard weight.shape.rank == 2 else {
    shapeError("linear: weight \(weight.shape), expected [outputs, inputs]")
  }
  let outputs = weight.shape[0]
  let inputs = weight.shape[1]
  var operation: String { "linear(\(inputs) → \(outputs))" }

  requireShape([outputs], of: bias, "bias", in: operation)
  let features = x.shape.dimensions.last ?? 0
  guard x.shape.rank > 0, features == inputs else {
    shapeError("\(operation): input \(x.shape) has \(features) features, expected \(inputs)")
  }
  let output = Tensor.meta(Shape(x.shape.dimensions.dropLast() + [outputs]))
  OperationCounter.report(weightedSums(output.shape.count, of: inputs, bias: bias != nil))
  return output
}
