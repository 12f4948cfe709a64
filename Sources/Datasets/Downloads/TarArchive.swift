/// A tar archive (POSIX ustar), compressed or not, as far as data sets come in them.
enum TarArchive {
  private static let blockSize = 512
  private static let chunkSize = 1 << 16

  /// Writes the ordinary files that have one of `names`, in whatever folder of the archive, into
  /// `folder`.
  ///
  /// What a name in the archive says about folders is not followed, so nothing is written elsewhere;
  /// links and all that is no ordinary file are passed over.
  static func extract(_ names: [String], from path: String, into folder: String)
    throws(DataFileError)
  {
    let stream = try ByteStream(path)
    var missing = Set(names)
    while !missing.isEmpty, let entry = try nextEntry(stream) {
      if entry.isFile, missing.remove(entry.name) != nil {
        try ReplacedFile.write(to: "\(folder)/\(entry.name)") { file throws(DataFileError) in
          try copy(entry.size, from: stream) { chunk throws(DataFileError) in
            try file.append(chunk)
          }
        }
      } else {
        try copy(entry.size, from: stream) { _ in }
      }
      _ = try stream.read(-entry.size & (blockSize - 1))
    }
    if let name = missing.min() {
      throw DataFileError(path, .byte(stream.offset), "no '\(name)' in the archive")
    }
  }

  private struct Entry {
    /// Without folders.
    let name: String
    let size: Int
    let isFile: Bool
  }

  /// Nil at the end of the archive.
  private static func nextEntry(_ stream: ByteStream) throws(DataFileError) -> Entry? {
    let start = stream.offset
    let header = try stream.read(blockSize)
    if header.allSatisfy({ $0 == 0 }) { return nil }
    func error(_ problem: String) -> DataFileError {
      DataFileError(stream.path, .byte(start), problem)
    }
    // The sum of the header's bytes, with spaces in place of the sum itself.
    let sum = header.reduce(0) { $0 + Int($1) } - header[148..<156].reduce(0) { $0 + Int($1) }
    guard octal(header[148..<156]) == sum + 8 * 32 else { throw error("no header of an archive") }
    guard let size = octal(header[124..<136]), size <= stream.capacity - stream.offset else {
      throw error("a size that the file cannot hold")
    }
    let path = String(decoding: header[..<100].prefix { $0 != 0 }, as: UTF8.self)
    return Entry(
      name: path.split(separator: "/").last.map(String.init) ?? "", size: size,
      isFile: header[156] == 0 || header[156] == UInt8(ascii: "0"))
  }

  /// A number in octal digits, with spaces and zero bytes around.
  private static func octal(_ field: ArraySlice<UInt8>) -> Int? {
    let digits = field.drop { $0 == 32 }.prefix { 48...55 ~= $0 }
    return Int(String(decoding: digits, as: UTF8.self), radix: 8)
  }

  private static func copy(
    _ count: Int, from stream: ByteStream, to receive: ([UInt8]) throws(DataFileError) -> Void
  ) throws(DataFileError) {
    var rest = count
    while rest > 0 {
      let chunk = try stream.read(min(rest, chunkSize))
      try receive(chunk)
      rest -= chunk.count
    }
  }
}
