internal import CKernelHooks
internal import Glibc

/// References to instances of a class. An instance is written once, however many refer to it.
final class ReferenceCodec: ValueCodec {
  private let metadata: TypeMetadata

  init(_ metadata: TypeMetadata) { self.metadata = metadata }

  var isReference: Bool { true }
  var hasAllMembers: Bool { true }

  /// What any instance has; one of a subclass has more.
  var members: [ValueMember] {
    guard case .success(let layout) = ObjectLayout.of(metadata) else { return [] }
    return layout.members
  }

  var obstacle: Opacity? {
    guard case .failure(let opacity) = ObjectLayout.of(metadata) else { return nil }
    return opacity
  }

  func write(_ value: UnsafeRawPointer, to writer: StateWriter) throws(Opacity) {
    try writer.write(object: value.load(as: UnsafeRawPointer.self))
  }

  func read(into place: UnsafeMutableRawPointer, from reader: StateReader)
    throws(UnusableSnapshot)
  {
    let object = try reader.readObject(of: metadata)
    place.storeBytes(of: object, as: UnsafeMutableRawPointer.self)
  }

  func isCopy(_ copy: UnsafeRawPointer, of value: UnsafeRawPointer) -> Bool {
    memcmp(copy, value, 8) == 0
  }
}

/// What instances of a class, and of no subclass, are made of.
final class ObjectLayout {
  let metadata: TypeMetadata
  /// The stored properties of the class and of those that it inherits from, these first.
  private let parts: [any ValueCodec]
  /// The class, if it has its own way.
  private let blank: (any BlankObject.Type)?

  private init(_ metadata: TypeMetadata, _ parts: [any ValueCodec]) {
    self.metadata = metadata
    self.parts = parts
    blank = nil
  }

  private init(_ metadata: TypeMetadata, _ blank: any BlankObject.Type) {
    self.metadata = metadata
    self.blank = blank
    parts = []
  }

  var members: [ValueMember] { blank?.members ?? parts.flatMap(\.members) }

  // The kernel obeys commands on one thread.
  nonisolated(unsafe) private static var known: [TypeMetadata: Result<ObjectLayout, Opacity>] = [:]

  static func of(_ metadata: TypeMetadata) -> Result<ObjectLayout, Opacity> {
    if let layout = known[metadata] { return layout }
    let layout = make(metadata)
    known[metadata] = layout
    return layout
  }

  private static func make(_ metadata: TypeMetadata) -> Result<ObjectLayout, Opacity> {
    if let blank = metadata.type as? any BlankObject.Type {
      return .success(ObjectLayout(metadata, blank))
    }
    var parts: [any ValueCodec] = []
    var ancestor: TypeMetadata? = metadata
    while let current = ancestor {
      guard current.kind == .class, let descriptor = current.descriptor else {
        return .failure(Opacity("an object of another language"))
      }
      if descriptor.isActor { return .failure(Opacity("an actor")) }
      // Those of the system may have state that is no stored property.
      guard CodeImage.containing(descriptor.address) != nil else {
        return .failure(Opacity("\(article(for: descriptor.name)) \(descriptor.name)"))
      }
      switch FieldsCodec.codec(forInstanceOf: current) {
      case .success(let part): parts.insert(part, at: 0)
      case .failure(let opacity): return .failure(opacity)
      }
      ancestor = current.superclass
    }
    return .success(ObjectLayout(metadata, parts))
  }

  private static func article(for noun: String) -> String {
    "AEIOU".contains(noun.first ?? " ") ? "an" : "a"
  }

  func write(_ object: UnsafeRawPointer, to writer: StateWriter) throws(Opacity) {
    if blank != nil { return try Self.blankObject(object).write(to: writer) }
    for part in parts { try part.write(object, to: writer) }
  }

  /// A new object with one reference, to be filled by `read`.
  func allocate() -> UnsafeMutableRawPointer {
    if let blank { return Unmanaged.passRetained(blank.blank() as AnyObject).toOpaque() }
    return object_allocate(
      metadata.address, metadata.instanceSize, metadata.instanceAlignmentMask)
  }

  func read(into object: UnsafeMutableRawPointer, from reader: StateReader)
    throws(UnusableSnapshot)
  {
    if blank != nil { return try Self.blankObject(object).read(from: reader) }
    for part in parts { try part.read(into: object, from: reader) }
  }

  private static func blankObject(_ object: UnsafeRawPointer) -> any BlankObject {
    Unmanaged<AnyObject>.fromOpaque(object).takeUnretainedValue() as! any BlankObject
  }
}

/// A class whose instances are made anew and then given their state, since some of their stored
/// properties are none of it.
protocol BlankObject: AnyObject {
  static func blank() -> Self

  static var members: [ValueMember] { get }

  func write(to writer: StateWriter) throws(Opacity)

  func read(from reader: StateReader) throws(UnusableSnapshot)
}
