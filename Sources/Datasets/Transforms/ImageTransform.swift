import Tensors

/// Something that is done to images before a network sees them.
///
/// Images are tensors `[channels, height, width]`. Transforms are values, and put together by
/// `Compose`:
///
///     let transform = Compose([
///       Resize(72), RandomCrop(64), RandomHorizontalFlip(),
///       Normalize(mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225]),
///     ])
///     let data = try Dataset.tinyImageNet10.training.transformed(by: transform)
public protocol ImageTransform: Sendable {
  /// - Parameter generator: Where all randomness comes from.
  func transform(_ image: Tensor, using generator: inout SeededRandomNumberGenerator) -> Tensor
}

extension ImageTransform {
  /// Transforms an image; what is random about it differs from call to call.
  public func callAsFunction(_ image: Tensor) -> Tensor {
    var generator = SeededRandomNumberGenerator(seed: RandomKey.next())
    return transform(image, using: &generator)
  }
}

/// Transforms one after the other.
public struct Compose: ImageTransform {
  public let transforms: [any ImageTransform]

  public init(_ transforms: [any ImageTransform]) { self.transforms = transforms }

  public func transform(_ image: Tensor, using generator: inout SeededRandomNumberGenerator)
    -> Tensor
  {
    transforms.reduce(image) { $1.transform($0, using: &generator) }
  }
}

/// The sizes of an image.
struct ImageShape {
  let channels: Int
  let height: Int
  let width: Int

  /// - Parameter operation: The transform that needs an image, for the message if this is none.
  init(of image: Tensor, for operation: @autoclosure () -> String) {
    guard image.shape.rank == 3 else {
      shapeError("\(operation()): \(image.shape), expected [channels, height, width]")
    }
    channels = image.shape[0]
    height = image.shape[1]
    width = image.shape[2]
  }
}
