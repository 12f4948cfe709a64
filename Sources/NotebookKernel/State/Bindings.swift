import KernelProtocol
import NotebookDisplay

/// The top-level variables of the units that this process has loaded.
struct Bindings {
  fileprivate struct Variable {
    let address: UnsafeMutableRawPointer
    /// What there is room for, in bytes.
    let size: Int
    let isWritable: Bool
    /// The static type, once the unit has run or the variable was restored.
    var type: Any.Type?
    /// Why its state can't be captured whatever it is.
    var opacity: String?
  }

  private var variables: [BindingID: Variable] = [:]
  private var images: Set<UInt64> = []

  /// Makes a unit's variables known. They are found by their symbols, whether or not they are private.
  mutating func add(_ image: CodeImage) {
    guard images.insert(image.baseAddress).inserted else { return }
    let (prefix, suffix) = (Array("$s".utf8), Array("vp".utf8))
    SymbolTable(path: image.path, baseAddress: image.baseAddress)?.forEach { name in
      name.starts(with: prefix) && name.suffix(2).elementsEqual(suffix)
    } _: { symbol in
      guard !symbol.isFunction, let id = BindingID(symbol: symbol.name) else { return }
      variables[id] = Variable(
        address: symbol.address, size: symbol.size, isWritable: symbol.isWritable)
    }
  }

  /// Notes a variable of a unit that has run.
  mutating func declare(_ binding: CellRuntime.Binding, in module: String) -> DeclaredBinding {
    let id = BindingID(module: module, name: binding.name)
    guard let type = binding.type, let copy = binding.copy else {
      return declared(
        id, holdsReferences: true, opacity: "'\(id.name)' holds what can't be copied")
    }
    let holdsReferences =
      ValueCodecs.mayHoldReferences(type)
      && !(binding.isConstant && StateWriter.provesIndependence(of: copy, type))
    guard let variable = variables[id], variable.isWritable, variable.holds(type, copy) else {
      // The optimiser has found a way to do without.
      return declared(
        id, holdsReferences: holdsReferences,
        opacity: "'\(id.name)' holds a value that is kept nowhere")
    }
    variables[id]!.type = type
    return declared(
      id, holdsReferences: holdsReferences,
      opacity: ValueCodecs.obstacle(in: type)?.description(of: id.name))
  }

  private mutating func declared(_ id: BindingID, holdsReferences: Bool, opacity: String?)
    -> DeclaredBinding
  {
    variables[id]?.opacity = opacity
    return DeclaredBinding(name: id.name, holdsReferences: holdsReferences, opacity: opacity)
  }

  // MARK: State

  func capture(_ atom: [BindingID], in folder: String, sizeLimit: UInt64) -> Capture {
    do throws(OpaqueState) {
      let snapshot = try Snapshot(
        of: try atom.map { (id) throws(OpaqueState) in try root(id) }, in: folder,
        sizeLimit: sizeLimit)
      guard let file = snapshot.file else { return .unstored(digest: snapshot.digest) }
      return .snapshot(digest: snapshot.digest, file: file.name, byteCount: file.byteCount)
    } catch {
      return .opaque(reason: error.reason)
    }
  }

  private func root(_ id: BindingID) throws(OpaqueState) -> StateWriter.Root {
    guard let variable = variables[id] else {
      throw OpaqueState(reason: "'\(id.name)' holds a value that is kept nowhere")
    }
    if let opacity = variable.opacity { throw OpaqueState(reason: opacity) }
    guard let type = variable.type else {
      throw OpaqueState(reason: "'\(id.name)' has no value yet")
    }
    return (id.name, type, UnsafeRawPointer(variable.address))
  }

  /// Puts states in place: all of them, or none if one can't be restored.
  mutating func restore(_ restorations: [Restoration]) throws(UnusableSnapshot) {
    var values: [(BindingID, StateReader.Value)] = []
    for restoration in restorations {
      let restored = try Snapshot.values(
        inFile: restoration.file, count: restoration.bindings.count)
      values += zip(restoration.bindings, restored)
    }
    for (id, value) in values {
      guard let variable = variables[id], variable.isWritable,
        value.type.witnesses.size <= variable.size,
        variable.type.map({ $0 == value.type.type }) ?? true
      else { throw UnusableSnapshot("'\(id.name)' has no place for its value") }
    }
    for (id, value) in values { variables[id]!.replace(by: value) }
  }
}

extension Bindings.Variable {
  fileprivate func holds(_ type: Any.Type, _ copy: UnsafeRawPointer) -> Bool {
    TypeMetadata(type).witnesses.size <= size
      && ValueCodecs.codec(for: type).isCopy(copy, of: UnsafeRawPointer(address))
  }

  /// Takes over a value.
  fileprivate mutating func replace(by value: StateReader.Value) {
    // What refers to objects is left as it is: nothing may run because they go away.
    if let type, !ValueCodecs.mayHoldReferences(type) {
      TypeMetadata(type).witnesses.destroy(address)
    }
    address.copyMemory(from: value.place, byteCount: value.type.witnesses.size)
    value.place.deallocate()
    type = value.type.type
    opacity = nil
  }
}

extension BindingID {
  /// The variable that a symbol is the storage of; nil if it is no top-level variable's.
  fileprivate init?(symbol: String) {
    guard let declaration = demangled(symbol), let end = declaration.end(before: " : ") else {
      return nil
    }
    // `Cell_a.x : Swift.Int`, or `Cell_a.(x in _0123456789ABCDEF) : Swift.Int` if it is private.
    let parts = declaration[..<end].split(separator: ".", maxSplits: 1)
    guard parts.count == 2, !parts[1].contains(".") else { return nil }
    var name = parts[1]
    if name.hasPrefix("(") {
      name = name.dropFirst().prefix { $0 != " " }
    }
    guard !name.contains(" "), !parts[0].contains(" ") else { return nil }
    self.init(module: String(parts[0]), name: String(name))
  }
}

extension String {
  /// Where a text ends that is followed by `separator`.
  fileprivate func end(before separator: String) -> Index? {
    indices.first { self[$0...].hasPrefix(separator) }
  }
}
