internal import Glibc

/// Values that are written as others, from which they can be made again.
final class DerivedCodec<Value: Equatable, Parts>: ValueCodec {
  private let parts: (Value) -> Parts
  private let value: (Parts) -> Value?

  init(_ parts: @escaping (Value) -> Parts, _ value: @escaping (Parts) -> Value?) {
    self.parts = parts
    self.value = value
  }

  var members: [ValueMember] { [ValueMember(component: "", type: Parts.self)] }

  func write(_ value: UnsafeRawPointer, to writer: StateWriter) throws(Opacity) {
    let value = value.assumingMemoryBound(to: Value.self).pointee
    let parts = parts(value)
    guard self.value(parts) == value else {
      throw Opacity("a value of type \(Value.self) that can't be made again")
    }
    try writer.write(parts, as: Parts.self)
  }

  func read(into place: UnsafeMutableRawPointer, from reader: StateReader)
    throws(UnusableSnapshot)
  {
    let parts = try reader.read(as: Parts.self)
    guard let value = value(parts) else { throw .malformed }
    place.assumingMemoryBound(to: Value.self).initialize(to: value)
  }

  func isCopy(_ copy: UnsafeRawPointer, of value: UnsafeRawPointer) -> Bool {
    memcmp(copy, value, MemoryLayout<Value>.size) == 0
  }
}
