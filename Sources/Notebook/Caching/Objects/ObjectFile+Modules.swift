import Glibc

extension ObjectFile {
  /// The names that have to be found elsewhere.
  var undefinedSymbols: [String] {
    symbols.filter { $0.place == .undefined && !$0.name.isEmpty }.map(\.name)
  }

  /// The names that others find here.
  var definedSymbols: [String] {
    symbols.filter { $0.place != .undefined && $0.isVisible }.map(\.name)
  }

  /// Those of the modules that the names of what has to be found elsewhere mention, be it that it
  /// belongs to them or that it has to do with their types. Names in C tell no module.
  func referencedModules(among modules: Set<String>) -> Set<String> {
    var referenced: Set<String> = []
    for symbol in undefinedSymbols {
      guard let name = Self.demangled(symbol) else { continue }
      // `(extension in Networks):Tensors.Tensor.scaled(by: Swift.Float) -> Tensors.Tensor`
      let words = name.split { !($0.isLetter || $0.isNumber || $0 == "_") }
      referenced.formUnion(words.map(String.init).filter(modules.contains))
    }
    return referenced
  }

  /// `nil` for what is not Swift's.
  private static func demangled(_ symbol: String) -> String? {
    guard let text = demangle(symbol, symbol.utf8.count, nil, nil, 0) else { return nil }
    defer { free(text) }
    return String(cString: text)
  }
}

/// The runtime's own; the result is to be freed.
@_silgen_name("swift_demangle")
private func demangle(
  _ name: UnsafePointer<CChar>, _ count: Int, _ buffer: UnsafeMutablePointer<CChar>?,
  _ bufferCount: UnsafeMutablePointer<Int>?, _ flags: UInt32
) -> UnsafeMutablePointer<CChar>?
