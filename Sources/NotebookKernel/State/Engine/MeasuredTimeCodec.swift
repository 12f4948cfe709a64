import DeepLearning
internal import Glibc

/// Measured times: a state is the same whatever was measured.
final class MeasuredTimeCodec: ValueCodec {
  private let size = MemoryLayout<MeasuredTime>.size

  func write(_ value: UnsafeRawPointer, to writer: StateWriter) {
    // Each element of an array takes a byte at least.
    writer.write(0)
    writer.write(aside: UnsafeRawBufferPointer(start: value, count: size))
  }

  func read(into place: UnsafeMutableRawPointer, from reader: StateReader)
    throws(UnusableSnapshot)
  {
    _ = try reader.readCount(below: 1)
    try reader.readAside(into: place, count: size)
  }

  func isCopy(_ copy: UnsafeRawPointer, of value: UnsafeRawPointer) -> Bool {
    memcmp(copy, value, size) == 0
  }
}

extension MeasuredTime: OwnCodec {
  static var codec: any ValueCodec { MeasuredTimeCodec() }
}
