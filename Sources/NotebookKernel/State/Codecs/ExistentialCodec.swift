internal import CKernelHooks
internal import Glibc

/// Values of any type that conforms to something, `Any` and `any Error` among them: the type, and the
/// value.
final class ExistentialCodec: ValueCodec {
  private let metadata: TypeMetadata
  private let representation: TypeMetadata.Representation
  private let size: Int
  /// How those types conform of which a value has been made again: witness tables.
  private var witnesses: [TypeMetadata: [UInt]] = [:]

  private init(_ metadata: TypeMetadata, _ representation: TypeMetadata.Representation) {
    self.metadata = metadata
    self.representation = representation
    size = metadata.witnesses.size
  }

  static func codec(for metadata: TypeMetadata) -> any ValueCodec {
    guard metadata.witnesses.isOrdinary, let representation = metadata.representation else {
      return OpaqueCodec("what can't be copied")
    }
    return ExistentialCodec(metadata, representation)
  }

  var isReference: Bool { true }

  func write(_ value: UnsafeRawPointer, to writer: StateWriter) throws(Opacity) {
    let (content, type) = content(of: value)
    guard conformance(of: content, type) == witnessTables(of: value) else {
      throw Opacity("a value of \(type.type), which conforms in a way that can't be found again")
    }
    try writer.write(type: type)
    try writer.nest { () throws(Opacity) in
      try ValueCodecs.codec(for: type.type).write(content, to: writer)
    }
  }

  func read(into place: UnsafeMutableRawPointer, from reader: StateReader)
    throws(UnusableSnapshot)
  {
    let type = try reader.readType()
    let witnesses = type.witnesses
    let content = UnsafeMutableRawPointer.allocate(
      byteCount: max(witnesses.size, 1), alignment: witnesses.alignment)
    defer { content.deallocate() }
    try reader.nest { () throws(UnusableSnapshot) in
      try ValueCodecs.codec(for: type.type).read(into: content, from: reader)
    }
    guard initialize(place, taking: content, type) else { throw .malformed }
  }

  func isCopy(_ copy: UnsafeRawPointer, of value: UnsafeRawPointer) -> Bool {
    let (first, type) = content(of: copy)
    let (second, other) = content(of: value)
    guard type == other, witnessTables(of: copy) == witnessTables(of: value) else { return false }
    return first == second || ValueCodecs.codec(for: type.type).isCopy(first, of: second)
  }

  /// Where the value that is in an existential lies, and its type; of an object, its own class, which
  /// the existential may know as one that this inherits from.
  func content(of value: UnsafeRawPointer) -> (UnsafeRawPointer, TypeMetadata) {
    switch representation {
    case .object: return (value, Self.type(ofObjectAt: value))
    case .error:
      var type: UnsafeRawPointer?
      let content = error_box_value(value.load(as: UnsafeRawPointer.self), &type)
      return (content!, TypeMetadata(at: type!))
    case .value:
      let type = TypeMetadata(at: value.load(fromByteOffset: 24, as: UnsafeRawPointer.self))
      if type.kind == .class { return (value, Self.type(ofObjectAt: value)) }
      guard type.witnesses.isBoxed else { return (value, type) }
      let mask = type.witnesses.alignment - 1
      return (value.load(as: UnsafeRawPointer.self) + (16 + mask) & ~mask, type)
    }
  }

  private static func type(ofObjectAt reference: UnsafeRawPointer) -> TypeMetadata {
    let object = reference.load(as: UnsafeRawPointer.self)
    return TypeMetadata(at: object.load(as: UnsafeRawPointer.self))
  }

  private func witnessTables(of value: UnsafeRawPointer) -> [UInt] {
    switch representation {
    case .error: []
    case .object: words(of: value, from: 8)
    case .value: words(of: value, from: 32)
    }
  }

  private func words(of value: UnsafeRawPointer, from start: Int) -> [UInt] {
    stride(from: start, to: size, by: 8).map { value.load(fromByteOffset: $0, as: UInt.self) }
  }

  /// The witness tables that a value gets when it is made again. Nil if it can't be.
  private func conformance(of content: UnsafeRawPointer, _ type: TypeMetadata) -> [UInt]? {
    if let known = witnesses[type] { return known }
    let place = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 16)
    defer { place.deallocate() }
    guard Recast(metadata.type).copy(content, type.type, into: place) else { return nil }
    defer { metadata.witnesses.destroy(place) }
    // A cast may look through an optional, or through another existential.
    guard self.content(of: place).1 == type else { return nil }
    let found = witnessTables(of: place)
    witnesses[type] = found
    return found
  }

  /// Makes an existential of a value, which it takes over.
  private func initialize(
    _ place: UnsafeMutableRawPointer, taking content: UnsafeMutableRawPointer, _ type: TypeMetadata
  ) -> Bool {
    guard Recast(metadata.type).take(content, type.type, into: place) else { return false }
    return self.content(of: place).1 == type
  }
}

/// Casts values whose types are known only here to an existential type.
private struct Recast {
  private let target: Any.Type

  init(_ target: Any.Type) { self.target = target }

  func copy(
    _ content: UnsafeRawPointer, _ type: Any.Type, into place: UnsafeMutableRawPointer
  ) -> Bool {
    func load<Content>(_: Content.Type) -> Any {
      content.assumingMemoryBound(to: Content.self).pointee
    }
    return cast(_openExistential(type, do: load), into: place)
  }

  func take(
    _ content: UnsafeMutableRawPointer, _ type: Any.Type, into place: UnsafeMutableRawPointer
  ) -> Bool {
    func move<Content>(_: Content.Type) -> Any {
      content.assumingMemoryBound(to: Content.self).move()
    }
    return cast(_openExistential(type, do: move), into: place)
  }

  private func cast(_ value: Any, into place: UnsafeMutableRawPointer) -> Bool {
    func initialize<Target>(_: Target.Type) -> Bool {
      guard let result = value as? Target else { return false }
      place.assumingMemoryBound(to: Target.self).initialize(to: result)
      return true
    }
    return _openExistential(target, do: initialize)
  }
}
