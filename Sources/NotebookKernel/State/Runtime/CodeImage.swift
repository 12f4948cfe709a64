internal import CKernelHooks

/// A file of machine code that state may refer to: this executable, or a unit's shared object.
///
/// Types and functions that are private have no name that the runtime could find them by. They are
/// named by their symbols in these files.
final class CodeImage {
  let path: String
  /// Addresses in the process minus this one are addresses in the file.
  let baseAddress: UInt64

  /// This executable with all that is linked into it: the engine.
  nonisolated(unsafe) private static let executable = CodeImage(
    path: "/proc/self/exe", baseAddress: image_base(#dsohandle))

  nonisolated(unsafe) private static var units: [UInt64: CodeImage] = [:]

  /// Units first: they have fewer symbols.
  private static var images: [CodeImage] { Array(units.values) + [executable] }

  private init(path: String, baseAddress: UInt64) {
    self.path = path
    self.baseAddress = baseAddress
  }

  /// Makes a unit's shared object known.
  static func add(_ path: String, at baseAddress: UInt64) -> CodeImage {
    if let known = units[baseAddress] { return known }
    let image = CodeImage(path: path, baseAddress: baseAddress)
    units[baseAddress] = image
    return image
  }

  /// The image that contains an address; nil for the toolchain's libraries and the system's.
  static func containing(_ address: UnsafeRawPointer) -> CodeImage? {
    let base = image_base(address)
    return base == executable.baseAddress ? executable : units[base]
  }

  /// Functions, and what describes types, by address and by name. Names that are not unique are left
  /// out.
  private lazy var symbols: (byAddress: [UInt: String], byName: [String: UInt]) = {
    var byAddress: [UInt: String] = [:]
    var byName: [String: UInt] = [:]
    var ambiguous: Set<String> = []
    let swift = Array("$s".utf8)
    SymbolTable(path: path, baseAddress: baseAddress)?.forEach { name in
      name.starts(with: swift)
    } _: { symbol in
      let describesType = ["Mn", "XPXG", "XPXGMq"].contains(where: symbol.name.hasSuffix)
      guard symbol.isFunction || describesType else { return }
      let address = UInt(bitPattern: symbol.address)
      if byName.updateValue(address, forKey: symbol.name) != nil { ambiguous.insert(symbol.name) }
      byAddress[address] = symbol.name
    }
    for name in ambiguous { byName[name] = nil }
    return (byAddress, byName)
  }()

  /// The name of what begins at an address, by which any process that has this image finds it.
  static func symbol(at address: UnsafeRawPointer) -> String? {
    if let symbol = symbol_at(address) { return String(cString: symbol) }
    guard let image = containing(address),
      let name = image.symbols.byAddress[UInt(bitPattern: address)],
      image.symbols.byName[name] == UInt(bitPattern: address)
    else { return nil }
    return name
  }

  static func address(of symbol: String) -> UnsafeRawPointer? {
    if let address = symbol_address(symbol) { return address }
    for image in images {
      if let address = image.symbols.byName[symbol] {
        return UnsafeRawPointer(bitPattern: address)
      }
    }
    return nil
  }

  static func firstSymbol(where isWanted: (String, UnsafeRawPointer) -> Bool) -> String? {
    for image in images {
      for (symbol, address) in image.symbols.byName
      where isWanted(symbol, UnsafeRawPointer(bitPattern: address)!) { return symbol }
    }
    return nil
  }
}
