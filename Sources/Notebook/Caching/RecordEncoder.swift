/// Turns values into bytes, in a form that is made to be read fast.
///
/// A *block* is a count (four bytes, little-endian) and content: a count of 0 is nil, n stands for
/// n - 1 bytes. Numbers are eight bytes, texts UTF-8, digests their bytes. An array is the blocks of
/// its elements. A structure is the blocks of its fields, in front of each the number of the field's
/// name (two bytes). The value's block is followed by that of the array of all names.
///
/// `codingPath` stays empty, and containers have to be filled one after the other, which is what the
/// compiler's own conformances do.
struct RecordEncoder {
  /// The value is larger than a block can be, or has more names than can be numbered.
  struct TooLarge: Error {}

  static func encode(_ value: some Encodable) throws -> [UInt8] {
    let writer = BlockWriter()
    writer.openBlock(inside: 0)
    try BlockEncoder(writer: writer).encode(value)
    writer.close(to: 0)
    let names = writer.names
    writer.openBlock(inside: 0)
    for name in names {
      writer.openBlock(inside: 1)
      writer.append(name)
    }
    writer.close(to: 0)
    guard !writer.isTooLarge else { throw TooLarge() }
    return writer.bytes
  }
}

private final class BlockWriter {
  private(set) var bytes: [UInt8] = []
  private(set) var names: [String] = []
  private(set) var isTooLarge = false
  private var numbers: [String: Int] = [:]
  /// Where the blocks begin that are still open, the innermost last.
  private var openBlocks: [Int] = []

  var depth: Int { openBlocks.count }

  func openBlock(inside depth: Int) {
    close(to: depth)
    openBlocks.append(bytes.count)
    append(0 as UInt32)
  }

  func openBlock(named name: String, inside depth: Int) {
    close(to: depth)
    append(UInt16(truncatingIfNeeded: number(of: name)))
    openBlock(inside: depth)
  }

  func close(to depth: Int) {
    while openBlocks.count > depth {
      let start = openBlocks.removeLast()
      let count = bytes.count - start - MemoryLayout<UInt32>.size + 1
      isTooLarge = isTooLarge || UInt32(exactly: count) == nil
      put(UInt32(truncatingIfNeeded: count), at: start)
    }
  }

  /// Makes the innermost block nil and closes it.
  func closeAsNil() {
    let start = openBlocks.removeLast()
    bytes.removeSubrange((start + MemoryLayout<UInt32>.size)...)
    put(0, at: start)
  }

  func append<Number: FixedWidthInteger>(_ number: Number) {
    withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
  }

  func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

  func append(_ content: [UInt8]) { bytes.append(contentsOf: content) }

  private func put(_ count: UInt32, at position: Int) {
    for index in 0..<MemoryLayout<UInt32>.size {
      bytes[position + index] = UInt8(truncatingIfNeeded: count >> (8 * index))
    }
  }

  private func number(of name: String) -> Int {
    if let number = numbers[name] { return number }
    let number = names.count
    isTooLarge = isTooLarge || number > Int(UInt16.max)
    names.append(name)
    numbers[name] = number
    return number
  }
}

/// Writes a value into the block that is open.
private struct BlockEncoder: Encoder, SingleValueEncodingContainer {
  let writer: BlockWriter
  var codingPath: [any CodingKey] { [] }
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<Key: CodingKey>(keyedBy: Key.Type) -> KeyedEncodingContainer<Key> {
    KeyedEncodingContainer(FieldEncoder(writer: writer, depth: writer.depth))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer {
    ElementEncoder(writer: writer, depth: writer.depth)
  }

  func singleValueContainer() -> any SingleValueEncodingContainer { self }

  func encodeNil() { writer.closeAsNil() }
  func encode(_ value: Bool) { writer.append(value ? 1 as UInt64 : 0) }
  func encode(_ value: String) { writer.append(value) }
  func encode(_ value: Double) { writer.append(value.bitPattern) }
  func encode(_ value: Float) { writer.append(UInt64(value.bitPattern)) }
  func encode(_ value: some FixedWidthInteger & Encodable) {
    writer.append(UInt64(truncatingIfNeeded: value))
  }

  func encode<Value: Encodable>(_ value: Value) throws {
    switch value {
    case let bytes as [UInt8] where Value.self == [UInt8].self: writer.append(bytes)
    case let digest as Digest: writer.append(digest.bytes)
    default: try value.encode(to: self)
    }
  }
}

/// Writes the fields of a structure.
private struct FieldEncoder<Key: CodingKey>: KeyedEncodingContainerProtocol {
  let writer: BlockWriter
  let depth: Int
  var codingPath: [any CodingKey] { [] }

  private func open(_ name: String) -> BlockEncoder {
    writer.openBlock(named: name, inside: depth)
    return BlockEncoder(writer: writer)
  }

  func encodeNil(forKey key: Key) { open(key.stringValue).encodeNil() }

  func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws {
    try open(key.stringValue).encode(value)
  }

  func nestedContainer<NestedKey: CodingKey>(keyedBy: NestedKey.Type, forKey key: Key)
    -> KeyedEncodingContainer<NestedKey>
  {
    open(key.stringValue).container(keyedBy: NestedKey.self)
  }

  func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
    open(key.stringValue).unkeyedContainer()
  }

  func superEncoder() -> any Encoder { open("super") }
  func superEncoder(forKey key: Key) -> any Encoder { open(key.stringValue) }
}

/// Writes the elements of an array.
private struct ElementEncoder: UnkeyedEncodingContainer {
  let writer: BlockWriter
  let depth: Int
  private(set) var count = 0
  var codingPath: [any CodingKey] { [] }

  init(writer: BlockWriter, depth: Int) {
    self.writer = writer
    self.depth = depth
  }

  private mutating func open() -> BlockEncoder {
    count += 1
    writer.openBlock(inside: depth)
    return BlockEncoder(writer: writer)
  }

  mutating func encodeNil() { open().encodeNil() }
  mutating func encode<Value: Encodable>(_ value: Value) throws { try open().encode(value) }

  mutating func nestedContainer<NestedKey: CodingKey>(keyedBy: NestedKey.Type)
    -> KeyedEncodingContainer<NestedKey>
  {
    open().container(keyedBy: NestedKey.self)
  }

  mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
    open().unkeyedContainer()
  }

  mutating func superEncoder() -> any Encoder { open() }
}
