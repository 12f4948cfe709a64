/// Reads what `RecordEncoder` wrote. Never reads outside of its bytes: other bytes, or those of another
/// type of value, give an error.
struct RecordDecoder {
  /// These are not the bytes of such a value.
  struct Malformed: Error {}

  static func decode<Value: Decodable>(_: Value.Type, from bytes: ArraySlice<UInt8>) throws
    -> Value
  {
    var rest = bytes
    let value = try StoredBlock.take(from: &rest)
    let names = try StoredBlock.take(from: &rest)
    guard rest.isEmpty else { throw Malformed() }
    let noNames = BlockDecoder(block: names, names: [])
    return try BlockDecoder(block: value, names: try [String](from: noNames)).decode(Value.self)
  }
}

/// `nil` content is nil.
private struct StoredBlock {
  let content: ArraySlice<UInt8>?

  static func take(from bytes: inout ArraySlice<UInt8>) throws -> StoredBlock {
    let count = Int(try number(UInt32.self, from: &bytes))
    guard count > 0 else { return StoredBlock(content: nil) }
    guard count - 1 <= bytes.count else { throw RecordDecoder.Malformed() }
    let content = bytes.prefix(count - 1)
    bytes = bytes.dropFirst(count - 1)
    return StoredBlock(content: content)
  }

  static func number<Number: FixedWidthInteger>(
    _: Number.Type, from bytes: inout ArraySlice<UInt8>
  ) throws -> Number {
    let size = MemoryLayout<Number>.size
    guard size <= bytes.count else { throw RecordDecoder.Malformed() }
    let number = bytes.withUnsafeBytes { $0.loadUnaligned(as: Number.self) }
    bytes = bytes.dropFirst(size)
    return Number(littleEndian: number)
  }
}

/// Reads a value from a block.
private struct BlockDecoder: Decoder, SingleValueDecodingContainer {
  let block: StoredBlock
  let names: [String]
  var codingPath: [any CodingKey] { [] }
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  private var content: ArraySlice<UInt8> {
    get throws {
      guard let content = block.content else { throw RecordDecoder.Malformed() }
      return content
    }
  }

  private var number: UInt64 {
    get throws {
      var content = try content
      let number = try StoredBlock.number(UInt64.self, from: &content)
      guard content.isEmpty else { throw RecordDecoder.Malformed() }
      return number
    }
  }

  func container<Key: CodingKey>(keyedBy: Key.Type) throws -> KeyedDecodingContainer<Key> {
    KeyedDecodingContainer(FieldDecoder(content: try content, names: names))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    ElementDecoder(rest: try content, names: names)
  }

  func singleValueContainer() -> any SingleValueDecodingContainer { self }

  func decodeNil() -> Bool { block.content == nil }
  func decode(_: Bool.Type) throws -> Bool { try number != 0 }
  func decode(_: Double.Type) throws -> Double { Double(bitPattern: try number) }

  func decode(_: Float.Type) throws -> Float {
    Float(bitPattern: UInt32(truncatingIfNeeded: try number))
  }

  func decode(_: String.Type) throws -> String {
    guard let text = String(validating: try content, as: UTF8.self) else {
      throw RecordDecoder.Malformed()
    }
    return text
  }

  func decode<Number: FixedWidthInteger & Decodable>(_: Number.Type) throws -> Number {
    Number(truncatingIfNeeded: try number)
  }

  func decode<Value: Decodable>(_: Value.Type) throws -> Value {
    if Value.self == String.self { return unsafeBitCast(try decode(String.self), to: Value.self) }
    if Value.self == Digest.self { return unsafeBitCast(try digest, to: Value.self) }
    if Value.self == [UInt8].self { return unsafeBitCast(Array(try content), to: Value.self) }
    return try Value(from: self)
  }

  private var digest: Digest {
    get throws {
      let content = try content
      guard content.count == Digest.byteCount else { throw RecordDecoder.Malformed() }
      return Digest(bytes: content)
    }
  }
}

