internal import CFileFormats
internal import Glibc
import Tensors

extension Image {
  /// The number of pixels that a picture may have unless said otherwise.
  public static let pixelLimit = 100_000_000

  /// Larger files than this are not even read.
  private static let fileLimit = 1 << 30

  /// Reads a JPEG or PNG file of any kind.
  ///
  /// - Parameters:
  ///   - mode: What the picture becomes, whatever the file has: grey, colours, a palette, alpha, 16
  ///     bits.
  ///   - limit: In pixels; a larger picture is an error.
  public init(_ path: String, as mode: ColorMode = .rgb, limit: Int = pixelLimit)
    throws(DataFileError)
  {
    try self.init(
      ByteStream.contents(of: path, limit: Self.fileLimit), path: path, as: mode, limit: limit)
  }

  /// Reads the bytes of a JPEG or PNG file.
  ///
  /// - Parameter path: What errors call the file.
  public init(
    _ bytes: [UInt8], path: String = "picture", as mode: ColorMode = .rgb, limit: Int = pixelLimit
  ) throws(DataFileError) {
    guard let decode = Self.decoder(for: bytes) else {
      throw DataFileError(path, .byte(0), "neither a JPEG nor a PNG file")
    }
    var decoded = decoded_image()
    var failure = format_failure()
    let limits = image_limits(pixels: max(0, limit))
    guard decode(bytes, bytes.count, limits, &decoded, &failure) else {
      throw DataFileError(path, .byte(failure.offset), failure.text)
    }
    defer { free(decoded.pixels) }
    let pixels = Array(
      UnsafeBufferPointer(
        start: decoded.pixels, count: decoded.width * decoded.height * decoded.channels))
    self.init(
      width: decoded.width, height: decoded.height, mode: mode,
      pixels: PixelFormat(channels: decoded.channels).convert(pixels, to: mode))
  }

  private typealias Decoder = (
    UnsafePointer<UInt8>, Int, image_limits, UnsafeMutablePointer<decoded_image>,
    UnsafeMutablePointer<format_failure>
  ) -> Bool

  private static func decoder(for bytes: [UInt8]) -> Decoder? {
    if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) { return png_decode }
    if bytes.starts(with: [0xFF, 0xD8, 0xFF]) { return jpeg_decode }
    return nil
  }

  /// The picture as a PNG file: the same bytes each time.
  public var png: [UInt8] {
    var bytes: UnsafeMutablePointer<UInt8>?
    var count = 0
    var failure = format_failure()
    guard png_encode(pixels, width, height, channels, &bytes, &count, &failure) else {
      fatalError("Image.png: \(width)×\(height) pixels: \(failure.text)")
    }
    defer { free(bytes) }
    return Array(UnsafeBufferPointer(start: bytes, count: count))
  }

  /// The picture as a JPEG file, much smaller than ``png`` where it is a photograph, and a little
  /// different from the picture: the same bytes each time.
  ///
  /// - Parameter quality: From 1 to 100.
  public func jpeg(quality: Int = 90) -> [UInt8] {
    require(1...100 ~= quality, "Image.jpeg: a quality of \(quality), expected 1 to 100")
    var bytes: UnsafeMutablePointer<UInt8>?
    var count = 0
    var failure = format_failure()
    guard
      jpeg_encode(
        pixels, width, height, channels, Int32(quality), &bytes, &count, &failure)
    else { fatalError("Image.jpeg: \(width)×\(height) pixels: \(failure.text)") }
    defer { free(bytes) }
    return Array(UnsafeBufferPointer(start: bytes, count: count))
  }

  /// Writes the picture as a JPEG file if the path ends so, and otherwise as a PNG file.
  public func write(to path: String) throws(DataFileError) {
    let isJPEG = [".jpg", ".jpeg"].contains(where: path.lowercased().hasSuffix)
    let bytes = isJPEG ? jpeg() : png
    try ReplacedFile.write(to: path) { file throws(DataFileError) in try file.append(bytes) }
  }
}

extension format_failure {
  fileprivate var text: String {
    withUnsafeBytes(of: message) { bytes in
      String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
  }
}
