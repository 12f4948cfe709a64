/// Pictures and labels as the binary files of CIFAR-10 and CIFAR-100 hold them
/// (cs.toronto.edu/~kriz/cifar.html).
///
/// A record is the label, or in CIFAR-100 the coarse and the fine label, then 32×32 bytes each of
/// red, green and blue.
struct CIFARFile: Sendable {
  enum Kind: Sendable {
    case cifar10, cifar100

    var labelBytes: Int { self == .cifar10 ? 1 : 2 }
    var classCount: Int { self == .cifar10 ? 10 : 100 }
  }

  static let imageBytes = 3 * 32 * 32

  /// `[count, 3, 32, 32]`.
  private(set) var pixels: [UInt8] = []
  /// The fine ones of CIFAR-100.
  private(set) var labels: [Int32] = []

  /// Reads files one after the other.
  init(_ paths: [String], _ kind: Kind) throws(DataFileError) {
    for path in paths { try append(path, kind) }
  }

  private mutating func append(_ path: String, _ kind: Kind) throws(DataFileError) {
    let recordBytes = kind.labelBytes + Self.imageBytes
    let bytes = try ByteStream.contents(of: path, limit: 1 << 30)
    guard bytes.count % recordBytes == 0 else {
      throw DataFileError(
        path, .byte(bytes.count - bytes.count % recordBytes),
        "a record of \(bytes.count % recordBytes) bytes, expected \(recordBytes)")
    }
    pixels.reserveCapacity(pixels.count + bytes.count)
    for start in stride(from: 0, to: bytes.count, by: recordBytes) {
      let label = bytes[start + kind.labelBytes - 1]
      guard label < kind.classCount else {
        throw DataFileError(
          path, .byte(start + kind.labelBytes - 1),
          "label \(label), expected less than \(kind.classCount)")
      }
      labels.append(Int32(label))
      pixels += bytes[start + kind.labelBytes..<start + recordBytes]
    }
  }
}
