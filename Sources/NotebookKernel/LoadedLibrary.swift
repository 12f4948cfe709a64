internal import CKernelHooks
internal import Glibc

/// A compiled cell in this process. It is never unloaded: later cells use what it declares.
struct LoadedLibrary {
  struct Failure: Error {
    var reason: String
  }

  let image: CodeImage
  /// That of the Swift module that the library is.
  let moduleName: String
  private let handle: UnsafeMutableRawPointer

  /// Loads the shared object, unless it is loaded already.
  init(_ path: String) throws(Failure) {
    guard let handle = dlopen(path, RTLD_NOW | RTLD_GLOBAL) else { throw Failure.last() }
    self.handle = handle
    image = CodeImage.add(path, at: library_base(handle))
    let file = path.split(separator: "/").last ?? ""
    moduleName = String(file.prefix { $0 != "." })
  }

  func entryPoint(_ name: String) throws(Failure) -> cell_main {
    guard let symbol = dlsym(handle, name) else { throw Failure.last() }
    return unsafeBitCast(symbol, to: cell_main.self)
  }
}

extension LoadedLibrary.Failure {
  fileprivate static func last() -> Self { Self(reason: String(cString: dlerror())) }
}
