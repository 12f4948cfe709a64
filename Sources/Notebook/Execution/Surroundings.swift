import Glibc

/// What a run depends on outside of its chapter, other than what it observes.
struct Surroundings: Sendable {
  /// By name: the modules of the engine, each with those that it uses.
  var modules: [String: Digest] = [:]
  /// The compiler, the kernel, and the libraries below them.
  var common: Digest

  init(_ installation: Installation, _ toolchain: Toolchain) {
    var builder = DigestBuilder()
    for path in [installation.executable, toolchain.frontend, toolchain.linker] {
      builder.append(path)
      let status = FileAccess.status(of: path)
      builder.append(status.map { Int($0.st_size) } ?? -1)
      builder.append(status.map { Int($0.st_mtim.tv_sec) } ?? -1)
      builder.append(status.map { Int($0.st_mtim.tv_nsec) } ?? -1)
    }
    common = builder.finish()
  }
}
