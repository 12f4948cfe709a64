internal import CFileFormats

/// The bytes of a file from first to last, unpacked where the file is a gzip file (RFC 1952).
///
/// What a file claims about its own size is compared with `capacity` before anything is allocated
/// for it: no file makes the program allocate more than it could possibly fill.
package final class ByteStream {
  /// The number of bytes that deflate makes of one at most (zlib.net/zlib_tech.html).
  private static let largestExpansion = 1032
  private static let chunkSize = 1 << 16

  package let path: String
  /// The number of bytes that were read, counted after unpacking.
  package private(set) var offset = 0
  /// A bound of the number of bytes that can be read in all.
  package let capacity: Int

  private let file: OpenFile
  private var fileOffset = 0
  private var unpacker: Unpacker?

  package init(_ path: String) throws(DataFileError) {
    self.path = path
    file = try OpenFile(path)
    let isCompressed = try file.bytes(min(2, file.size), at: 0) == [0x1F, 0x8B]
    unpacker = isCompressed ? Unpacker() : nil
    capacity = isCompressed ? file.size * Self.largestExpansion : file.size
  }

  /// Fills `buffer` unless the file ends before, and returns the number of bytes.
  package func read(into buffer: UnsafeMutableRawBufferPointer) throws(DataFileError) -> Int {
    var count = 0
    while count < buffer.count {
      let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[count...])
      let step =
        if let unpacker {
          try unpack(with: unpacker, into: rest)
        } else {
          try file.read(into: rest, at: fileOffset + count)
        }
      if step == 0 { break }
      count += step
    }
    if unpacker == nil { fileOffset += count }
    offset += count
    return count
  }

  /// The next `count` bytes, no more than `capacity`.
  package func read(_ count: Int) throws(DataFileError) -> [UInt8] {
    let bytes = try [UInt8](capacity: count) { buffer throws(DataFileError) in
      try read(into: buffer)
    }
    guard bytes.count == count else {
      throw DataFileError(
        path, .byte(offset), "the file ends \(count - bytes.count) bytes too early")
    }
    return bytes
  }

  /// All bytes of a file, which has to have at most `limit` of them.
  package static func contents(of path: String, limit: Int) throws(DataFileError) -> [UInt8] {
    let stream = try ByteStream(path)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(min(stream.file.size, limit))
    while true {
      let chunk = try [UInt8](capacity: chunkSize) { buffer throws(DataFileError) in
        try stream.read(into: buffer)
      }
      if chunk.isEmpty { return bytes }
      bytes += chunk
      guard bytes.count <= limit else {
        throw DataFileError(path, .file, "more bytes than the limit of \(limit)")
      }
    }
  }

  /// Checks that nothing follows. The end of a gzip file has a checksum, which is read here.
  package func expectEnd() throws(DataFileError) {
    let rest = try [UInt8](capacity: 1) { buffer throws(DataFileError) in try read(into: buffer) }
    if !rest.isEmpty { throw DataFileError(path, .byte(offset - 1), "more bytes than expected") }
  }

  /// Unpacks at least one byte, or returns 0 at the end of the last member.
  private func unpack(with unpacker: Unpacker, into buffer: UnsafeMutableRawBufferPointer)
    throws(DataFileError) -> Int
  {
    while true {
      if unpacker.input.isEmpty {
        try refill(unpacker)
        if unpacker.input.isEmpty {
          if unpacker.isBetweenMembers { return 0 }
          throw DataFileError(path, .byte(offset), "the compressed file ends too early")
        }
      }
      switch unpacker.step(into: buffer) {
      case .some(0): continue
      case .some(let count): return count
      case .none:
        throw DataFileError(
          path, .byte(offset), "damaged compressed data (\(unpacker.problem))")
      }
    }
  }

  private func refill(_ unpacker: Unpacker) throws(DataFileError) {
    let chunk = try [UInt8](capacity: Self.chunkSize) { buffer throws(DataFileError) in
      try file.read(into: buffer, at: fileOffset)
    }
    fileOffset += chunk.count
    unpacker.input = chunk[...]
  }
}

/// zlib, between chunks of packed bytes.
private final class Unpacker {
  /// Packed bytes that were read and not yet unpacked.
  var input: ArraySlice<UInt8> = []
  /// Whether the file may end here.
  private(set) var isBetweenMembers = false
  private let reader: OpaquePointer

  init() {
    guard let reader = gzip_create() else { fatalError("not enough memory to unpack a file") }
    self.reader = reader
  }

  deinit { gzip_destroy(reader) }

  var problem: String { String(cString: gzip_problem(reader)) }

  /// Unpacks some of the input, and returns the number of bytes that this gave; nil if it is damaged.
  func step(into buffer: UnsafeMutableRawBufferPointer) -> Int? {
    var output: UnsafeMutablePointer<UInt8>? = buffer.bindMemory(to: UInt8.self).baseAddress
    var room = buffer.count
    var rest = 0
    let status = input.withUnsafeBufferPointer { bytes in
      var next = bytes.baseAddress
      rest = bytes.count
      return gzip_unpack(reader, &next, &rest, &output, &room)
    }
    input = input.suffix(rest)
    isBetweenMembers = status == GZIP_MEMBER_END
    return status == GZIP_FAILED ? nil : buffer.count - room
  }
}
