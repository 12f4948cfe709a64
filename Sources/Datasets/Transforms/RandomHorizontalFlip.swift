import Tensors

/// Mirrors an image, left to right, with a probability.
public struct RandomHorizontalFlip: ImageTransform {
  public let probability: Double

  public init(_ probability: Double = 0.5) { self.probability = probability }

  public func transform(_ image: Tensor, using generator: inout SeededRandomNumberGenerator)
    -> Tensor
  {
    let shape = ImageShape(of: image, for: "RandomHorizontalFlip")
    guard Double.random(in: 0..<1, using: &generator) < probability else { return image }
    let values = image.scalars
    return Tensor(shape: image.shape) { flipped in
      for row in 0..<shape.channels * shape.height {
        for x in 0..<shape.width {
          flipped[row * shape.width + x] = values[(row + 1) * shape.width - 1 - x]
        }
      }
    }
  }
}
