/// Appends numbers and strings to bytes: little-endian, strings and arrays with their count first.
struct ByteWriter {
  private(set) var bytes: [UInt8] = []

  mutating func write<Number: FixedWidthInteger>(_ number: Number) {
    withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
  }

  mutating func write(_ number: Double) { write(number.bitPattern) }

  mutating func write(_ content: [UInt8]) {
    write(UInt32(content.count))
    bytes.append(contentsOf: content)
  }

  mutating func write(_ text: String) { write(Array(text.utf8)) }
}

/// Reads what a `ByteWriter` wrote. Never reads outside of its bytes.
struct ByteReader {
  private let bytes: ArraySlice<UInt8>
  private var position: Int

  init(_ bytes: some Collection<UInt8>) {
    self.bytes = ArraySlice(bytes)
    position = self.bytes.startIndex
  }

  mutating func read<Number: FixedWidthInteger>(_: Number.Type = Number.self)
    throws(MalformedMessage)
    -> Number
  {
    let content = try take(MemoryLayout<Number>.size)
    return content.reversed().reduce(0) { $0 << 8 | Number(truncatingIfNeeded: $1) }
  }

  mutating func readDouble() throws(MalformedMessage) -> Double {
    Double(bitPattern: try read(UInt64.self))
  }

  mutating func readBytes() throws(MalformedMessage) -> [UInt8] {
    Array(try take(Int(try read(UInt32.self))))
  }

  mutating func readString() throws(MalformedMessage) -> String {
    String(decoding: try readBytes(), as: UTF8.self)
  }

  private mutating func take(_ count: Int) throws(MalformedMessage) -> ArraySlice<UInt8> {
    guard count <= bytes.endIndex - position else { throw MalformedMessage() }
    defer { position += count }
    return bytes[position..<position + count]
  }
}

/// A message that no kernel sends: the channel has been tampered with.
public struct MalformedMessage: Error {
  public init() {}
}
