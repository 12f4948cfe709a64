internal import FoundationEssentials

/// The bytes of a file in the place of its address.
func pictureAddress(_ file: [UInt8], type: String = "png") -> String {
  "data:image/\(type);base64," + Data(file).base64EncodedString()
}

/// A picture in shades of grey, as a PNG file without compression (RFC 2083): for a matrix of a few
/// thousand numbers, shorter than shapes.
struct GrayPicture {
  let width: Int
  let height: Int
  /// Row by row.
  let pixels: [UInt8]

  var address: String { pictureAddress(png) }

  private var png: [UInt8] {
    let header = Self.bytes(UInt32(width)) + Self.bytes(UInt32(height)) + [8, 0, 0, 0, 0]
    var lines: [UInt8] = []
    for row in 0..<height {
      lines.append(0)  // no filter
      lines += pixels[row * width..<(row + 1) * width]
    }
    return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
      + Self.chunk("IHDR", header) + Self.chunk("IDAT", Self.stored(lines)) + Self.chunk("IEND", [])
  }

  /// A zlib stream (RFC 1950) of stored blocks (RFC 1951, section 3.2.4).
  private static func stored(_ content: [UInt8]) -> [UInt8] {
    var stream: [UInt8] = [0x78, 0x01]
    for start in stride(from: 0, to: content.count, by: 0xFFFF) {
      let block = content[start..<min(start + 0xFFFF, content.count)]
      let count = UInt16(block.count)
      stream.append(block.endIndex == content.count ? 1 : 0)
      for half in [count, ~count] { stream += [UInt8(half & 0xFF), UInt8(half >> 8)] }
      stream += block
    }
    return stream + bytes(adler32(content))
  }

  private static func chunk(_ type: String, _ content: [UInt8]) -> [UInt8] {
    let body = Array(type.utf8) + content
    return bytes(UInt32(content.count)) + body + bytes(crc32(body))
  }

  private static func bytes(_ value: UInt32) -> [UInt8] {
    stride(from: 24, through: 0, by: -8).map { UInt8(truncatingIfNeeded: value >> UInt32($0)) }
  }

  private static func adler32(_ content: [UInt8]) -> UInt32 {
    var (a, b): (UInt32, UInt32) = (1, 0)
    for byte in content {
      a = (a + UInt32(byte)) % 65521
      b = (b + a) % 65521
    }
    return b << 16 | a
  }

  private static func crc32(_ content: [UInt8]) -> UInt32 {
    ~content.reduce(~0) { crc, byte in
      (0..<8).reduce(crc ^ UInt32(byte)) { value, _ in
        value >> 1 ^ (value & 1 == 0 ? 0 : 0xEDB8_8320)
      }
    }
  }
}
