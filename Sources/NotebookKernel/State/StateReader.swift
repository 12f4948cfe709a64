internal import CKernelHooks

/// Makes the values again that a `StateWriter` wrote. Never reads outside of its bytes.
final class StateReader {
  private let bytes: UnsafeRawBufferPointer
  private var position = 0
  /// What is no part of the state.
  private var asides: ArraySlice<UInt8>
  private let names: [Resolved]
  private var objects: [Object] = []
  private var shared: [Any] = []
  private var depth = 0

  /// What a name stands for in this process.
  enum Resolved {
    case type(TypeMetadata)
    case function(UnsafeRawPointer)
  }

  private struct Object {
    var address: UnsafeMutableRawPointer
    var layout: ObjectLayout
  }

  init(_ bytes: UnsafeRawBufferPointer, asides: [UInt8], _ names: [Resolved]) {
    self.bytes = bytes
    self.asides = asides[...]
    self.names = names
  }

  /// Values in memory of their own, which are nobody's yet.
  struct Value {
    var type: TypeMetadata
    var place: UnsafeMutableRawPointer
  }

  /// Makes values with all that they refer to. What was made before a failure is never released, as
  /// it may be incomplete.
  func readRoots(_ count: Int) throws(UnusableSnapshot) -> [Value] {
    var roots: [Value] = []
    for _ in 0..<count {
      let type = try readType()
      let place = UnsafeMutableRawPointer.allocate(
        byteCount: max(type.witnesses.size, 1), alignment: type.witnesses.alignment)
      try ValueCodecs.codec(for: type.type).read(into: place, from: self)
      roots.append(Value(type: type, place: place))
    }
    var next = 0
    while next < objects.count {
      try objects[next].layout.read(into: objects[next].address, from: self)
      next += 1
    }
    guard position == bytes.count, asides.isEmpty else { throw .malformed }
    return roots
  }

  // MARK: What codecs read

  func read(into place: UnsafeMutableRawPointer, count: Int) throws(UnusableSnapshot) {
    let source = try take(count)
    if let start = source.baseAddress { place.copyMemory(from: start, byteCount: count) }
  }

  /// Reads what the writer wrote aside.
  func readAside(into place: UnsafeMutableRawPointer, count: Int) throws(UnusableSnapshot) {
    guard count <= asides.count else { throw .malformed }
    UnsafeMutableRawBufferPointer(start: place, count: count).copyBytes(from: asides.prefix(count))
    asides.removeFirst(count)
  }

  /// The next bytes, where they are.
  func take(_ count: Int) throws(UnusableSnapshot) -> UnsafeRawBufferPointer {
    guard count >= 0, count <= bytes.count - position else { throw .malformed }
    defer { position += count }
    return UnsafeRawBufferPointer(rebasing: bytes[position..<position + count])
  }

  func readNumber() throws(UnusableSnapshot) -> Int {
    var number: UInt = 0
    var shift: UInt = 0
    while true {
      guard position < bytes.count, shift < 63 else { throw .malformed }
      let byte = bytes[position]
      position += 1
      number |= UInt(byte & 0x7F) << shift
      if byte < 0x80 { break }
      shift += 7
    }
    guard let result = Int(exactly: number) else { throw .malformed }
    return result
  }

  func readCount(below limit: Int) throws(UnusableSnapshot) -> Int {
    let number = try readNumber()
    guard number < limit else { throw .malformed }
    return number
  }

  /// The number of elements that follow, each of which takes memory: there can't be more of them than
  /// bytes.
  ///
  /// - Parameter size: What an element takes at least, in bytes.
  func readElementCount(size: Int) throws(UnusableSnapshot) -> Int {
    let count = try readNumber()
    let (product, overflows) = count.multipliedReportingOverflow(by: size)
    guard !overflows, product <= bytes.count - position else { throw .malformed }
    return count
  }

  /// A value of a type that is known.
  func read<Value>(as _: Value.Type) throws(UnusableSnapshot) -> Value {
    let place = UnsafeMutablePointer<Value>.allocate(capacity: 1)
    defer { place.deallocate() }
    try ValueCodecs.codec(for: Value.self).read(into: place, from: self)
    return place.move()
  }

  func readText() throws(UnusableSnapshot) -> String {
    let bytes = try take(try readNumber())
    guard let text = String(validating: bytes, as: UTF8.self) else { throw .malformed }
    return text
  }

  func readType() throws(UnusableSnapshot) -> TypeMetadata {
    guard case .type(let type) = names[try readCount(below: names.count)] else {
      throw .malformed
    }
    return type
  }

  func readFunction() throws(UnusableSnapshot) -> UnsafeRawPointer {
    guard case .function(let address) = names[try readCount(below: names.count)] else {
      throw .malformed
    }
    return address
  }

  /// An object with a reference of its own. Its stored properties may be undefined until all is read.
  func readObject(of expected: TypeMetadata?) throws(UnusableSnapshot) -> UnsafeMutableRawPointer {
    let number = try readCount(below: objects.count + 1)
    if number == objects.count {
      let type = try readType()
      guard type.kind == .class, case .success(let layout) = ObjectLayout.of(type) else {
        throw .malformed
      }
      objects.append(Object(address: layout.allocate(), layout: layout))
    } else {
      object_retain(objects[number].address)
    }
    let object = objects[number]
    if let expected, !object.layout.metadata.isSubclass(of: expected) { throw .malformed }
    return object.address
  }

  /// What several values share: read when it is met first.
  func readShared<Shared>(_ body: () throws(UnusableSnapshot) -> Shared)
    throws(UnusableSnapshot) -> Shared
  {
    let number = try readCount(below: shared.count + 1)
    if number == shared.count {
      let content = try body()
      shared.append(content)
      return content
    }
    guard let content = shared[number] as? Shared else { throw .malformed }
    return content
  }

  func nest<Result>(_ body: () throws(UnusableSnapshot) -> Result) throws(UnusableSnapshot)
    -> Result
  {
    guard depth < StateWriter.depthLimit else { throw .malformed }
    depth += 1
    defer { depth -= 1 }
    return try body()
  }
}

extension UnusableSnapshot {
  /// The content is not what a capture has written.
  static var malformed: UnusableSnapshot { UnusableSnapshot("the snapshot is malformed") }
}
