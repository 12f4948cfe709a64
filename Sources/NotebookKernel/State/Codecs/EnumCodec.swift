internal import CKernelHooks
internal import Glibc

/// Enums, optionals among them: the case's number, and its payload.
final class EnumCodec: ValueCodec {
  private struct Case {
    let name: String
    let payload: MemberCodec?
    let isIndirect: Bool
  }

  private let cases: [Case]
  private let metadata: TypeMetadata
  private let isOptional: Bool
  private let size, alignment: Int

  private init(_ cases: [Case], _ metadata: TypeMetadata) {
    self.cases = cases
    self.metadata = metadata
    isOptional = metadata.kind == .optional
    size = metadata.witnesses.size
    alignment = metadata.witnesses.alignment
  }

  static func codec(for metadata: TypeMetadata) -> any ValueCodec {
    guard let descriptor = metadata.descriptor, let declared = descriptor.fields,
      metadata.witnesses.hasEnumWitnesses, descriptor.module != "__C"
    else { return OpaqueCodec("a value whose type says nothing about itself") }
    var cases: [Case] = []
    for field in declared {
      var payload: Any.Type?
      if field.mangledType != nil {
        payload = descriptor.type(of: field, genericArguments: metadata.genericArguments)
        guard payload != nil, field.ownership == .strong else {
          return OpaqueCodec(
            Opacity("a value of a type that can't be found").inside("." + field.name))
        }
      }
      cases.append(
        Case(
          name: field.name, payload: payload.map(MemberCodec.init), isIndirect: field.isIndirect))
    }
    return EnumCodec(cases, metadata)
  }

  var members: [ValueMember] {
    cases.map { ValueMember(component: "." + $0.name, type: $0.payload?.type ?? Void.self) }
  }

  func write(_ value: UnsafeRawPointer, to writer: StateWriter) throws(Opacity) {
    let tag = metadata.witnesses.enumTag(of: value)
    writer.write(tag)
    guard let payload = cases[tag].payload else { return }
    let copy = project(value)
    defer { copy.deallocate() }
    do throws(Opacity) {
      try writer.nest { () throws(Opacity) in
        try payload.codec.write(self.payload(in: copy, of: cases[tag]), to: writer)
      }
    } catch {
      throw isOptional ? error : error.inside("." + cases[tag].name)
    }
  }

  func read(into place: UnsafeMutableRawPointer, from reader: StateReader)
    throws(UnusableSnapshot)
  {
    let tag = try reader.readCount(below: cases.count)
    let one = cases[tag]
    if let payload = one.payload {
      try reader.nest { () throws(UnusableSnapshot) in
        guard one.isIndirect else { return try payload.codec.read(into: place, from: reader) }
        var value: UnsafeMutableRawPointer?
        let box = box_allocate(TypeMetadata(payload.type).address, &value)
        try payload.codec.read(into: value!, from: reader)
        place.storeBytes(of: box, as: UnsafeMutableRawPointer?.self)
      }
    }
    metadata.witnesses.injectEnumTag(tag, into: place)
  }

  func isCopy(_ copy: UnsafeRawPointer, of value: UnsafeRawPointer) -> Bool {
    let tag = metadata.witnesses.enumTag(of: value)
    guard metadata.witnesses.enumTag(of: copy) == tag else { return false }
    guard let payload = cases[tag].payload else { return true }
    let projections = (project(copy), project(value))
    defer {
      projections.0.deallocate()
      projections.1.deallocate()
    }
    if cases[tag].isIndirect { return memcmp(projections.0, projections.1, 8) == 0 }
    return payload.codec.isCopy(projections.0, of: projections.1)
  }

  /// The bytes of a value's payload, without a reference of their own to what they refer to.
  private func project(_ value: UnsafeRawPointer) -> UnsafeMutableRawPointer {
    let copy = UnsafeMutableRawPointer.allocate(byteCount: max(size, 8), alignment: alignment)
    copy.copyMemory(from: value, byteCount: size)
    metadata.witnesses.projectEnumPayload(of: copy)
    return copy
  }

  private func payload(in projection: UnsafeMutableRawPointer, of one: Case) -> UnsafeRawPointer {
    guard one.isIndirect else { return UnsafeRawPointer(projection) }
    return UnsafeRawPointer(box_value(projection.load(as: UnsafeRawPointer.self)))
  }
}
