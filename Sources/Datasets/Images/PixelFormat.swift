/// How the channels of a pixel lie in a decoded file: grey, grey and alpha, RGB, or RGB and alpha.
struct PixelFormat {
  let channels: Int

  private var hasColor: Bool { channels >= 3 }

  /// Pixels in another format. Alpha is left out, as PyTorch's readers do it: a transparent pixel
  /// keeps its colour.
  func convert(_ pixels: [UInt8], to mode: Image.ColorMode) -> [UInt8] {
    if channels == mode.rawValue { return pixels }
    let count = pixels.count / channels
    return [UInt8](unsafeUninitializedCapacity: count * mode.rawValue) { converted, filled in
      for pixel in 0..<count {
        let source = pixel * channels
        switch mode {
        case .gray: converted[pixel] = hasColor ? Self.luma(pixels, at: source) : pixels[source]
        case .rgb:
          for channel in 0..<3 {
            converted[pixel * 3 + channel] = pixels[source + (hasColor ? channel : 0)]
          }
        }
      }
      filled = count * mode.rawValue
    }
  }

  /// ITU-R BT.601, in 16-bit fixed point with rounding.
  private static func luma(_ pixels: [UInt8], at index: Int) -> UInt8 {
    let red = Int(pixels[index])
    let green = Int(pixels[index + 1])
    let blue = Int(pixels[index + 2])
    return UInt8((19595 * red + 38470 * green + 7471 * blue + 0x8000) >> 16)
  }
}
