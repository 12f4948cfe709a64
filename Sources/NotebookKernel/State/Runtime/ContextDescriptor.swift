/// What the compiler has written down about a nominal type, or about what it is declared in.
struct ContextDescriptor: Hashable {
  enum Kind: UInt32 {
    case module = 0
    case `extension`, anonymous, `protocol`, opaqueType
    case `class` = 16
    case `struct`, `enum`
  }

  let address: UnsafeRawPointer

  private var flags: UInt32 { address.load(as: UInt32.self) }
  var kind: Kind? { Kind(rawValue: flags & 0x1F) }
  var isGeneric: Bool { flags & 0x80 != 0 }
  var isActor: Bool { kind == .class && flags >> 16 & 0x180 != 0 }

  /// What this is declared in.
  var parent: ContextDescriptor? {
    let offset = address.load(fromByteOffset: 4, as: Int32.self)
    guard offset != 0 else { return nil }
    let target = address + 4 + Int(offset & ~1)
    return ContextDescriptor(
      address: offset & 1 == 0 ? target : target.load(as: UnsafeRawPointer.self))
  }

  /// Of a module, a type or a protocol.
  var name: String {
    guard let text = relative(8) else { return "" }
    return String(cString: text.assumingMemoryBound(to: CChar.self))
  }

  /// The module of what this is declared in.
  var module: String {
    var context = self
    while let parent = context.parent { context = parent }
    return context.name
  }

  /// Calls `body` with the address that lies at an offset relative to itself; `nil` if none does.
  private func relative(_ offset: Int) -> UnsafeRawPointer? { relativePointer(address + offset) }

  /// The function that gives the metadata of the type.
  var metadataAccessor: UnsafeRawPointer? { relative(12) }

  // MARK: Stored properties and cases

  struct Field {
    enum Ownership {
      case strong, weak, unowned, unmanaged
    }

    var name: String
    var ownership = Ownership.strong
    /// `nil` for a case without payload.
    fileprivate(set) var mangledType: UnsafeBufferPointer<UInt8>?
    /// Whether a case's payload is in a box.
    var isIndirect: Bool
  }

  /// In order of declaration, cases with a payload before those without; `nil` if the type was
  /// compiled without saying.
  var fields: [Field]? {
    guard let record = relative(16) else { return nil }
    let size = Int(record.load(fromByteOffset: 10, as: UInt16.self))
    let count = Int(record.load(fromByteOffset: 12, as: UInt32.self))
    return (0..<count).map { index in
      let field = record + 16 + index * size
      let name = relativePointer(field + 8).map {
        String(cString: $0.assumingMemoryBound(to: CChar.self))
      }
      let mangled = relativePointer(field + 4).map(MangledName.init)
      return Field(
        name: name ?? "", ownership: mangled?.ownership ?? .strong, mangledType: mangled?.bytes,
        isIndirect: field.load(as: UInt32.self) & 1 != 0)
    }
  }

  /// The type of a field in an instance of this type; `nil` if it can't be found.
  func type(of field: Field, genericArguments: UnsafeRawPointer?) -> Any.Type? {
    guard let name = field.mangledType, let start = name.baseAddress else { return nil }
    return _getTypeByMangledNameInContext(
      start, UInt(name.count), genericContext: address, genericArguments: genericArguments)
  }

  /// Where in the metadata the offsets of stored properties begin, in words.
  var fieldOffsetVector: Int? {
    switch kind {
    case .struct: Int(address.load(fromByteOffset: 24, as: UInt32.self))
    case .class where !hasResilientSuperclass:
      Int(address.load(fromByteOffset: 40, as: UInt32.self))
    default: nil
    }
  }

  /// Of a class: where its own part of the metadata begins, in bytes.
  var immediateMembersOffset: Int? {
    guard kind == .class, !hasResilientSuperclass else { return nil }
    let words =
      Int(address.load(fromByteOffset: 28, as: UInt32.self))
      - Int(address.load(fromByteOffset: 32, as: UInt32.self))
    return 8 * words
  }

