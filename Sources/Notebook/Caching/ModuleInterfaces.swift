import Synchronization

/// Digests of what the compiler reads of the modules that cells import.
///
/// A module's interface refers to those of the modules that it uses, so each is taken with all that
/// the compiler has read for it; a change of another module compiles nothing again.
final class ModuleInterfaces: Sendable {
  private static let suffix = ".swiftmodule"

  private let productsFolder: String
  private let files: FileDigests
  private let names: Set<String>
  private let known = Mutex<[String: Digest]>([:])

  init(productsFolder: String, store: Store?) {
    self.productsFolder = productsFolder
    files = FileDigests(store: store, name: "modules")
    names = Set(
      FileAccess.names(in: productsFolder + "/Modules").compactMap { name in
        name.hasSuffix(Self.suffix) ? String(name.dropLast(Self.suffix.count)) : nil
      })
  }

  /// `nil` for a module that is not of this build, but of the toolchain.
  func digest(of module: String) -> Digest? {
    guard names.contains(module) else { return nil }
    if let digest = known.withLock({ $0[module] }) { return digest }
    var builder = DigestBuilder()
    for name in modulesRead(for: module).union([module]).sorted() {
      builder.append(name)
      builder.append(files.digest(of: "\(productsFolder)/Modules/\(name)\(Self.suffix)")?.hex)
    }
    let digest = builder.finish()
    known.withLock { $0[module] = digest }
    return digest
  }

  /// Remembers what the files' digests were for later builds.
  func save() { files.save() }

  /// As the compiler has noted when it compiled the module; any module where it has not.
  private func modulesRead(for module: String) -> Set<String> {
    let path = "\(productsFolder)/\(module).build/\(module)"
    // A debug build emits interfaces by a job of their own.
    for end in [".emit-module.d", ".d"] {
      guard let bytes = FileAccess.read(path + end)?.bytes else { continue }
      let words = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isWhitespace)
      let read = words.filter { $0.hasSuffix(Self.suffix) }.compactMap { word in
        word.dropLast(Self.suffix.count).split(separator: "/").last.map(String.init)
      }
      return names.intersection(read)
    }
    return names
  }
}
