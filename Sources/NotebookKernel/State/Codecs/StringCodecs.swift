internal import Glibc

/// Strings: their UTF-8.
final class StringCodec: ValueCodec {
  func write(_ value: UnsafeRawPointer, to writer: StateWriter) {
    writer.write(value.assumingMemoryBound(to: String.self).pointee)
  }

  func read(into place: UnsafeMutableRawPointer, from reader: StateReader)
    throws(UnusableSnapshot)
  {
    place.assumingMemoryBound(to: String.self).initialize(to: try reader.readText())
  }

  func isCopy(_ copy: UnsafeRawPointer, of value: UnsafeRawPointer) -> Bool {
    memcmp(copy, value, MemoryLayout<String>.size) == 0
  }
}

extension String: OwnCodec {
  static var codec: any ValueCodec { StringCodec() }
}

/// Parts of strings: two indices and the whole, which is written once for all its parts.
final class SubstringCodec: ValueCodec {
  // Two indices, which are a number each, and a string.
  private static let baseOffset = 16

  func write(_ value: UnsafeRawPointer, to writer: StateWriter) {
    writer.write(value, count: Self.baseOffset)
    let base = value + Self.baseOffset
    let identity = [
      base.load(as: UInt.self), base.load(fromByteOffset: 8, as: UInt.self),
    ]
    writer.write(shared: identity) {
      writer.write(base.assumingMemoryBound(to: String.self).pointee)
    }
  }

  func read(into place: UnsafeMutableRawPointer, from reader: StateReader)
    throws(UnusableSnapshot)
  {
    try reader.read(into: place, count: Self.baseOffset)
    let base = try reader.readShared { () throws(UnusableSnapshot) in try reader.readText() }
    // The upper bits of an index count bytes.
    let (start, end) = (
      place.load(as: UInt64.self) >> 16, place.load(fromByteOffset: 8, as: UInt64.self) >> 16
    )
    guard start <= end, end <= base.utf8.count else { throw .malformed }
    (place + Self.baseOffset).assumingMemoryBound(to: String.self).initialize(to: base)
  }

  func isCopy(_ copy: UnsafeRawPointer, of value: UnsafeRawPointer) -> Bool {
    memcmp(copy, value, MemoryLayout<Substring>.size) == 0
  }
}

extension Substring: OwnCodec {
  static var codec: any ValueCodec { SubstringCodec() }
}
