/// An array of bytes as an IDX file holds it, the format of MNIST (yann.lecun.com/exdb/mnist).
///
/// The header is two zero bytes, the type of the items (8 for bytes), the number of dimensions and
/// the dimensions as big-endian 32-bit numbers; the items follow, the last dimension fastest.
public struct IDXFile: Sendable {
  private static let byteType: UInt8 = 8

  public let dimensions: [Int]
  public let bytes: [UInt8]

  /// Reads a file, plain or compressed by gzip, that must have `rank` dimensions.
  ///
  /// - Parameter limit: In items; a larger array is an error.
  public init(_ path: String, rank: Int, limit: Int = 1 << 31) throws(DataFileError) {
    let stream = try ByteStream(path)
    let start = try stream.read(4)
    guard start[0] == 0, start[1] == 0 else {
      throw DataFileError(path, .byte(0), "not an IDX file: it begins with \(start[0...1])")
    }
    guard start[2] == Self.byteType else {
      throw DataFileError(path, .byte(2), "items of type \(start[2]), expected bytes (type 8)")
    }
    guard start[3] == rank else {
      throw DataFileError(path, .byte(3), "\(start[3]) dimensions, expected \(rank)")
    }
    let sizes = try stream.read(4 * rank)
    dimensions = stride(from: 0, to: sizes.count, by: 4).map { offset in
      sizes[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) }
    }
    bytes = try stream.read(
      Self.itemCount(dimensions, atMost: min(limit, stream.capacity - stream.offset), in: path))
    try stream.expectEnd()
  }

  private static func itemCount(_ dimensions: [Int], atMost limit: Int, in path: String)
    throws(DataFileError) -> Int
  {
    var count = 1
    for dimension in dimensions {
      let (product, overflows) = count.multipliedReportingOverflow(by: dimension)
      guard !overflows else {
        count = .max
        break
      }
      count = product
    }
    guard count <= limit else {
      let sizes = dimensions.map(String.init).joined(separator: "×")
      throw DataFileError(
        path, .byte(4), "\(sizes) items are more than the \(limit) that are possible")
    }
    return count
  }
}
