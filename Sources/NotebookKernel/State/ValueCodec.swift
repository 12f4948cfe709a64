/// How the values of one type are written and made again.
///
/// What is written depends on the state alone: not on addresses, on capacities, or on bytes between
/// stored properties.
protocol ValueCodec: AnyObject {
  /// What a value is made of, as far as the type tells; in the order in which it is written.
  var members: [ValueMember] { get }

  /// Whether each value has all the members, rather than some, or any number, of them.
  var hasAllMembers: Bool { get }

  /// Whether a value of the type may share mutable state with others.
  var isReference: Bool { get }

  /// Why no value of the type can be captured.
  var obstacle: Opacity? { get }

  /// The number of bytes of a value if they are its state, all of them, and any bytes are a value.
  var plainSize: Int? { get }

  func write(_ value: UnsafeRawPointer, to writer: StateWriter) throws(Opacity)

  /// Makes a value in uninitialised memory. If this fails, nothing there may be used or destroyed.
  func read(into place: UnsafeMutableRawPointer, from reader: StateReader) throws(UnusableSnapshot)

  /// Writes values that lie one behind the other.
  func writeElements(_ start: UnsafeRawPointer, count: Int, stride: Int, to writer: StateWriter)
    throws(Opacity)

  func readElements(
    into start: UnsafeMutableRawPointer, count: Int, stride: Int, from reader: StateReader
  ) throws(UnusableSnapshot)

  /// Whether two values are the same bit for bit, as one is that is a copy of the other.
  func isCopy(_ copy: UnsafeRawPointer, of value: UnsafeRawPointer) -> Bool
}

struct ValueMember {
  /// As it stands in a path: `.x`, `[0]`.
  var component: String
  var type: Any.Type
}

extension ValueCodec {
  var members: [ValueMember] { [] }
  var hasAllMembers: Bool { false }
  var isReference: Bool { false }
  var obstacle: Opacity? { nil }
  var plainSize: Int? { nil }

  func writeElements(_ start: UnsafeRawPointer, count: Int, stride: Int, to writer: StateWriter)
    throws(Opacity)
  {
    for index in 0..<count {
      do throws(Opacity) {
        try write(start + index * stride, to: writer)
      } catch {
        throw error.inside("[\(index)]")
      }
    }
  }

  func readElements(
    into start: UnsafeMutableRawPointer, count: Int, stride: Int, from reader: StateReader
  ) throws(UnusableSnapshot) {
    for index in 0..<count { try read(into: start + index * stride, from: reader) }
  }
}

/// The codecs of all types that have been met, each made once.
enum ValueCodecs {
  // The kernel obeys commands on one thread.
  nonisolated(unsafe) private static var known: [TypeMetadata: any ValueCodec] = [:]

  static func codec(for type: Any.Type) -> any ValueCodec {
    let metadata = TypeMetadata(type)
    if let codec = known[metadata] { return codec }
    let codec = make(metadata)
    known[metadata] = codec
    return codec
  }

  private static func make(_ metadata: TypeMetadata) -> any ValueCodec {
    guard let kind = metadata.kind else { return OpaqueCodec("a value of another language") }
    switch kind {
    case .class: return ReferenceCodec(metadata)
    case .builtin: return builtin(metadata)
    case .function: return FunctionCodec.codec(for: metadata)
    case .metatype, .existentialMetatype: return MetatypeCodec.codec(for: metadata)
    case .existential, .extendedExistential: return ExistentialCodec.codec(for: metadata)
    case .struct, .enum, .optional, .tuple: break
    }
    guard metadata.witnesses.isOrdinary else { return OpaqueCodec("what can't be copied") }
    if let own = metadata.type as? any OwnCodec.Type { return own.codec }
    switch kind {
    case .tuple: return FieldsCodec.codec(forTuple: metadata)
    case .struct: return FieldsCodec.codec(forStruct: metadata)
    default: return EnumCodec.codec(for: metadata)
    }
  }

  private static func builtin(_ metadata: TypeMetadata) -> any ValueCodec {
    let name = _typeName(metadata.type)
    switch name {
    case "Builtin.Int1": return BoolCodec()
    case "Builtin.FPIEEE80": return PaddedCodec(significant: 10, size: metadata.witnesses.size)
    default: break
    }
    let plain = ["Builtin.Int", "Builtin.Word", "Builtin.FPIEEE", "Builtin.Vec"]
    guard plain.contains(where: name.hasPrefix) else { return OpaqueCodec("a raw pointer") }
    return PlainCodec(size: metadata.witnesses.size)
  }

  /// What every value of the type holds that can't be captured, if it holds such.
  static func obstacle(in type: Any.Type) -> Opacity? {
    var seen: Set<TypeMetadata> = []
    func search(_ type: Any.Type) -> Opacity? {
      guard seen.insert(TypeMetadata(type)).inserted else { return nil }
      let codec = codec(for: type)
      if let obstacle = codec.obstacle { return obstacle }
      guard codec.hasAllMembers else { return nil }
      for member in codec.members {
        if let obstacle = search(member.type) { return obstacle.inside(member.component) }
      }
      return nil
    }
    return search(type)
  }

  /// Whether a value of the type may share mutable state with others; false only where the type
  /// proves it.
  static func mayHoldReferences(_ type: Any.Type) -> Bool {
    var seen: Set<TypeMetadata> = []
    func search(_ type: Any.Type) -> Bool {
      guard seen.insert(TypeMetadata(type)).inserted else { return false }
      let codec = codec(for: type)
      return codec.isReference || codec.members.contains { search($0.type) }
    }
    return search(type)
  }
}

/// A type that says itself how its values are written: one whose stored properties are pointers into
/// memory that it manages.
protocol OwnCodec {
  static var codec: any ValueCodec { get }
}

/// A codec that is looked up when it is needed: types may contain themselves.
final class MemberCodec {
  let type: Any.Type
  private(set) lazy var codec = ValueCodecs.codec(for: type)

  init(_ type: Any.Type) { self.type = type }
}
