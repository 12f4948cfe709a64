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

  private init(_ metadata: TypeMetadata, _ parts: [any ValueCodec]) {
    self.metadata = metadata
    self.parts = parts
  }

  var members: [ValueMember] { parts.flatMap(\.members) }

  // The kernel obeys commands on one thread.
  nonisolated(unsafe) private static var known: [TypeMetadata: Result<ObjectLayout, Opacity>] = [:]

  static func of(_ metadata: TypeMetadata) -> Result<ObjectLayout, Opacity> {
    if let layout = known[metadata] { return layout }
    let layout = make(metadata)
    known[metadata] = layout
    return layout
  }

  private static func make(_ metadata: TypeMetadata) -> Result<ObjectLayout, Opacity> {
    if let own = metadata.type as? any OwnObjectCodec.Type {
      return .success(ObjectLayout(metadata, [own.objectCodec]))
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
    for part in parts { try part.write(object, to: writer) }
  }

  func read(into object: UnsafeMutableRawPointer, from reader: StateReader)
    throws(UnusableSnapshot)
  {
    for part in parts { try part.read(into: object, from: reader) }
  }
}

/// A class that says itself how its instances are written: the codec's values begin where objects do.
protocol OwnObjectCodec: AnyObject {
  static var objectCodec: any ValueCodec { get }
}
