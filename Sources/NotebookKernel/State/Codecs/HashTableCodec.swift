internal import Glibc

/// Sets and dictionaries: their hash table, bucket by bucket, so that both the order of the elements
/// and what later insertions make of it are the same.
///
/// That takes a process in which values have the same hashes: one with deterministic hashing.
final class HashTableCodec: ValueCodec {
  private let key: MemberCodec
  private let value: MemberCodec?
  /// Makes a set or dictionary, empty, with room for so many elements.
  private let initialize: (UnsafeMutableRawPointer, _ capacity: Int) -> Void

  init(
    key: Any.Type, value: Any.Type? = nil,
    _ initialize: @escaping (UnsafeMutableRawPointer, _ capacity: Int) -> Void
  ) {
    self.key = MemberCodec(key)
    self.value = value.map(MemberCodec.init)
    self.initialize = initialize
  }

  var members: [ValueMember] {
    [ValueMember(component: "[…]", type: key.type)]
      + (value.map { [ValueMember(component: "[…]", type: $0.type)] } ?? [])
  }

  func write(_ value: UnsafeRawPointer, to writer: StateWriter) throws(Opacity) {
    let table = HashTable(
      value.load(as: UnsafeMutableRawPointer.self), hasValues: self.value != nil)
    guard table.isPlausible else { throw Opacity("a hash table of unknown layout") }
    writer.write(table.scale)
    guard table.scale > 0 else { return }
    var seed = table.seed
    writer.write(&seed, count: 8)
    for var word in table.words { writer.write(&word, count: 8) }
    do throws(Opacity) {
      try writer.nest { () throws(Opacity) in
        for bucket in table.occupiedBuckets { try write(bucket, of: table, to: writer) }
      }
    } catch {
      throw error.inside("[…]")
    }
  }

  private func write(_ bucket: Int, of table: HashTable, to writer: StateWriter) throws(Opacity) {
    try writer.writeKey { () throws(Opacity) in
      try key.codec.write(table.keys + bucket * key.stride, to: writer)
    }
    if let value { try value.codec.write(table.values + bucket * value.stride, to: writer) }
  }

  func read(into place: UnsafeMutableRawPointer, from reader: StateReader)
    throws(UnusableSnapshot)
  {
    let scale = try reader.readCount(below: 48)
    guard scale > 0 else { return initialize(place, 0) }
    var seed = 0
    try reader.read(into: &seed, count: 8)
    let words = try reader.take(8 * max(1, (1 << scale) >> 6)).bindMemory(to: UInt64.self)
    let content = (0..<1 << scale).filter { bucket in
      words[bucket >> 6] >> UInt64(bucket & 63) & 1 != 0
    }
    let capacity = Int(Double(1 << scale) * 0.75)
    guard content.count <= capacity else { throw .malformed }
    initialize(place, capacity)
    let table = HashTable(
      place.load(as: UnsafeMutableRawPointer.self), hasValues: value != nil)
    guard table.isPlausible, table.scale == scale else { throw .malformed }
    try reader.nest { () throws(UnusableSnapshot) in
      for bucket in content {
        try key.codec.read(into: table.keys + bucket * key.stride, from: reader)
        try value?.codec.read(into: table.values + bucket * value!.stride, from: reader)
      }
    }
    table.fill(content, seed: seed)
  }

  func isCopy(_ copy: UnsafeRawPointer, of value: UnsafeRawPointer) -> Bool {
    memcmp(copy, value, 8) == 0
  }
}

extension MemberCodec {
  fileprivate var stride: Int { TypeMetadata(type).witnesses.stride }
}

extension Dictionary: OwnCodec {
  static var codec: any ValueCodec {
    HashTableCodec(key: Key.self, value: Value.self) { place, capacity in
      place.assumingMemoryBound(to: Self.self)
        .initialize(to: capacity == 0 ? [:] : Dictionary(minimumCapacity: capacity))
    }
  }
}

// Views are the dictionary's table.
extension Dictionary.Keys: OwnCodec {
  static var codec: any ValueCodec { Dictionary.codec }
}

extension Dictionary.Values: OwnCodec {
  static var codec: any ValueCodec { Dictionary.codec }
}

extension Set: OwnCodec {
  static var codec: any ValueCodec {
    HashTableCodec(key: Element.self) { place, capacity in
      place.assumingMemoryBound(to: Self.self)
        .initialize(to: capacity == 0 ? [] : Set(minimumCapacity: capacity))
    }
  }
}

/// The object in which a set or a dictionary keeps its elements.
///
/// Source: __RawSetStorage and __RawDictionaryStorage of Swift's standard library.
private struct HashTable {
  private let address: UnsafeMutableRawPointer
  private let hasValues: Bool

  init(_ address: UnsafeMutableRawPointer, hasValues: Bool) {
    self.address = address
    self.hasValues = hasValues
  }

  private var count: Int { address.load(fromByteOffset: 16, as: Int.self) }
  private var capacity: Int { address.load(fromByteOffset: 24, as: Int.self) }
  /// The logarithm of the number of buckets; 0 in what stands for all empty tables without capacity.
  var scale: Int { Int(address.load(fromByteOffset: 32, as: Int8.self)) }
  var seed: Int { address.load(fromByteOffset: 40, as: Int.self) }
  var keys: UnsafeMutableRawPointer {
    address.load(fromByteOffset: 48, as: UnsafeMutableRawPointer.self)
  }
  var values: UnsafeMutableRawPointer {
    address.load(fromByteOffset: 56, as: UnsafeMutableRawPointer.self)
  }

  private var bucketCount: Int { 1 << scale }

  /// A bit for each bucket. What would be beyond the last bucket is set, as the library has it.
  var words: UnsafeMutableBufferPointer<UInt64> {
    UnsafeMutableBufferPointer(
      start: (address + (hasValues ? 64 : 56)).assumingMemoryBound(to: UInt64.self),
      count: max(1, bucketCount >> 6))
  }

  var occupiedBuckets: [Int] {
    (0..<bucketCount).filter { words[$0 >> 6] >> UInt64($0 & 63) & 1 != 0 }
  }

  /// Whether the object is laid out as expected.
  var isPlausible: Bool {
    guard 0..<48 ~= scale else { return false }
    guard scale > 0 else { return count == 0 }
    let occupied = words.reduce(0) { $0 + $1.nonzeroBitCount } - max(0, 64 - bucketCount)
    return occupied == count && capacity == Int(Double(bucketCount) * 0.75)
  }

  /// Says that these buckets are occupied, in a table that was empty.
  func fill(_ buckets: [Int], seed: Int) {
    for bucket in buckets { words[bucket >> 6] |= 1 << UInt64(bucket & 63) }
    address.storeBytes(of: buckets.count, toByteOffset: 16, as: Int.self)
    address.storeBytes(of: seed, toByteOffset: 40, as: Int.self)
  }
}
