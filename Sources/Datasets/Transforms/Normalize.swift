import Tensors

/// Subtracts a mean from each channel and divides it by a standard deviation:
/// `(x - mean) / std`.
public struct Normalize: ImageTransform {
  public let mean: [Float]
  public let std: [Float]

  /// - Parameters:
  ///   - mean: A value for each channel.
  ///   - std: A value for each channel, none of them 0.
  public init(mean: [Float], std: [Float]) {
    require(
      mean.count == std.count && !std.contains(0),
      "Normalize: mean \(mean) and std \(std): as many of each, and none of std 0")
    self.mean = mean
    self.std = std
  }

  public func transform(_ image: Tensor, using generator: inout SeededRandomNumberGenerator)
    -> Tensor
  {
    let shape = ImageShape(of: image, for: "Normalize")
    guard shape.channels == mean.count else {
      shapeError("Normalize: \(image.shape) has \(shape.channels) channels, expected \(mean.count)")
    }
    let area = shape.height * shape.width
    let values = image.scalars
    return Tensor(shape: image.shape) { normalized in
      for channel in 0..<shape.channels {
        let (mean, std) = (mean[channel], std[channel])
        for index in channel * area..<(channel + 1) * area {
          normalized[index] = (values[index] - mean) / std
        }
      }
    }
  }
}
