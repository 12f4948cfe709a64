/// A SHA-256 digest: what a key, a blob or a state is known by.
struct Digest: Hashable, Sendable {
  static let byteCount = 32

  /// Big-endian, so that their order is that of the digits.
  private let words: SIMD4<UInt64>

  /// - Parameter bytes: As many as `byteCount`.
  init(bytes: some Sequence<UInt8>) {
    var words = SIMD4<UInt64>()
    var count = 0
    for byte in bytes {
      words[count / 8] = words[count / 8] << 8 | UInt64(byte)
      count += 1
    }
    precondition(count == Self.byteCount, "a digest has \(Self.byteCount) bytes")
    self.words = words
  }

  /// The digest of some bytes, and of nothing else: what `sha256sum` prints.
  init(of content: UnsafeRawBufferPointer) {
    var builder = DigestBuilder()
    builder.appendContent(content)
    self = builder.finish()
  }

  init(of content: [UInt8]) {
    self = content.withUnsafeBytes { Digest(of: $0) }
  }

  init(of text: String) {
    self.init(of: Array(text.utf8))
  }

  /// `nil` unless `hex` is 64 digits, in lower case.
  init?(hex: some StringProtocol) {
    let digits = hex.utf8
    guard digits.count == 2 * Self.byteCount else { return nil }
    var words = SIMD4<UInt64>()
    for (index, digit) in digits.enumerated() {
      let value: UInt8
      switch digit {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): value = digit - UInt8(ascii: "0")
      case UInt8(ascii: "a")...UInt8(ascii: "f"): value = digit - UInt8(ascii: "a") + 10
      default: return nil
      }
      words[index / 16] = words[index / 16] << 4 | UInt64(value)
    }
    self.words = words
  }

  /// Calls a function with the bytes, which are nowhere but there.
  func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    let bigEndian = SIMD4(
      words.x.bigEndian, words.y.bigEndian, words.z.bigEndian, words.w.bigEndian)
    return Swift.withUnsafeBytes(of: bigEndian, body)
  }

  var bytes: [UInt8] {
    (0..<Self.byteCount).map { UInt8(truncatingIfNeeded: words[$0 / 8] >> (56 - 8 * ($0 % 8))) }
  }

  /// 64 digits.
  var hex: String {
    String(unsafeUninitializedCapacity: 2 * Self.byteCount) { digits in
      for index in digits.indices {
        let value = UInt8(truncatingIfNeeded: words[index / 16] >> (60 - 4 * (index % 16))) & 15
        digits[index] = value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
      }
      return 2 * Self.byteCount
    }
  }
}

extension Digest: Comparable {
  static func < (one: Digest, other: Digest) -> Bool {
    for index in 0..<4 where one.words[index] != other.words[index] {
      return one.words[index] < other.words[index]
    }
    return false
  }
}

extension Digest: CustomStringConvertible {
  var description: String { hex }
}

extension Digest: Codable {
  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let digest = Digest(hex: try container.decode(String.self)) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a digest")
    }
    self = digest
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(hex)
  }
}
