import Tensors

/// An image and the number of its class.
public struct LabeledImage: Sendable {
  /// `[channels, height, width]`, with values from 0 to 1 unless a transform changed them.
  public let image: Tensor
  public let label: Int

  public init(image: Tensor, label: Int) {
    self.image = image
    self.label = label
  }
}

/// Images and the numbers of their classes, as a network takes them in.
public struct ImageBatch: Sendable {
  /// `[count, channels, height, width]`, Float32.
  public let images: Tensor
  /// `[count]`, Int32.
  public let labels: Tensor

  public init(images: Tensor, labels: Tensor) {
    self.images = images
    self.labels = labels
  }

  public var count: Int { images.shape[0] }
}

/// Labelled images of one size, in memory as bytes: a quarter of what tensors would take. Batches
/// become tensors when they are asked for.
public struct LabeledImages: MapDataset {
  /// `[channels, height, width]`.
  public let imageShape: Shape
  /// By number.
  public internal(set) var classNames: [String]
  /// Of the images that were read, one after the other.
  private let pixels: [UInt8]
  private let allLabels: [Int32]
  /// Which of them these are, and in which order.
  private let indices: [Int]

  /// - Parameters:
  ///   - pixels: `[count, channels, height, width]`.
  ///   - labels: Numbers of `classNames`.
  public init(pixels: [UInt8], imageShape: Shape, labels: [Int32], classNames: [String]) {
    require(
      pixels.count == labels.count * imageShape.count
        && labels.allSatisfy { 0..<classNames.count ~= Int($0) },
      "LabeledImages: \(pixels.count) bytes and \(labels.count) labels of \(classNames.count) "
        + "classes are not images of shape \(imageShape)")
    self.pixels = pixels
    self.imageShape = imageShape
    self.classNames = classNames
    allLabels = labels
    indices = Array(0..<labels.count)
  }

  private init(_ whole: LabeledImages, at indices: [Int]) {
    pixels = whole.pixels
    imageShape = whole.imageShape
    classNames = whole.classNames
    allLabels = whole.allLabels
    self.indices = indices
  }

  /// All images, `[count, channels, height, width]`, with values from 0 to 1.
  public var images: Tensor { images(at: indices) }

  /// All labels, `[count]`, Int32.
  public var labels: Tensor { labels(at: indices) }

  // MARK: MapDataset

  public var count: Int { indices.count }
  public var prefetchCount: Int { 0 }

  public subscript(index: Int) -> LabeledImage {
    let position = indices[index]
    return LabeledImage(
      image: images(at: [position])[0], label: Int(allLabels[position]))
  }

  public func batch(
    at indices: [Int], generator: (_ index: Int) -> SeededRandomNumberGenerator
  ) -> ImageBatch {
    let positions = indices.map { self.indices[$0] }
    return ImageBatch(images: images(at: positions), labels: labels(at: positions))
  }

  public func selecting(_ indices: [Int]) -> LabeledImages {
    LabeledImages(self, at: indices.map { self.indices[$0] })
  }

  private func images(at positions: [Int]) -> Tensor {
    let size = imageShape.count
    return Tensor(shape: Shape([positions.count] + imageShape.dimensions)) { values in
      pixels.withUnsafeBufferPointer { pixels in
        for (index, position) in positions.enumerated() {
          let source = UnsafeBufferPointer(
            rebasing: pixels[position * size..<(position + 1) * size])
          let target = UnsafeMutableBufferPointer(
            rebasing: values[index * size..<(index + 1) * size])
          // A loop of this form becomes vector instructions.
          for offset in 0..<size { target[offset] = Float(source[offset]) / 255 }
        }
      }
    }
  }

  private func labels(at positions: [Int]) -> Tensor {
    Tensor(positions.map { allLabels[$0] }, shape: [positions.count])
  }
}

extension MapDataset where Sample == LabeledImage {
  /// Stacks images, which must have one shape, along a new first dimension.
  public static func collate(_ samples: [LabeledImage]) -> ImageBatch {
    let shape = samples[0].image.shape
    if let other = samples.first(where: { $0.image.shape != shape }) {
      shapeError(
        "batch: images \(shape) and \(other.image.shape); transforms such as Resize and CenterCrop "
          + "give them one shape")
    }
    return ImageBatch(
      images: .stack(samples.map(\.image)),
      labels: Tensor(samples.map { Int32($0.label) }, shape: [samples.count]))
  }

  /// The same samples with their images transformed, anew each time that they are asked for.
  public func transformed(by transform: some ImageTransform) -> TransformedImages<Self> {
    TransformedImages(base: self, transform: transform)
  }
}

/// Labelled images that are transformed when they are asked for.
public struct TransformedImages<Base: MapDataset<LabeledImage>>: MapDataset {
  public let base: Base
  public let transform: any ImageTransform

  public var count: Int { base.count }

  public subscript(index: Int) -> LabeledImage {
    get throws {
      var generator = SeededRandomNumberGenerator(seed: RandomKey.next())
      return try sample(at: index, using: &generator)
    }
  }

  public func sample(at index: Int, using generator: inout SeededRandomNumberGenerator) throws
    -> LabeledImage
  {
    let sample = try base.sample(at: index, using: &generator)
    return LabeledImage(
      image: transform.transform(sample.image, using: &generator), label: sample.label)
  }
}
