import Tensors

/// Cuts out the middle of an image. An image that is smaller is padded with zeros first.
public struct CenterCrop: ImageTransform {
  public let size: Size2D

  public init(_ size: some Size2DConvertible) { self.size = size.size2D }

  public func transform(_ image: Tensor, using generator: inout SeededRandomNumberGenerator)
    -> Tensor
  {
    let shape = ImageShape(of: image, for: "CenterCrop")
    return image.cropped(
      shape, top: Self.start(shape.height, size.height), left: Self.start(shape.width, size.width),
      to: size)
  }

  /// Where the middle begins. Halves are rounded as torchvision does it: to even numbers for what
  /// is cut off, while of an odd padding the larger half comes behind.
  private static func start(_ length: Int, _ target: Int) -> Int {
    length >= target
      ? Int((Double(length - target) / 2).rounded(.toNearestOrEven)) : -((target - length) / 2)
  }
}

/// Cuts a piece out of an image, each place being as likely.
public struct RandomCrop: ImageTransform {
  public let size: Size2D
  /// How many zeros are put around the image before.
  public let padding: Int

  public init(_ size: some Size2DConvertible, padding: Int = 0) {
    require(padding >= 0, "RandomCrop: padding \(padding)")
    self.size = size.size2D
    self.padding = padding
  }

  public func transform(_ image: Tensor, using generator: inout SeededRandomNumberGenerator)
    -> Tensor
  {
    let shape = ImageShape(of: image, for: "RandomCrop")
    let tops = shape.height + 2 * padding - size.height
    let lefts = shape.width + 2 * padding - size.width
    guard tops >= 0, lefts >= 0 else {
      shapeError("RandomCrop(\(size), padding: \(padding)): \(image.shape) is too small")
    }
    return image.cropped(
      shape, top: Int.random(in: 0...tops, using: &generator) - padding,
      left: Int.random(in: 0...lefts, using: &generator) - padding, to: size)
  }
}

extension Tensor {
  /// The part of an image that begins at a row and a column, zero where it lies outside.
  fileprivate func cropped(_ shape: ImageShape, top: Int, left: Int, to size: Size2D) -> Tensor {
    let values = scalars
    return Tensor(shape: [shape.channels, size.height, size.width]) { cropped in
      cropped.initialize(repeating: 0)
      let first = Swift.max(0, -left)
      let columns = first..<Swift.max(first, Swift.min(size.width, shape.width - left))
      for channel in 0..<shape.channels {
        for y in 0..<size.height where 0..<shape.height ~= top + y {
          let source = (channel * shape.height + top + y) * shape.width + left
          let target = (channel * size.height + y) * size.width
          for x in columns { cropped[target + x] = values[source + x] }
        }
      }
    }
  }
}
