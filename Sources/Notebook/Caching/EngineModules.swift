import Glibc

/// Digests of the modules that cells can import, as they are in the running executable.
///
/// A module's digest tells what its code does, with that of all modules that it uses; so a change of
/// a comment, or of a module that a cell doesn't use, changes nothing for the cell.
struct EngineModules {
  /// By module.
  let digests: [String: Digest]
  /// Of the part of the kernel that runs every cell, whatever it imports.
  let kernel: Digest

  /// What the kernel consists of, next to the engine.
  private static let kernelModules = [
    "NotebookKernel", "NotebookDisplay", "KernelProtocol", "CKernelHooks", "CDigest",
  ]

  /// Every module that cells are likely to import is one of these, or used by one. What isn't is taken
  /// to change whenever the executable does.
  static let roots = ["NotebookKernel", "DeepLearning"]

  /// - Parameter productsFolder: Where the build has put the executable, with the objects that it is
  ///   linked of.
  init(productsFolder: String, executable: String, store: Store?) {
    let names = FileAccess.names(in: productsFolder).compactMap { name in
      name.hasSuffix(".build") ? String(name.dropLast(6)) : nil
    }
    let unknown = Self.identity(of: executable)
    var digests = Dictionary(uniqueKeysWithValues: names.map { ($0, unknown) })
    var kernel = unknown
    let memory = ModuleMemory(store: store, productsFolder: productsFolder)
    let roots = Self.roots.filter(names.contains)
    if let modules = memory.modules(from: roots, among: Set(names), of: executable) {
      for name in modules.keys { digests[name] = Self.digest(of: name, in: modules) }
      var builder = DigestBuilder()
      for name in Self.kernelModules {
        builder.append(name)
        if let module = modules[name] { builder.append(module.digest) }
      }
      kernel = builder.finish()
    }
    self.digests = digests
    self.kernel = kernel
  }

  /// With all that it uses.
  private static func digest(of name: String, in modules: [String: CompiledModule]) -> Digest {
    var reached: Set = [name]
    var open = [name]
    while let next = open.popLast() {
      for used in modules[next]?.uses ?? [] where reached.insert(used).inserted {
        open.append(used)
      }
    }
    var builder = DigestBuilder()
    for name in reached.sorted() {
      builder.append(name)
      if let digest = modules[name]?.digest { builder.append(digest) }
    }
    return builder.finish()
  }

  /// What stands for a file that is too large to be looked into.
  static func identity(of path: String) -> Digest {
    var builder = DigestBuilder()
    builder.append(path)
    if let stamp = FileStamp(of: path) {
      builder.append(stamp.byteCount)
      builder.append(stamp.modified)
    }
    return builder.finish()
  }
}
