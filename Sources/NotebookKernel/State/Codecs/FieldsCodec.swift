/// Structs and tuples: one member after the other.
final class FieldsCodec: ValueCodec {
  fileprivate struct Field {
    let component: String
    let offset: Int
    let member: MemberCodec
  }

  private let fields: [Field]

  private init(_ fields: [Field]) { self.fields = fields }

  var members: [ValueMember] {
    fields.map { ValueMember(component: $0.component, type: $0.member.type) }
  }

  var hasAllMembers: Bool { true }

  func write(_ value: UnsafeRawPointer, to writer: StateWriter) throws(Opacity) {
    for field in fields {
      do throws(Opacity) {
        try field.member.codec.write(value + field.offset, to: writer)
      } catch {
        throw error.inside(field.component)
      }
    }
  }

  func read(into place: UnsafeMutableRawPointer, from reader: StateReader)
    throws(UnusableSnapshot)
  {
    for field in fields { try field.member.codec.read(into: place + field.offset, from: reader) }
  }

  func isCopy(_ copy: UnsafeRawPointer, of value: UnsafeRawPointer) -> Bool {
    fields.allSatisfy {
      $0.member.codec.isCopy(copy + $0.offset, of: value + $0.offset)
    }
  }
}

// MARK: - By type

extension FieldsCodec {
  static func codec(forTuple metadata: TypeMetadata) -> any ValueCodec {
    let labels = metadata.labels.split(separator: " ", omittingEmptySubsequences: false)
    var fields: [Field] = []
    for (index, element) in metadata.elements.enumerated() {
      if let obstacle = thinMetatype(element.type) { return OpaqueCodec(obstacle) }
      let label = labels.indices.contains(index) ? labels[index] : ""
      fields.append(
        Field(
          component: label.isEmpty ? ".\(index)" : ".\(label)", offset: element.offset,
          member: MemberCodec(element.type)))
    }
    return codec(fields, size: metadata.witnesses.size)
  }

  static func codec(forStruct metadata: TypeMetadata) -> any ValueCodec {
    switch fields(of: metadata) {
    case .success(let fields):
      // What C declares may have members that Swift does not see.
      guard !fields.isEmpty || metadata.witnesses.size == 0,
        metadata.descriptor?.module != "__C"
      else { return OpaqueCodec("a value of C", isReference: true) }
      return codec(fields, size: metadata.witnesses.size)
    case .failure(let opacity): return OpaqueCodec(opacity)
    }
  }

  /// The properties that a class itself declares, with their offsets from the object.
  static func codec(forInstanceOf metadata: TypeMetadata) -> Result<FieldsCodec, Opacity> {
    fields(of: metadata).map(FieldsCodec.init)
  }

  private static func codec(_ fields: [Field], size: Int) -> any ValueCodec {
    var end = 0
    for field in fields {
      guard field.offset == end, let size = field.member.plainSize else {
        return FieldsCodec(fields)
      }
      end += size
    }
    guard end == size else { return FieldsCodec(fields) }
    return PlainCodec(
      size: size,
      members: fields.map { ValueMember(component: $0.component, type: $0.member.type) })
  }

  private static func fields(of metadata: TypeMetadata) -> Result<[Field], Opacity> {
    guard let descriptor = metadata.descriptor, let declared = descriptor.fields,
      let vector = descriptor.fieldOffsetVector
    else { return .failure(Opacity("a value whose type says nothing about itself")) }
    var fields: [Field] = []
    for (index, field) in declared.enumerated() {
      let component = "." + field.name
      func fail(_ obstacle: String) -> Result<[Field], Opacity> {
        .failure(Opacity(obstacle).inside(component))
      }
      switch field.ownership {
      case .strong: break
      case .weak: return fail("a weak reference")
      case .unowned, .unmanaged: return fail("an unowned reference")
      }
      guard
        let type = descriptor.type(of: field, genericArguments: metadata.genericArguments)
      else { return fail("a value of a type that can't be found") }
      if let obstacle = thinMetatype(type) { return fail(obstacle) }
      // Offsets are 32 bits in structs and words in classes.
      let place = metadata.address + 8 * vector
      let offset =
        descriptor.kind == .class
        ? Int(place.load(fromByteOffset: 8 * index, as: UInt.self))
        : Int(place.load(fromByteOffset: 4 * index, as: UInt32.self))
      fields.append(Field(component: component, offset: offset, member: MemberCodec(type)))
    }
    return .success(fields)
  }

  /// `Int.Type` takes no memory in a stored property of that type, and a word in one of type `T.Type`;
  /// metadata don't say which of them a property is.
  private static func thinMetatype(_ type: Any.Type) -> String? {
    let metadata = TypeMetadata(type)
    return metadata.kind == .metatype && metadata.instanceType.kind != .class
      ? "a type as a value" : nil
  }
}

extension MemberCodec {
  fileprivate var plainSize: Int? { codec.plainSize }
}
