import Tensors

/// The products of each two channels, averaged over all positions: which features occur together,
/// wherever they do.
///
/// Source: Gatys et al., "Image Style Transfer Using Convolutional Neural Networks" (2016), equation 3,
/// divided by the number of positions.
///
/// - Parameter features: `[batch, channels, height, width]`.
/// - Returns: `[batch, channels, channels]`.
public func gramMatrix(_ features: Tensor) -> Tensor {
  guard features.rank == 4 else {
    shapeError("gramMatrix: \(features.shape), expected [batch, channels, height, width]")
  }
  let rows = features.flattened(from: 2)
  return matmul(rows, rows.transposed()) / Float(max(rows.shape[2], 1))
}

/// The sum of the differences between neighbouring pixels, by magnitude: the less, the smoother a
/// picture.
///
/// Source: Rudin et al., "Nonlinear Total Variation Based Noise Removal Algorithms" (1992), in the
/// anisotropic form of TensorFlow's `total_variation`.
///
/// - Parameter images: `[…, height, width]`.
/// - Returns: A scalar, the sum over all pictures and channels.
public func totalVariation(_ images: Tensor) -> Tensor {
  guard images.rank >= 2, images.shape.dimensions.suffix(2).allSatisfy({ $0 > 0 }) else {
    shapeError("totalVariation: \(images.shape), expected […, height, width]")
  }
  let (height, width) = (images.shape[images.rank - 2], images.shape[images.rank - 1])
  func variation(_ dim: Int, _ size: Int) -> Tensor {
    let dim = images.rank + dim
    return abs(
      images.narrowed(dim: dim, to: 1..<size) - images.narrowed(dim: dim, to: 0..<size - 1)
    ).sum()
  }
  return variation(-2, height) + variation(-1, width)
}
