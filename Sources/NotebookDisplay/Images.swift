/// A drawing, as the text of an SVG file.
public struct SVG: Displayable, Hashable, Sendable {
  public var source: String
  public var alternative: String
  public var caption: String?

  /// - Parameters:
  ///   - source: From `<svg` to `</svg>`.
  ///   - alternative: What the drawing shows, for those who cannot see it.
  ///   - caption: Markdown, set below the drawing.
  public init(_ source: String, alternative: String = "", caption: String? = nil) {
    self.source = source
    self.alternative = alternative
    self.caption = caption
  }

  public var mimeBundle: MIMEBundle {
    MIMEBundle(plain: alternative, role: .figure, caption: caption).adding(source, as: .svg)
  }
}

/// A picture, as the bytes of a PNG file.
public struct PNG: Displayable, Hashable, Sendable {
  public let bytes: [UInt8]
  /// In pixels, as the file says.
  public let width: Int
  public let height: Int
  public var alternative: String
  public var caption: String?

  public struct InvalidFile: Error, CustomStringConvertible {
    public var description: String { "these bytes are not a PNG file" }
  }

  /// - Parameters:
  ///   - bytes: The whole file.
  ///   - alternative: What the picture shows, for those who cannot see it.
  ///   - caption: Markdown, set below the picture.
  public init(bytes: [UInt8], alternative: String = "", caption: String? = nil) throws {
    let start: [UInt8] = [
      0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A,  // signature
      0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52,  // IHDR, 13 bytes
    ]
    guard bytes.count >= 24, bytes.starts(with: start) else { throw InvalidFile() }
    func bigEndian(at offset: Int) -> Int {
      bytes[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) }
    }
    self.bytes = bytes
    width = bigEndian(at: 16)
    height = bigEndian(at: 20)
    self.alternative = alternative
    self.caption = caption
  }

  public var mimeBundle: MIMEBundle {
    MIMEBundle(plain: alternative, role: .figure, caption: caption).adding(bytes, as: .png)
  }
}
