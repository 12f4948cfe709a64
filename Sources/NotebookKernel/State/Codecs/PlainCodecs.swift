internal import Glibc

/// Values whose bytes are their state: integers, floating-point numbers, and structs of them.
final class PlainCodec: ValueCodec {
  let members: [ValueMember]
  private let size: Int

  init(size: Int, members: [ValueMember] = []) {
    self.size = size
    self.members = members
  }

  var plainSize: Int? { size }

  func write(_ value: UnsafeRawPointer, to writer: StateWriter) {
    writer.write(value, count: size)
  }

  func read(into place: UnsafeMutableRawPointer, from reader: StateReader)
    throws(UnusableSnapshot)
  {
    try reader.read(into: place, count: size)
  }

  func writeElements(_ start: UnsafeRawPointer, count: Int, stride: Int, to writer: StateWriter) {
    if stride == size { return writer.write(start, count: count * size) }
    for index in 0..<count { write(start + index * stride, to: writer) }
  }

  func readElements(
    into start: UnsafeMutableRawPointer, count: Int, stride: Int, from reader: StateReader
  ) throws(UnusableSnapshot) {
    if stride == size { return try reader.read(into: start, count: count * size) }
    for index in 0..<count { try read(into: start + index * stride, from: reader) }
  }

  func isCopy(_ copy: UnsafeRawPointer, of value: UnsafeRawPointer) -> Bool {
    memcmp(copy, value, size) == 0
  }
}

/// Truth values: bytes of which only two are values.
final class BoolCodec: ValueCodec {
  func write(_ value: UnsafeRawPointer, to writer: StateWriter) { writer.write(value, count: 1) }

  func read(into place: UnsafeMutableRawPointer, from reader: StateReader)
    throws(UnusableSnapshot)
  {
    try readElements(into: place, count: 1, stride: 1, from: reader)
  }

  func writeElements(_ start: UnsafeRawPointer, count: Int, stride: Int, to writer: StateWriter) {
    writer.write(start, count: count)
  }

  func readElements(
    into start: UnsafeMutableRawPointer, count: Int, stride: Int, from reader: StateReader
  ) throws(UnusableSnapshot) {
    try reader.read(into: start, count: count)
    let bytes = UnsafeRawBufferPointer(start: start, count: count)
    guard bytes.allSatisfy({ $0 <= 1 }) else { throw .malformed }
  }

  func isCopy(_ copy: UnsafeRawPointer, of value: UnsafeRawPointer) -> Bool {
    copy.load(as: UInt8.self) == value.load(as: UInt8.self)
  }
}

/// Values of which only the first bytes are state.
final class PaddedCodec: ValueCodec {
  private let significant, size: Int

  init(significant: Int, size: Int) {
    self.significant = significant
    self.size = size
  }

  func write(_ value: UnsafeRawPointer, to writer: StateWriter) {
    writer.write(value, count: significant)
  }

  func read(into place: UnsafeMutableRawPointer, from reader: StateReader)
    throws(UnusableSnapshot)
  {
    memset(place, 0, size)
    try reader.read(into: place, count: significant)
  }

  func isCopy(_ copy: UnsafeRawPointer, of value: UnsafeRawPointer) -> Bool {
    memcmp(copy, value, significant) == 0
  }
}

/// Values that can't be captured.
final class OpaqueCodec: ValueCodec {
  private let reason: Opacity
  let isReference: Bool

  /// - Parameters:
  ///   - obstacle: What such a value is, with an article.
  init(_ obstacle: String, isReference: Bool = true) {
    reason = Opacity(obstacle)
    self.isReference = isReference
  }

  init(_ reason: Opacity) {
    self.reason = reason
    isReference = true
  }

  var obstacle: Opacity? { reason }

  func write(_ value: UnsafeRawPointer, to writer: StateWriter) throws(Opacity) { throw reason }

  func read(into place: UnsafeMutableRawPointer, from reader: StateReader)
    throws(UnusableSnapshot)
  {
    throw .malformed
  }

  func isCopy(_ copy: UnsafeRawPointer, of value: UnsafeRawPointer) -> Bool { true }
}
