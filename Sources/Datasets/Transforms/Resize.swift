import Tensors

/// Scales an image, bilinearly. Where it gets smaller, each pixel of the result takes in all pixels
/// that it covers (antialias), as Pillow and torchvision do it.
public struct Resize: ImageTransform {
  private enum Target {
    case size(Size2D)
    case shorterSide(Int)
  }

  private let target: Target

  /// To a height and a width, whatever the shape before.
  public init(_ size: Size2D) {
    require(size.height > 0 && size.width > 0, "Resize: \(size)")
    target = .size(size)
  }

  /// To a length of the shorter side; the other one keeps its proportion, rounded down.
  public init(_ shorterSide: Int) {
    require(shorterSide > 0, "Resize: \(shorterSide)")
    target = .shorterSide(shorterSide)
  }

  public func transform(_ image: Tensor, using generator: inout SeededRandomNumberGenerator)
    -> Tensor
  {
    let shape = ImageShape(of: image, for: "Resize")
    guard shape.height > 0, shape.width > 0 else { shapeError("Resize: \(image.shape) is empty") }
    let size = size(of: shape)
    if size.height == shape.height && size.width == shape.width { return image }
    let columns = BilinearWeights(from: shape.width, to: size.width)
    let rows = BilinearWeights(from: shape.height, to: size.height)
    var narrow = [Float](repeating: 0, count: shape.channels * shape.height * size.width)
    image.scalars.withUnsafeBufferPointer { values in
      narrow.withUnsafeMutableBufferPointer { narrow in
        columns.apply(values, to: narrow, lines: shape.channels * shape.height, stride: 1)
      }
    }
    return Tensor(shape: [shape.channels, size.height, size.width]) { resized in
      narrow.withUnsafeBufferPointer { narrow in
        rows.apply(narrow, to: resized, lines: shape.channels, stride: size.width)
      }
    }
  }

  private func size(of shape: ImageShape) -> Size2D {
    switch target {
    case .size(let size): size
    case .shorterSide(let side):
      shape.width <= shape.height
        ? Size2D(side * shape.height / shape.width, side)
        : Size2D(side, side * shape.width / shape.height)
    }
  }
}

/// How a line of `source` pixels becomes one of another length.
///
/// Each new pixel is a mean of old ones, weighted by a triangle around its centre whose half width
/// is one pixel, or the scale where that is larger.
private struct BilinearWeights {
  private struct Window {
    let start: Int
    let weights: [Float]
  }

  private let source: Int
  private let windows: [Window]

  init(from source: Int, to target: Int) {
    self.source = source
    let scale = Float(source) / Float(target)
    let support = max(scale, 1)
    windows = (0..<target).map { index in
      let center = scale * (Float(index) + 0.5)
      let start = max(0, Int(center - support + 0.5))
      let end = min(source, Int(center + support + 0.5))
      let weights = (start..<end).map { pixel in
        max(0, 1 - abs((Float(pixel) - center + 0.5) / support))
      }
      let sum = weights.reduce(0, +)
      return Window(start: start, weights: weights.map { $0 / sum })
    }
  }

  /// Resizes lines whose pixels are `stride` values apart, with the values in between in parallel.
  func apply(
    _ values: UnsafeBufferPointer<Float>, to result: UnsafeMutableBufferPointer<Float>, lines: Int,
    stride: Int
  ) {
    for line in 0..<lines {
      for (index, window) in windows.enumerated() {
        let target = (line * windows.count + index) * stride
        for offset in 0..<stride { result[target + offset] = 0 }
        for (tap, weight) in window.weights.enumerated() {
          let start = (line * source + window.start + tap) * stride
          for offset in 0..<stride { result[target + offset] += weight * values[start + offset] }
        }
      }
    }
  }
}
