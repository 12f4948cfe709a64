/// What compilations and runs depend on outside of their chapter, other than what a run observes.
struct Surroundings: Sendable {
  /// By name: what the modules of the engine do, each with those that it uses.
  let modules: [String: Digest]
  /// The kernel, and the libraries below it.
  let kernel: Digest
  /// The compiler and the linker.
  let compiler: Digest
  let interfaces: ModuleInterfaces

  /// Of how results are recorded: counted up when an old record would no longer do.
  private static let version = 3

  init(_ installation: Installation, _ toolchain: Toolchain, store: Store?) {
    let folder = installation.productsFolder
    let engine = EngineModules(
      productsFolder: folder, executable: installation.executable, store: store)
    modules = engine.digests
    var kernel = DigestBuilder()
    kernel.append(Self.version)
    kernel.append(engine.kernel)
    for library in installation.sharedLibraries {
      kernel.append(library)
      kernel.append(EngineModules.identity(of: library))
    }
    self.kernel = kernel.finish()
    var compiler = DigestBuilder()
    compiler.append(Self.version)
    for program in [toolchain.frontend, toolchain.linker] {
      compiler.append(program)
      compiler.append(EngineModules.identity(of: program))
    }
    self.compiler = compiler.finish()
    interfaces = ModuleInterfaces(productsFolder: folder, store: store)
  }
}
