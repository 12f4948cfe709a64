/// Slides the kernels of `weight` over a batch of images.
///
/// Cost: an output is a sum of k = inputs / groups · height · width products, so k multiplications
/// and k − 1 additions; a bias takes one addition more.
///
/// - Parameters:
///   - x: Images, `[batch, inputs, height, width]`.
///   - weight: Kernels, `[outputs, inputs / groups, height, width]`.
///   - bias: `[outputs]`.
///   - groups: Inputs and outputs are split into so many groups, which don't see each other.
/// - Returns: `[batch, outputs, positions of the kernel vertically, and horizontally]`.
public func conv2d(
  _ x: Tensor, _ weight: Tensor, _ bias: Tensor? = nil, stride: any Size2DConvertible = 1,
  padding: any Size2DConvertible = 0, dilation: any Size2DConvertible = 1, groups: Int = 1
) -> Tensor {
  guard weight.shape.rank == 4 else {
    shapeError("conv2d: weight \(weight.shape), expected [outputs, inputs / groups, height, width]")
  }
  let outputs = weight.shape[0]
  let inputs = weight.shape[1] * groups
  let kernel = Size2D(weight.shape[2], weight.shape[3])
  var operation: String { "conv2d(\(inputs) → \(outputs), kernel \(kernel))" }

  guard groups > 0, outputs % groups == 0 else {
    shapeError("\(operation): \(groups) groups don't divide the outputs evenly")
  }
  requireShape([outputs], of: bias, "bias", in: operation)
  let images = ImageBatch(x, of: operation)
  guard images.channels == inputs else {
    shapeError(
      "\(operation): input \(x.shape) has \(images.channels) channels, expected \(inputs)")
  }
  let window = SlidingWindow(
    size: kernel, stride: stride.size2D, padding: padding.size2D, dilation: dilation.size2D)
  let positions = window.positions(on: images.size, of: operation)
  let output = Tensor.meta([images.count, outputs, positions.height, positions.width])
  OperationCounter.report(
    weightedSums(output.shape.count, of: weight.shape[1] * kernel.area, bias: bias != nil))
  return output
}

/// The cost of `count` weighted sums of `terms` products each.
func weightedSums(_ count: Int, of terms: Int, bias: Bool) -> OperationCount {
  OperationCount(multiplications: terms, additions: max(terms - 1, 0) + (bias ? 1 : 0)) * count
}
