import Glibc

/// What a module's objects say of it.
struct CompiledModule: Codable, Equatable, Sendable {
  /// What the system says of the objects.
  var stamps: Digest
  /// Of what they do.
  var digest: Digest
  var uses: Set<String>
}

/// Looks into the objects that an executable was linked of, and remembers what it saw.
struct ModuleMemory {
  private struct Object {
    var path: String
    var stamp: FileStamp
  }

  let store: Store?
  let productsFolder: String

  /// - Parameters:
  ///   - roots: The modules to begin with.
  ///   - names: All modules that there are.
  ///   - executable: What was linked of them.
  /// - Returns: The roots and all that they use. `nil` if that can't be told: without objects, or with
  ///   some that were compiled after the executable was linked.
  func modules(from roots: [String], among names: Set<String>, of executable: String)
    -> [String: CompiledModule]?
  {
    guard let linked = FileStamp(of: executable)?.modified else { return nil }
    let start = FileStamp.now
    var isSettled = true
    let remembered = store?.record([String: CompiledModule].self, for: key) ?? [:]
    var cSymbols: [String: String]?
    var modules: [String: CompiledModule] = [:]
    var open = roots
    while let name = open.popLast() {
      guard modules[name] == nil else { continue }
      let objects = objects(of: name)
      guard !objects.isEmpty, objects.allSatisfy({ $0.stamp.modified <= linked }) else {
        return nil
      }
      isSettled = isSettled && objects.allSatisfy { $0.stamp.isSettled(at: start) }
      var module = remembered[name]
      let stamps = digest(of: objects)
      if module?.stamps != stamps {
        cSymbols = cSymbols ?? self.cSymbols(among: names)
        module = read(objects, stamps, among: names, cSymbols ?? [:])
      }
      guard let module else { return nil }
      modules[name] = module
      open += module.uses
    }
    if isSettled, modules != remembered { store?.save(modules, for: key) }
    return modules
  }

  private var key: Digest {
    var builder = DigestBuilder()
    builder.append("modules")
    builder.append(productsFolder)
    return builder.finish()
  }

  // MARK: Objects

  private func objects(of module: String) -> [Object] {
    objectPaths(in: "\(productsFolder)/\(module).build").sorted().compactMap { path in
      FileStamp(of: path).map { Object(path: path, stamp: $0) }
    }
  }

  /// Those of C targets lie in folders as their sources do.
  private func objectPaths(in folder: String) -> [String] {
    FolderNames(folder).kinds.flatMap { name, kind -> [String] in
      switch kind {
      case .folder: return objectPaths(in: "\(folder)/\(name)")
      case .file: return name.hasSuffix(".o") ? ["\(folder)/\(name)"] : []
      case .link: return []
      }
    }
  }

  private func digest(of objects: [Object]) -> Digest {
    var builder = DigestBuilder()
    for object in objects {
      builder.append(object.path)
      builder.append(object.stamp)
    }
    return builder.finish()
  }

  private func read(
    _ objects: [Object], _ stamps: Digest, among names: Set<String>, _ cSymbols: [String: String]
  ) -> CompiledModule? {
    var builder = DigestBuilder()
    var uses: Set<String> = []
    for object in objects {
      guard let bytes = FileAccess.read(object.path)?.bytes, let file = try? ObjectFile(bytes)
      else {
        return nil
      }
      builder.append(file.wholeDigest)
      uses.formUnion(file.referencedModules(among: names))
      uses.formUnion(file.undefinedSymbols.compactMap { cSymbols[$0] })
    }
    return CompiledModule(stamps: stamps, digest: builder.finish(), uses: uses)
  }

  /// The modules that define functions in C, whose names don't tell.
  private func cSymbols(among names: Set<String>) -> [String: String] {
    var modules: [String: String] = [:]
    for name in names {
      for path in objectPaths(in: "\(productsFolder)/\(name).build") where path.hasSuffix(".c.o") {
        guard let bytes = FileAccess.read(path)?.bytes, let file = try? ObjectFile(bytes) else {
          continue
        }
        for symbol in file.definedSymbols { modules[symbol] = name }
      }
    }
    return modules
  }
}
