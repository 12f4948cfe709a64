import Foundation
import Testing

@testable import Notebook

/// Objects that the real compiler makes, with the flags that cells are compiled with.
struct CompiledCell {
  var source: String
  var module = "Cellaaaa0000bbbb1"
  var optimization = "-Onone"
  var flags = ["-function-sections"]

  func object() throws -> [UInt8] {
    let folder = FileManager.default.temporaryDirectory.path + "/cell-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try Data(source.utf8).write(to: URL(filePath: "\(folder)/\(module).swift"))
    let toolchain = try Toolchain.find(environment: ProcessInfo.processInfo.environment)
    let (ending, output) = try ChildProcess.run(
      toolchain.frontend,
      [
        "-frontend", "-c", "-primary-file", "\(folder)/\(module).swift", "-module-name", module,
        "-enable-testing", "-entry-point-function-name", "\(module)_main", "-swift-version", "5",
        "-target", "x86_64-unknown-linux-gnu", "-g", optimization, "-assert-config", "Debug",
        "-o", "\(folder)/cell.o",
      ] + flags, environment: [:])
    try #require(ending == .exited(status: 0), "\(String(decoding: output, as: UTF8.self))")
    return Array(try Data(contentsOf: URL(filePath: "\(folder)/cell.o")))
  }

  /// The digests of the cell's object, as if its module were called `name`.
  func digests(as name: String? = nil) throws -> (whole: Digest, declarations: Digest) {
    let modules = name.map { [module: $0] } ?? [:]
    let object = try ObjectFile(object(), modules: modules)
    return (object.wholeDigest, object.declarationsDigest(entryPoint: "\(module)_main"))
  }
}
