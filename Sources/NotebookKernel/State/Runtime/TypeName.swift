internal import CKernelHooks

/// A type by a name that any process finds it by, as long as it has the same code.
indirect enum TypeName: Hashable {
  /// As the runtime mangles it.
  case mangled(String)
  /// A type that is private somewhere: the symbol of its descriptor, and its generic arguments.
  case nominal(symbol: String, arguments: [TypeName])
  /// A protocol with arguments, such as `any Sequence<Int>`: the symbol of its shape, which leaves the
  /// arguments open, and these. The runtime can't find such types by their mangled names.
  case existential(shape: String, arguments: [TypeName])

  /// Nil if there is no such name.
  init?(_ type: Any.Type) {
    if let name = _mangledTypeName(type), let found = _typeByName(name), found == type {
      self = .mangled(name)
      return
    }
    let metadata = TypeMetadata(type)
    if metadata.kind == .extendedExistential {
      guard let count = metadata.existentialArgumentCount,
        let shape = ExistentialShape.symbol(of: metadata.pointer(1)),
        let arguments = Self.names(metadata.address + 16, count)
      else { return nil }
      self = .existential(shape: shape, arguments: arguments)
    } else {
      guard let descriptor = metadata.descriptor, let parameters = descriptor.genericParameters,
        let symbol = CodeImage.symbol(at: descriptor.address),
        let arguments = Self.names(metadata.genericArguments, parameters.count)
      else { return nil }
      self = .nominal(symbol: symbol, arguments: arguments)
    }
    guard self.type == type else { return nil }
  }

  /// The names of types whose metadata an array refers to.
  private static func names(_ start: UnsafeRawPointer?, _ count: Int) -> [TypeName]? {
    var names: [TypeName] = []
    for index in 0..<count {
      guard let start,
        let name = TypeName(
          TypeMetadata(at: start.load(fromByteOffset: 8 * index, as: UnsafeRawPointer.self)).type)
      else { return nil }
      names.append(name)
    }
    return names
  }

  /// Nil if this process has no such type.
  var type: Any.Type? {
    switch self {
    case .mangled(let name): return _typeByName(name)
    case .nominal(let symbol, let names):
      guard symbol.hasSuffix("Mn"), let address = CodeImage.address(of: symbol),
        var arguments = Self.metadata(names)
      else { return nil }
      let descriptor = ContextDescriptor(address: address)
      guard let parameters = descriptor.genericParameters, parameters.count == names.count,
        let accessor = descriptor.metadataAccessor
      else { return nil }
      for (parameter, `protocol`) in parameters.conformances {
        guard let table = conformance_of(arguments[parameter], `protocol`) else { return nil }
        arguments.append(table)
      }
      return metadata_of(accessor, arguments, arguments.count).map { TypeMetadata(at: $0).type }
    case .existential(let shape, let names):
      guard let arguments = Self.metadata(names) else { return nil }
      return ExistentialShape.type(shape, arguments)
    }
  }

  private static func metadata(_ names: [TypeName]) -> [UnsafeRawPointer?]? {
    var metadata: [UnsafeRawPointer?] = []
    for name in names {
      guard let type = name.type else { return nil }
      metadata.append(TypeMetadata(type).address)
    }
    return metadata
  }
}

/// What the types of a protocol with arguments have in common, whatever these are.
private enum ExistentialShape {
  /// Those that other modules may have too; the runtime chooses one of them.
  private static let sharedSuffix = "XPXGMq"
  private static let ownSuffix = "XPXG"

  /// The symbol by which an image knows a shape.
  static func symbol(of shape: UnsafeRawPointer) -> String? {
    if let symbol = CodeImage.symbol(at: shape) { return symbol }
    return CodeImage.firstSymbol { symbol, address in
      symbol.hasSuffix(sharedSuffix) && existential_shape(address) == shape
    }
  }

  static func type(_ symbol: String, _ arguments: [UnsafeRawPointer?]) -> Any.Type? {
    guard symbol.hasSuffix(sharedSuffix) || symbol.hasSuffix(ownSuffix),
      let address = CodeImage.address(of: symbol)
    else { return nil }
    let shape = symbol.hasSuffix(sharedSuffix) ? existential_shape(address) : address
    guard let shape, existentialArgumentCount(ofShape: shape) == arguments.count else {
      return nil
    }
    return existential_metadata(shape, arguments).map { TypeMetadata(at: $0).type }
  }
}

extension TypeMetadata {
  /// Of an existential whose protocol has arguments: their number, if all of them are types.
  fileprivate var existentialArgumentCount: Int? {
    NotebookKernel.existentialArgumentCount(ofShape: pointer(1))
  }
}

private func existentialArgumentCount(ofShape shape: UnsafeRawPointer) -> Int? {
  guard shape.load(as: UInt32.self) & 0x100 != 0 else { return 0 }
  let parameters = Int(shape.load(fromByteOffset: 16, as: UInt16.self))
  let arguments = Int(shape.load(fromByteOffset: 20, as: UInt16.self))
  return arguments == parameters ? arguments : nil
}
