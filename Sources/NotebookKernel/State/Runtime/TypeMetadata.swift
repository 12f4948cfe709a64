/// What the runtime knows about a type: its metadata, as Swift's stable ABI lays them out.
///
/// Source: docs/ABI/TypeMetadata.rst and include/swift/ABI/Metadata.h of the Swift project.
struct TypeMetadata: Hashable {
  enum Kind: UInt {
    case `class` = 0
    case `struct` = 0x200
    case `enum` = 0x201
    case optional = 0x202
    /// The compiler's own types, such as `Builtin.Int64`.
    case builtin = 0x300
    case tuple = 0x301
    case function = 0x302
    case existential = 0x303
    case metatype = 0x304
    case existentialMetatype = 0x306
    /// An existential whose protocol has arguments: `any Sequence<Int>`.
    case extendedExistential = 0x307
  }

  let address: UnsafeRawPointer

  init(_ type: Any.Type) { address = unsafeBitCast(type, to: UnsafeRawPointer.self) }

  init(at address: UnsafeRawPointer) { self.address = address }

  var type: Any.Type { unsafeBitCast(address, to: Any.Type.self) }

  /// `nil` for the kinds that no value of pure Swift has.
  var kind: Kind? { Kind(rawValue: word(0)) }

  var witnesses: ValueWitnesses {
    ValueWitnesses(table: address.load(fromByteOffset: -8, as: UnsafeRawPointer.self), type: self)
  }

  /// The nominal type that this is, or an instance of.
  var descriptor: ContextDescriptor? {
    switch kind {
    case .struct, .enum, .optional: ContextDescriptor(address: pointer(1))
    case .class: ContextDescriptor(address: pointer(5))
    default: nil
    }
  }

  /// Where the arguments of a generic type begin.
  var genericArguments: UnsafeRawPointer? {
    switch kind {
    case .struct, .enum, .optional: address + 16
    case .class: descriptor?.immediateMembersOffset.map { address + $0 }
    default: nil
    }
  }

  func word(_ index: Int) -> UInt { address.load(fromByteOffset: 8 * index, as: UInt.self) }

  func pointer(_ index: Int) -> UnsafeRawPointer {
    address.load(fromByteOffset: 8 * index, as: UnsafeRawPointer.self)
  }
}

// MARK: - Kinds

extension TypeMetadata {
  struct TupleElement {
    var type: Any.Type
    var offset: Int
  }

  /// Of a tuple.
  var elements: [TupleElement] {
    (0..<Int(word(1))).map { index in
      let offset = address.load(fromByteOffset: 8 * (4 + 2 * index), as: UInt32.self)
      return TupleElement(
        type: TypeMetadata(at: pointer(3 + 2 * index)).type, offset: Int(offset))
    }
  }

  /// Of a tuple: each label with a space behind it, which stands alone where there is none.
  var labels: String {
    word(2) == 0 ? "" : String(cString: pointer(2).assumingMemoryBound(to: CChar.self))
  }

  /// Of a metatype.
  var instanceType: TypeMetadata { TypeMetadata(at: pointer(1)) }

  /// Of a class.
  var superclass: TypeMetadata? { word(1) == 0 ? nil : TypeMetadata(at: pointer(1)) }

  /// Of a class.
  var instanceSize: Int { Int(address.load(fromByteOffset: 24, as: UInt32.self)) }

  /// Of a class.
  var instanceAlignmentMask: Int { Int(address.load(fromByteOffset: 28, as: UInt16.self)) }

  /// Whether a class is another one or inherits from it.
  func isSubclass(of other: TypeMetadata) -> Bool {
    var ancestor: TypeMetadata? = self
    while let current = ancestor {
      if current == other { return true }
      ancestor = current.superclass
    }
    return false
  }

  enum Representation {
    /// A buffer of three words, the type, and the witness tables.
    case value
    /// A reference and the witness tables.
    case object
    /// A reference to a box, of `any Error`.
    case error
  }

  /// Of an existential.
  var representation: Representation? {
    if kind == .extendedExistential {
      let shape = pointer(1).load(as: UInt32.self)
      return [0: .value, 1: .object][shape & 0xFF]
    }
    let flags = UInt32(truncatingIfNeeded: word(1))
    if flags & 0x3F00_0000 == 0x0100_0000 { return .error }
    return flags & 0x8000_0000 == 0 ? .object : .value
  }

  enum Convention: UInt {
    case swift = 0
    case c = 3
  }

  /// Of a function.
  var convention: Convention? { Convention(rawValue: word(1) >> 16 & 0xFF) }
}

/// How values of a type are handled: their size, and functions for what a compiler would do inline.
struct ValueWitnesses {
  fileprivate let table: UnsafeRawPointer
  fileprivate let type: TypeMetadata

  var size: Int { table.load(fromByteOffset: 64, as: Int.self) }
  var stride: Int { table.load(fromByteOffset: 72, as: Int.self) }
  var alignment: Int { Int(flags & 0xFF) + 1 }
  /// Whether an existential keeps the value in a box rather than in its buffer.
  var isBoxed: Bool { flags & 0x2_0000 != 0 }
  /// Whether values can be copied, and moved as bytes.
  var isOrdinary: Bool { flags & 0x90_0000 == 0 }
  var hasEnumWitnesses: Bool { flags & 0x20_0000 != 0 }

  private var flags: UInt32 { table.load(fromByteOffset: 80, as: UInt32.self) }

  private typealias EnumTag =
    @convention(c) (UnsafeRawPointer, UnsafeRawPointer) -> UInt32
  private typealias Project =
    @convention(c) (UnsafeMutableRawPointer, UnsafeRawPointer) -> Void
  private typealias Inject =
    @convention(c) (UnsafeMutableRawPointer, UInt32, UnsafeRawPointer) -> Void

  func enumTag(of value: UnsafeRawPointer) -> Int {
    Int(table.load(fromByteOffset: 88, as: EnumTag.self)(value, type.address))
  }

  /// Leaves an enum's payload alone, which makes it no value of the enum any more.
  func projectEnumPayload(of value: UnsafeMutableRawPointer) {
    table.load(fromByteOffset: 96, as: Project.self)(value, type.address)
  }

  /// Makes a payload, or undefined bytes where there is none, a value of the enum.
  func injectEnumTag(_ tag: Int, into payload: UnsafeMutableRawPointer) {
    table.load(fromByteOffset: 104, as: Inject.self)(payload, UInt32(tag), type.address)
  }

  private typealias Destroy =
    @convention(c) (UnsafeMutableRawPointer, UnsafeRawPointer) -> Void

  func destroy(_ value: UnsafeMutableRawPointer) {
    table.load(fromByteOffset: 8, as: Destroy.self)(value, type.address)
  }
}
