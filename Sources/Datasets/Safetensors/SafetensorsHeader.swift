import Tensors

/// What stands at the beginning of a safetensors file (github.com/huggingface/safetensors): the
/// length of the header as a little-endian 64-bit number, and the header, a JSON object that gives
/// each tensor's type, shape and place in the bytes that follow.
struct SafetensorsHeader {
  struct Entry {
    let type: SafetensorsType
    let shape: Shape
    /// Where the tensor lies, counted from the end of the header.
    let range: Range<Int>
  }

  /// As in the reference implementation.
  static let sizeLimit = 100_000_000

  /// What the object has under this name is no tensor but strings that say something about the file.
  static let metadataKey = "__metadata__"

  var entries: [String: Entry] = [:]
  var metadata: [String: String] = [:]
}

// MARK: Reading

extension SafetensorsHeader {
  /// Parses a header and checks that its tensors fill `dataSize` bytes without gap or overlap.
  ///
  /// - Parameter offset: Where `bytes` lie in the file, for messages.
  init(_ bytes: [UInt8], at offset: Int, dataSize: Int, path: String) throws(DataFileError) {
    var parser = JSONParser(path: path, bytes: bytes, offset: offset)
    try parser.object { parser, key throws(DataFileError) in
      if key == Self.metadataKey {
        try parser.object { parser, key throws(DataFileError) in
          metadata[key] = try parser.string()
        }
      } else {
        entries[key] = try Self.entry(&parser)
      }
    }
    try parser.expectEnd()
    try checkRanges(dataSize: dataSize, path: path)
  }

  private static func entry(_ parser: inout JSONParser) throws(DataFileError) -> Entry {
    let start = parser.position
    var type: SafetensorsType?
    var dimensions: [Int]?
    var offsets: [Int]?
    try parser.object { parser, key throws(DataFileError) in
      switch key {
      case "dtype":
        let name = try parser.string()
        type = SafetensorsType(rawValue: name)
        if type == nil { throw parser.error("unknown type '\(name)'") }
      case "shape": dimensions = try parser.integers()
      case "data_offsets": offsets = try parser.integers()
      default: throw parser.error("unknown key '\(key)'")
      }
    }
    guard let type, let dimensions, let offsets else {
      throw parser.error("a tensor needs dtype, shape and data_offsets", at: start)
    }
    guard offsets.count == 2, offsets[0] <= offsets[1] else {
      throw parser.error("data_offsets \(offsets) are no range", at: start)
    }
    guard let size = byteCount(dimensions, type), size == offsets[1] - offsets[0] else {
      throw parser.error(
        "\(type.rawValue)\(dimensions) does not take \(offsets[1] - offsets[0]) bytes", at: start)
    }
    return Entry(type: type, shape: Shape(dimensions), range: offsets[0]..<offsets[1])
  }

  /// Nil where it does not fit an integer.
  private static func byteCount(_ dimensions: [Int], _ type: SafetensorsType) -> Int? {
    if dimensions.contains(0) { return 0 }
    var count = type.size
    for dimension in dimensions {
      let (product, overflows) = count.multipliedReportingOverflow(by: dimension)
      if overflows { return nil }
      count = product
    }
    return count
  }

  private func checkRanges(dataSize: Int, path: String) throws(DataFileError) {
    var end = 0
    for (name, entry) in entriesByOffset {
      guard entry.range.lowerBound == end else {
        throw DataFileError(
          path, .file,
          "tensor '\(name)' begins at \(entry.range.lowerBound) of the data, expected "
            + "\(end): tensors must neither overlap nor leave gaps")
      }
      end = entry.range.upperBound
    }
    guard end == dataSize else {
      throw DataFileError(path, .file, "\(dataSize) bytes of data, the header describes \(end)")
    }
  }

  private var entriesByOffset: [(key: String, value: Entry)] {
    entries.sorted {
      ($0.value.range.lowerBound, $0.value.range.upperBound, $0.key)
        < ($1.value.range.lowerBound, $1.value.range.upperBound, $1.key)
    }
  }
}

// MARK: Writing

extension SafetensorsHeader {
  /// The beginning of the file, padded so that the data is aligned to eight bytes.
  var encoded: [UInt8] {
    var members = entriesByOffset.map { name, entry in
      """
      \(JSONText.quoted(name)):{"dtype":"\(entry.type.rawValue)",\
      "shape":[\(JSONText.list(entry.shape.dimensions))],\
      "data_offsets":[\(entry.range.lowerBound),\(entry.range.upperBound)]}
      """
    }
    if !metadata.isEmpty {
      let strings = metadata.sorted { $0.key < $1.key }
        .map { JSONText.quoted($0.key) + ":" + JSONText.quoted($0.value) }
      members.insert("\"\(Self.metadataKey)\":{\(strings.joined(separator: ","))}", at: 0)
    }
    var header = Array("{\(members.joined(separator: ","))}".utf8)
    header += repeatElement(UInt8(ascii: " "), count: -header.count & 7)
    return withUnsafeBytes(of: UInt64(header.count).littleEndian, Array.init) + header
  }
}
