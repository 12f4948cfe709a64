import Tensors

/// A picture of eight bits for each channel.
public struct Image: Hashable, Sendable {
  public enum ColorMode: Int, Hashable, Sendable {
    case gray = 1
    case rgb = 3
  }

  public let width: Int
  public let height: Int
  public let mode: ColorMode
  /// Rows from the top, pixels from the left, the channels of a pixel side by side.
  public let pixels: [UInt8]

  public init(width: Int, height: Int, mode: ColorMode, pixels: [UInt8]) {
    require(
      width >= 0 && height >= 0 && pixels.count == width * height * mode.rawValue,
      "Image: \(pixels.count) bytes are not \(width)×\(height) pixels of \(mode)")
    self.width = width
    self.height = height
    self.mode = mode
    self.pixels = pixels
  }

  public var channels: Int { mode.rawValue }

  public var size: Size2D { Size2D(height, width) }

  /// The picture in another mode. Grey is what ITU-R BT.601 calls luma:
  /// `0.299 red + 0.587 green + 0.114 blue`.
  public func converted(to mode: ColorMode) -> Image {
    if mode == self.mode { return self }
    return Image(
      width: width, height: height, mode: mode,
      pixels: PixelFormat(channels: channels).convert(pixels, to: mode))
  }
}

// MARK: Tensors

extension Image {
  /// `[channels, height, width]` with values from 0 to 1.
  public var tensor: Tensor {
    let area = width * height
    let channels = channels
    return Tensor(shape: [channels, height, width]) { values in
      for channel in 0..<channels {
        for pixel in 0..<area {
          values[channel * area + pixel] = Float(pixels[pixel * channels + channel]) / 255
        }
      }
    }
  }

  /// The picture that a tensor `[height, width]` or `[channels, height, width]` holds, with one or
  /// three channels and values from 0 to 1. What lies beyond is cut off; what is no number is 0.
  public init(_ tensor: Tensor) {
    let shape = tensor.shape.dimensions
    let channels = shape.count == 2 ? 1 : shape.first ?? 0
    guard 2...3 ~= shape.count, let mode = ColorMode(rawValue: channels) else {
      shapeError(
        "Image: \(tensor.shape) is no picture, expected [height, width], [1, height, width] or "
          + "[3, height, width]")
    }
    let (height, width) = (shape[shape.count - 2], shape[shape.count - 1])
    let values = tensor.scalars
    let area = width * height
    var pixels = [UInt8](repeating: 0, count: values.count)
    for channel in 0..<channels {
      for pixel in 0..<area {
        pixels[pixel * channels + channel] = Self.byte(values[channel * area + pixel])
      }
    }
    self.init(width: width, height: height, mode: mode, pixels: pixels)
  }

  private static func byte(_ value: Float) -> UInt8 {
    // Written so that NaN takes the first branch.
    guard value > 0 else { return 0 }
    return UInt8(min(value, 1) * 255 + 0.5)
  }

  /// Pictures side by side in rows, with a margin of two pixels around each.
  ///
  /// - Parameters:
  ///   - images: `[count, height, width]` or `[count, channels, height, width]`.
  ///   - columns: How many are in a row.
  ///   - background: The margin's value, from 0 for black to 1 for white.
  public static func grid(_ images: Tensor, columns: Int = 8, background: Float = 1) -> Image {
    guard 3...4 ~= images.shape.rank, columns > 0 else {
      shapeError("Image.grid: \(images.shape) in \(columns) columns, expected a batch of pictures")
    }
    let margin = 2
    let pictures = (0..<images.shape[0]).map { Image(images[$0]) }
    guard let first = pictures.first else { shapeError("Image.grid: no pictures") }
    let columns = min(columns, pictures.count)
    let rows = (pictures.count + columns - 1) / columns
    let width = columns * (first.width + margin) + margin
    let height = rows * (first.height + margin) + margin
    var pixels = [UInt8](
      repeating: byte(background), count: width * height * first.channels)
    for (index, picture) in pictures.enumerated() {
      let left = margin + index % columns * (first.width + margin)
      let top = margin + index / columns * (first.height + margin)
      let rowBytes = first.width * first.channels
      for y in 0..<first.height {
        let start = ((top + y) * width + left) * first.channels
        pixels.replaceSubrange(
          start..<start + rowBytes, with: picture.pixels[y * rowBytes..<(y + 1) * rowBytes])
      }
    }
    return Image(width: width, height: height, mode: first.mode, pixels: pixels)
  }
}