  private var hasResilientSuperclass: Bool { flags >> 16 & 0x2000 != 0 }

  // MARK: Generic parameters

  /// How metadata of a generic type are made: from types, and from how these conform.
  struct GenericParameters {
    /// The parameters that are arguments of metadata: types all of them.
    var count = 0
    /// The conformances that are arguments, too, in order.
    var conformances: [(parameter: Int, protocol: UnsafeRawPointer)] = []
  }

  /// Those of the type and of what it is declared in; `nil` if some are no types, or if their
  /// conformances can't be told.
  var genericParameters: GenericParameters? {
    var result = GenericParameters()
    guard isGeneric else { return result }
    let header = address + (kind == .class ? 44 : 28) + 8
    let parameterCount = Int(header.load(as: UInt16.self))
    let requirementCount = Int(header.load(fromByteOffset: 2, as: UInt16.self))
    for index in 0..<parameterCount {
      // A type that is not the same as another one.
      guard header.load(fromByteOffset: 8 + index, as: UInt8.self) == 0x80 else { return nil }
      result.count += 1
    }
    let requirements = header + 8 + (parameterCount + 3) & ~3
    for requirement in stride(from: 0, to: 12 * requirementCount, by: 12) {
      let place = requirements + requirement
      guard place.load(as: UInt32.self) & 0x80 != 0 else { continue }
      guard place.load(as: UInt32.self) & 0x1F == 0,
        let parameter = relativePointer(place + 4).flatMap(parameterIndex),
        parameter < parameterCount
      else { return nil }
      // The lowest bit says whether the offset leads to a pointer, the next one is of other languages.
      let offset = place.load(fromByteOffset: 8, as: Int32.self)
      let target = place + 8 + Int(offset & ~3)
      result.conformances.append(
        (parameter, offset & 1 == 0 ? target : target.load(as: UnsafeRawPointer.self)))
    }
    return result
  }
}

/// The number of a generic parameter of the outermost level, which is mangled as x, q_, q0_, q1_, …
private func parameterIndex(_ name: UnsafeRawPointer) -> Int? {
  let text = String(cString: name.assumingMemoryBound(to: CChar.self))
  switch text {
  case "x": return 0
  case "q_": return 1
  default:
    guard text.first == "q", text.last == "_" else { return nil }
    return Int(text.dropFirst().dropLast()).map { $0 + 2 }
  }
}

/// Follows a 32-bit offset from where it stands; `nil` if it is 0.
private func relativePointer(_ place: UnsafeRawPointer) -> UnsafeRawPointer? {
  let offset = place.load(as: Int32.self)
  return offset == 0 ? nil : place + Int(offset)
}

/// A type's name as metadata hold it: text with references to descriptors in between, which may
/// contain any byte.
private struct MangledName {
  let bytes: UnsafeBufferPointer<UInt8>
  private(set) var ownership = ContextDescriptor.Field.Ownership.strong

  init(_ start: UnsafeRawPointer) {
    var end = start
    var last: (UInt8, UInt8) = (0, 0)
    while true {
      let byte = end.load(as: UInt8.self)
      switch byte {
      case 0:
        bytes = UnsafeBufferPointer(
          start: start.assumingMemoryBound(to: UInt8.self), count: end - start)
        guard last.0 == UInt8(ascii: "X") else { return }
        switch last.1 {
        case UInt8(ascii: "w"): ownership = .weak
        case UInt8(ascii: "o"): ownership = .unowned
        case UInt8(ascii: "u"): ownership = .unmanaged
        default: break
        }
        return
      case 1...0x17:
        end += 5
        last = (0, 0)
      case 0x18...0x1F:
        end += 9
        last = (0, 0)
      default:
        end += 1
        last = (last.1, byte)
      }
    }
  }
}
