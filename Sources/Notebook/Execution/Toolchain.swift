import Glibc

/// The compiler and linker that cells are built with.
struct Toolchain: Sendable {
  /// There is none, or not the one that is needed.
  struct Unusable: Error {
    var message: String
  }

  /// …/usr, with `bin` and `lib` in it.
  let root: String

  var frontend: String { root + "/bin/swift-frontend" }
  var linker: String { root + "/bin/ld.lld" }
  var symbolizer: String { root + "/bin/llvm-symbolizer" }
  var runtimeLibraries: String { root + "/lib/swift/linux" }

  /// Looks at `SWIFT_EXEC`, which names a compiler, then at `PATH`.
  static func find(environment: [String: String]) throws(Unusable) -> Toolchain {
    if let compiler = environment["SWIFT_EXEC"], !compiler.isEmpty {
      if let toolchain = Toolchain(of: compiler) { return toolchain }
      throw Unusable(message: "SWIFT_EXEC is '\(compiler)', which is not part of a Swift toolchain")
    }
    for folder in (environment["PATH"] ?? "").split(separator: ":") {
      if let toolchain = Toolchain(of: "\(folder)/swiftc") { return toolchain }
    }
    throw Unusable(
      message: "no Swift toolchain found: put swiftc on PATH, or name it in SWIFT_EXEC")
  }

  /// `nil` where `compiler` does not lie in a toolchain that can compile and link.
  private init?(of compiler: String) {
    guard let path = realpath(compiler, nil) else { return nil }
    defer { free(path) }
    let components = String(cString: path).split(separator: "/", omittingEmptySubsequences: false)
    root = components.dropLast(2).joined(separator: "/")
    for tool in [frontend, linker] where access(tool, X_OK) != 0 { return nil }
  }

  /// The libraries that belong to those of the modules that come with the toolchain.
  func libraries(of modules: [String]) -> [String] {
    modules.flatMap { [$0, "swift\($0)"] }
      .filter { access("\(runtimeLibraries)/lib\($0).so", R_OK) == 0 }
  }
}
