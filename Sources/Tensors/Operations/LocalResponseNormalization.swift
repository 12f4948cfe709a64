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
  guard !x.isMeta else { return x }
  return OperationCounter.paused {
    x / pow(neighbourSums(square(x), size) * (alpha / Float(size)) + k, beta)
  }
}

/// The sum of each channel and its neighbours, `[batch, channels, height, width]`: a product with a
/// band matrix.
private func neighbourSums(_ x: Tensor, _ size: Int) -> Tensor {
  let (batch, channels) = (x.shape[0], x.shape[1])
  let band = Tensor(shape: [channels, channels]) { elements in
    for channel in 0..<channels {
      for other in 0..<channels {
        let distance = other - channel
        let isNear = -(size / 2) <= distance && distance <= (size - 1) / 2
        elements[channel * channels + other] = isNear ? 1 : 0
      }
    }
  }
  let planes = x.reshaped(to: [batch, channels, x.shape[2] * x.shape[3]])
  return matmul(band, planes).reshaped(to: x.shape)
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
