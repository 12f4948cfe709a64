internal import Glibc

/// Types as values: the type's name.
final class MetatypeCodec: ValueCodec {
  /// The class that the type is or inherits from, if it has to be one.
  private let base: TypeMetadata?

  private init(base: TypeMetadata?) { self.base = base }

  static func codec(for metadata: TypeMetadata) -> any ValueCodec {
    if metadata.kind == .metatype, metadata.instanceType.kind == .class {
      return MetatypeCodec(base: metadata.instanceType)
    }
    // Without witness tables behind the type.
    if metadata.kind == .existentialMetatype, metadata.witnesses.size == 8 {
      return MetatypeCodec(base: nil)
    }
    return OpaqueCodec("a type as a value", isReference: false)
  }

  func write(_ value: UnsafeRawPointer, to writer: StateWriter) throws(Opacity) {
    try writer.write(type: TypeMetadata(at: value.load(as: UnsafeRawPointer.self)))
  }

  func read(into place: UnsafeMutableRawPointer, from reader: StateReader)
    throws(UnusableSnapshot)
  {
    let type = try reader.readType()
    if let base, !type.isSubclass(of: base) { throw .malformed }
    place.storeBytes(of: type.address, as: UnsafeRawPointer.self)
  }

  func isCopy(_ copy: UnsafeRawPointer, of value: UnsafeRawPointer) -> Bool {
    memcmp(copy, value, 8) == 0
  }
}
