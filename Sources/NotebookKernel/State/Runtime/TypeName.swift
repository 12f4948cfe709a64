internal import CKernelHooks

/// A type by a name that any process finds it by, as long as it has the same code.
indirect enum TypeName: Hashable {
  /// As the runtime mangles it.
  case mangled(String)
  /// A type that is private somewhere: the symbol of its descriptor, and its generic arguments.
  case nominal(symbol: String, arguments: [TypeName])

  /// Nil if there is no such name.
  init?(_ type: Any.Type) {
    if let name = _mangledTypeName(type), let found = _typeByName(name), found == type {
      self = .mangled(name)
      return
    }
    let metadata = TypeMetadata(type)
    guard let descriptor = metadata.descriptor, let parameters = descriptor.genericParameters,
      !parameters.hasWitnesses, let symbol = CodeImage.symbol(at: descriptor.address)
    else { return nil }
    var arguments: [TypeName] = []
    for index in 0..<parameters.count {
      let argument = metadata.genericArguments!.load(
        fromByteOffset: 8 * index, as: UnsafeRawPointer.self)
      guard let name = TypeName(TypeMetadata(at: argument).type) else { return nil }
      arguments.append(name)
    }
    self = .nominal(symbol: symbol, arguments: arguments)
    guard self.type == type else { return nil }
  }

  /// Nil if this process has no such type.
  var type: Any.Type? {
    switch self {
    case .mangled(let name): return _typeByName(name)
    case .nominal(let symbol, let names):
      guard symbol.hasSuffix("Mn"), let address = CodeImage.address(of: symbol) else { return nil }
      let descriptor = ContextDescriptor(address: address)
      guard let parameters = descriptor.genericParameters, parameters.count == names.count,
        !parameters.hasWitnesses, let accessor = descriptor.metadataAccessor
      else { return nil }
      var arguments: [UnsafeRawPointer?] = []
      for name in names {
        guard let argument = name.type else { return nil }
        arguments.append(TypeMetadata(argument).address)
      }
      return metadata_of(accessor, arguments, arguments.count).map { TypeMetadata(at: $0).type }
    }
  }
}
