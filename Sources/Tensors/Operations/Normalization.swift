/// Shifts and scales each channel by statistics that were gathered in training.
///
/// Cost: one multiplication and one addition for each element. The mean, variance, weight and bias
/// of a channel fold into one scale and one shift before inference.
///
/// Source: Ioffe and Szegedy, "Batch Normalization" (2015), algorithm 2.
///
/// - Parameters:
///   - x: Images, `[batch, channels, height, width]`.
///   - mean: The mean of each channel, `[channels]`; `variance` likewise.
///   - weight: The scale of each channel, `[channels]`; 1 if nil.
///   - bias: The shift of each channel, `[channels]`; 0 if nil.
/// - Returns: A tensor of the shape of `x`.
public func batchNorm2d(
  _ x: Tensor, mean: Tensor, variance: Tensor, weight: Tensor? = nil, bias: Tensor? = nil,
  epsilon: Float = 1e-5
) -> Tensor {
  let channels = mean.shape.count
  var operation: String { "batchNorm2d(\(channels))" }

  for (name, tensor) in [
    ("mean", mean), ("variance", variance), ("weight", weight), ("bias", bias),
  ] {
    requireShape([channels], of: tensor, name, in: operation)
  }
  let images = ImageBatch(x, of: operation)
  guard images.channels == channels else {
    shapeError(
      "\(operation): input \(x.shape) has \(images.channels) channels, expected \(channels)")
  }
  OperationCounter.report(OperationCount(multiplications: 1, additions: 1) * x.shape.count)
  return x
}

/// Divides each element by (k + alpha / size · Σ squares)^beta, where the sum runs over `size`
/// neighbouring channels, clipped at the first and the last one.
///
/// Cost for each element: its square, a multiplication; a sum of n squares, n − 1 additions, where
/// n is `size` or less at the edges; the scale, a multiplication; adding k, an addition; a power;
/// a division.
///
/// Source: Krizhevsky et al., "ImageNet Classification with Deep Convolutional Neural Networks"
/// (2012), section 3.3; its α is alpha / size here, as in PyTorch.
///
/// - Parameter x: Images, `[batch, channels, height, width]`.
/// - Returns: A tensor of the shape of `x`.
public func localResponseNorm(
  _ x: Tensor, size: Int, alpha: Float = 1e-4, beta: Float = 0.75, k: Float = 1
) -> Tensor {
  var operation: String { "localResponseNorm(\(size))" }
  guard size > 0 else { shapeError("\(operation): the number of channels must be positive") }
  let images = ImageBatch(x, of: operation)
  OperationCounter.report(
    neighbourhoods(of: images.channels, size) * (images.count * images.size.area))
  return x
}

/// The cost of normalising one pixel.
private func neighbourhoods(of channels: Int, _ size: Int) -> OperationCount {
  (0..<channels).reduce(.zero) { sum, channel in
    let first = max(channel - size / 2, 0)
    let last = min(channel + (size - 1) / 2, channels - 1)
    return sum
      + OperationCount(multiplications: 2, additions: last - first + 1, divisions: 1, powers: 1)
  }
}
