internal import Glibc

/// Arrays: the number of their elements, and these.
final class ArrayCodec<Array: StoredArray>: ValueCodec {
  private let element = MemberCodec(Array.Element.self)

  var members: [ValueMember] { [ValueMember(component: "[…]", type: Array.Element.self)] }

  func write(_ value: UnsafeRawPointer, to writer: StateWriter) throws(Opacity) {
    let array = value.assumingMemoryBound(to: Array.self).pointee
    writer.write(array.count)
    guard !array.isEmpty else { return }
    try writer.nest { () throws(Opacity) in
      try array.withUnsafeBufferPointer { (elements) throws(Opacity) in
        try element.codec.writeElements(
          elements.baseAddress!, count: elements.count,
          stride: MemoryLayout<Array.Element>.stride, to: writer)
      }
    }
  }

  func read(into place: UnsafeMutableRawPointer, from reader: StateReader)
    throws(UnusableSnapshot)
  {
    let array = try reader.nest { () throws(UnusableSnapshot) in
      try Self.elements(element, from: reader)
    }
    place.assumingMemoryBound(to: Array.self).initialize(to: array)
  }

  private static func elements(_ element: MemberCodec, from reader: StateReader)
    throws(UnusableSnapshot) -> Array
  {
    let size = element.codec.plainSize ?? (MemoryLayout<Array.Element>.size > 0 ? 1 : 0)
    let count = try reader.readElementCount(size: size)
    guard count > 0 else { return Array(capacity: 0) { _ in 0 } }
    var failure: UnusableSnapshot?
    let array = Array(capacity: count) { elements in
      do throws(UnusableSnapshot) {
        try element.codec.readElements(
          into: UnsafeMutableRawPointer(elements), count: count,
          stride: MemoryLayout<Array.Element>.stride, from: reader)
        return count
      } catch {
        failure = error
        return 0
      }
    }
    if let failure { throw failure }
    return array
  }

  func isCopy(_ copy: UnsafeRawPointer, of value: UnsafeRawPointer) -> Bool {
    memcmp(copy, value, MemoryLayout<Array>.size) == 0
  }
}

/// An array of the standard library.
protocol StoredArray: RandomAccessCollection where Index == Int {
  /// - Parameter initialize: Fills memory for `capacity` elements. Returns how many it has filled.
  init(capacity: Int, _ initialize: (UnsafeMutablePointer<Element>) -> Int)

  func withUnsafeBufferPointer<Result, Failure: Error>(
    _ body: (UnsafeBufferPointer<Element>) throws(Failure) -> Result
  ) throws(Failure) -> Result
}

extension Array: StoredArray, OwnCodec {
  init(capacity: Int, _ initialize: (UnsafeMutablePointer<Element>) -> Int) {
    self.init(unsafeUninitializedCapacity: capacity) { buffer, count in
      if let start = buffer.baseAddress { count = initialize(start) }
    }
  }

  static var codec: any ValueCodec { ArrayCodec<Self>() }
}

extension ContiguousArray: StoredArray, OwnCodec {
  init(capacity: Int, _ initialize: (UnsafeMutablePointer<Element>) -> Int) {
    self.init(unsafeUninitializedCapacity: capacity) { buffer, count in
      if let start = buffer.baseAddress { count = initialize(start) }
    }
  }

  static var codec: any ValueCodec { ArrayCodec<Self>() }
}

/// Slices of arrays: the elements, and the index of the first one. What else their array holds cannot
/// be seen through them.
final class ArraySliceCodec<Element>: ValueCodec {
  private let array = ArrayCodec<[Element]>()

  var members: [ValueMember] { array.members }

  func write(_ value: UnsafeRawPointer, to writer: StateWriter) throws(Opacity) {
    let slice = value.assumingMemoryBound(to: ArraySlice<Element>.self).pointee
    writer.write(slice.startIndex)
    let elements = Swift.Array(slice)
    try withUnsafePointer(to: elements) { (elements) throws(Opacity) in
      try array.write(elements, to: writer)
    }
  }

  func read(into place: UnsafeMutableRawPointer, from reader: StateReader)
    throws(UnusableSnapshot)
  {
    let start = try reader.readCount(below: Int(Int32.max))
    let elements = UnsafeMutablePointer<[Element]>.allocate(capacity: 1)
    defer { elements.deallocate() }
    try array.read(into: elements, from: reader)
    let slice = elements.move()[...]
    place.assumingMemoryBound(to: ArraySlice<Element>.self).initialize(to: slice)
    // Behind the owner: where the element of index 0 would be, the first index, and twice the last
    // one with a flag.
    let shift = start * MemoryLayout<Element>.stride
    let base = place.load(fromByteOffset: 8, as: UInt.self)
    place.storeBytes(of: base &- UInt(shift), toByteOffset: 8, as: UInt.self)
    place.storeBytes(of: start, toByteOffset: 16, as: Int.self)
    let end = place.load(fromByteOffset: 24, as: UInt.self)
    place.storeBytes(of: end + 2 * UInt(start), toByteOffset: 24, as: UInt.self)
  }

  func isCopy(_ copy: UnsafeRawPointer, of value: UnsafeRawPointer) -> Bool {
    memcmp(copy, value, MemoryLayout<ArraySlice<Element>>.size) == 0
  }
}

extension ArraySlice: OwnCodec {
  static var codec: any ValueCodec { ArraySliceCodec<Element>() }
}
