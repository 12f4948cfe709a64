internal import CKernelHooks
internal import Glibc
import KernelProtocol

/// A compiled cell in this process. It is never unloaded: later cells use what it declares.
struct LoadedLibrary {
  struct Failure: Error {
    var reason: String
  }

  let entryPoint: cell_main
  /// Addresses in the process minus this one are addresses in the file.
  let baseAddress: UInt64

  static func load(_ command: KernelCommand) -> Result<LoadedLibrary, Failure> {
    guard let handle = dlopen(command.library, RTLD_NOW | RTLD_GLOBAL),
      let symbol = dlsym(handle, command.entryPoint)
    else { return .failure(Failure(reason: String(cString: dlerror()))) }
    return .success(
      LoadedLibrary(
        entryPoint: unsafeBitCast(symbol, to: cell_main.self),
        baseAddress: library_base(symbol)))
  }
}