/// Reads the fields of a structure. A class, since asking for a field is no mutation, yet has to move
/// on: fields are asked for in the order in which they were written.
private final class FieldDecoder<Key: CodingKey>: KeyedDecodingContainerProtocol {
  private struct Field {
    var name: String
    var block: StoredBlock
  }

  private let content: ArraySlice<UInt8>
  private let names: [String]
  /// What follows the field that was asked for last.
  private var rest: ArraySlice<UInt8>
  private var latest: Field?
  var codingPath: [any CodingKey] { [] }

  init(content: ArraySlice<UInt8>, names: [String]) {
    self.content = content
    self.names = names
    rest = content
  }

  private func nextField() throws -> Field? {
    guard !rest.isEmpty else { return nil }
    let number = Int(try StoredBlock.number(UInt16.self, from: &rest))
    guard names.indices.contains(number) else { throw RecordDecoder.Malformed() }
    let field = Field(name: names[number], block: try StoredBlock.take(from: &rest))
    latest = field
    return field
  }

  private func find(_ name: String) throws -> StoredBlock? {
    if let latest, latest.name == name { return latest.block }
    let start = rest
    while let field = try nextField() {
      if field.name == name { return field.block }
    }
    rest = content
    while rest.startIndex < start.startIndex, let field = try nextField() {
      if field.name == name { return field.block }
    }
    return nil
  }

  private func decoder(_ name: String) throws -> BlockDecoder {
    guard let block = try find(name) else { throw RecordDecoder.Malformed() }
    return BlockDecoder(block: block, names: names)
  }

  var allKeys: [Key] {
    let found = FieldDecoder(content: content, names: names)
    var keys: [Key] = []
    while let field = try? found.nextField() {
      if let key = Key(stringValue: field.name) { keys.append(key) }
    }
    return keys
  }

  func contains(_ key: Key) -> Bool { (try? find(key.stringValue)) != nil }
  func decodeNil(forKey key: Key) throws -> Bool { try decoder(key.stringValue).decodeNil() }

  func decode<Value: Decodable>(_: Value.Type, forKey key: Key) throws -> Value {
    try decoder(key.stringValue).decode(Value.self)
  }

  func nestedContainer<NestedKey: CodingKey>(keyedBy: NestedKey.Type, forKey key: Key) throws
    -> KeyedDecodingContainer<NestedKey>
  {
    try decoder(key.stringValue).container(keyedBy: NestedKey.self)
  }

  func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
    try decoder(key.stringValue).unkeyedContainer()
  }

  func superDecoder() throws -> any Decoder { try decoder("super") }
  func superDecoder(forKey key: Key) throws -> any Decoder { try decoder(key.stringValue) }
}

/// Reads the elements of an array.
private struct ElementDecoder: UnkeyedDecodingContainer {
  private var rest: ArraySlice<UInt8>
  private let names: [String]
  private(set) var currentIndex = 0
  var codingPath: [any CodingKey] { [] }
  var count: Int? { nil }
  var isAtEnd: Bool { rest.isEmpty }

  init(rest: ArraySlice<UInt8>, names: [String]) {
    self.rest = rest
    self.names = names
  }

  private mutating func next() throws -> BlockDecoder {
    let block = try StoredBlock.take(from: &rest)
    currentIndex += 1
    return BlockDecoder(block: block, names: names)
  }

  /// Moves on only if the element is nil.
  mutating func decodeNil() throws -> Bool {
    var following = rest
    guard try StoredBlock.take(from: &following).content == nil else { return false }
    rest = following
    currentIndex += 1
    return true
  }

  mutating func decode<Value: Decodable>(_: Value.Type) throws -> Value {
    try next().decode(Value.self)
  }

  mutating func nestedContainer<NestedKey: CodingKey>(keyedBy: NestedKey.Type) throws
    -> KeyedDecodingContainer<NestedKey>
  {
    try next().container(keyedBy: NestedKey.self)
  }

  mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
    try next().unkeyedContainer()
  }

  mutating func superDecoder() throws -> any Decoder { try next() }
}
