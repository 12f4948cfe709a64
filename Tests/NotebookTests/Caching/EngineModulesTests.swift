import Foundation
import Glibc
import Testing

@testable import Notebook

/// Modules that are compiled as SwiftPM does it, as far as the digests look.
@Suite final class EngineModulesTests {
  private let root = FileManager.default.temporaryDirectory.path + "/modules-\(UUID().uuidString)"
  private let products: String
  private var store: Store { Store(root: root + "/cache") }

  init() throws {
    products = root + "/debug"
    try FileManager.default.createDirectory(
      atPath: products + "/Modules", withIntermediateDirectories: true)
    try compile("Charts", "public func axis() -> Int { 1 }")
    try compile("Tensors", "public func sum() -> Int { 2 }")
    try compile("Networks", "import Tensors\npublic func train() -> Int { sum() }")
    try compile(
      "NotebookKernel",
      "import Networks\nimport Charts\npublic func run() -> Int { train() + axis() }")
    try compile("Yams", "public func parse() -> Int { 1 }")
    try link()
  }

  deinit { try? FileManager.default.removeItem(atPath: root) }

  private func compile(_ module: String, _ source: String) throws {
    let folder = "\(products)/\(module).build"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let file = "\(root)/\(module).swift"
    try Data(source.utf8).write(to: URL(filePath: file))
    let toolchain = try Toolchain.find(environment: ProcessInfo.processInfo.environment)
    let (ending, output) = try ChildProcess.run(
      toolchain.frontend,
      [
        "-frontend", "-c", "-primary-file", file, "-module-name", module, "-parse-as-library",
        "-enable-testing", "-g", "-I", products + "/Modules", "-target",
        "x86_64-unknown-linux-gnu", "-emit-module-path",
        "\(products)/Modules/\(module).swiftmodule", "-emit-dependencies-path",
        "\(folder)/\(module).d", "-o", "\(folder)/\(module).swift.o",
      ], environment: [:])
    try #require(ending == .exited(status: 0), "\(String(decoding: output, as: UTF8.self))")
  }

  private func link() throws {
    try Data("\(UUID())".utf8).write(to: URL(filePath: products + "/notebook"))
  }

  /// Makes everything look as if it had been built some time ago.
  private func settle() {
    for path in FileManager.default.subpaths(atPath: products) ?? [] {
      let time = timespec(tv_sec: time(nil) - 100, tv_nsec: 0)
      utimensat(AT_FDCWD, "\(products)/\(path)", [time, time], 0)
    }
  }

  private func modules() -> EngineModules {
    EngineModules(productsFolder: products, executable: products + "/notebook", store: store)
  }

  @Test func aChangeReachesThoseThatUseIt() throws {
    let before = modules()
    try compile("Tensors", "public func sum() -> Int { 3 }")
    try link()
    let after = modules()
    #expect(after.digests["Tensors"] != before.digests["Tensors"])
    #expect(after.digests["Networks"] != before.digests["Networks"])
    #expect(after.digests["Charts"] == before.digests["Charts"])
    #expect(after.kernel == before.kernel)
  }

  @Test func commentsChangeNothing() throws {
    let before = modules()
    try compile("Tensors", "// Adds.\npublic func sum() -> Int {\n  2  // two\n}")
    try link()
    let after = modules()
    for name in ["Tensors", "Networks", "Charts", "NotebookKernel"] {
      #expect(after.digests[name] == before.digests[name])
    }
  }

  @Test func theKernelsOwnCodeIsSharedByAll() throws {
    let before = modules()
    try compile("NotebookKernel", "import Networks\npublic func run() -> Int { train() + 1 }")
    try link()
    let after = modules()
    #expect(after.kernel != before.kernel)
    #expect(after.digests["Networks"] == before.digests["Networks"])
  }

  @Test func otherModulesStandAndFallWithTheExecutable() throws {
    let before = modules()
    try link()
    let after = modules()
    #expect(after.digests["Yams"] != before.digests["Yams"])
    #expect(after.digests["Tensors"] == before.digests["Tensors"])
  }

  /// What was compiled and not linked yet is not what runs.
  @Test func newerObjectsAreNotTrusted() throws {
    let before = modules()
    settle()
    try compile("Charts", "public func axis() -> Int { 2 }")
    let unlinked = modules()
    #expect(unlinked.digests["Tensors"] != before.digests["Tensors"])
    #expect(unlinked.digests["Tensors"] == unlinked.digests["Yams"])
    #expect(unlinked.kernel != before.kernel)
    try link()
    #expect(modules().digests["Tensors"] == before.digests["Tensors"])
  }

  @Test func damagedObjectsAreNotTrusted() throws {
    let before = modules()
    let object = products + "/Charts.build/Charts.swift.o"
    try Data("no object".utf8).write(to: URL(filePath: object))
    try link()
    let after = modules()
    #expect(after.digests["Tensors"] == after.digests["Yams"])
    #expect(after.digests["Charts"] != before.digests["Charts"])
  }

  private func interfaces() -> ModuleInterfaces {
    ModuleInterfaces(productsFolder: products, store: store)
  }

  @Test func anInterfaceChangesWithThoseThatItWasCompiledWith() throws {
    let before = interfaces()
    #expect(before.digest(of: "Networks") != nil)
    #expect(before.digest(of: "Foundation") == nil)
    let kept = before.digest(of: "Charts")
    let used = before.digest(of: "Networks")
    try compile("Tensors", "public func sum(of count: Int) -> Int { count }")
    #expect(interfaces().digest(of: "Networks") != used)
    #expect(interfaces().digest(of: "Charts") == kept)
  }

  @Test func withoutTheCompilersNotesAnyInterfaceCounts() throws {
    try FileManager.default.removeItem(atPath: products + "/Charts.build/Charts.d")
    let before = interfaces().digest(of: "Charts")
    try compile("Tensors", "public func sum(of count: Int) -> Int { count }")
    #expect(interfaces().digest(of: "Charts") != before)
  }

  /// The modules of this very build.
  @Test func findsTheEngine() throws {
    let tests = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    let folder = URL(filePath: tests).deletingLastPathComponent().path
    let memory = ModuleMemory(store: nil, productsFolder: folder)
    let names = FileAccess.names(in: folder).filter { $0.hasSuffix(".build") }
      .map { String($0.dropLast(6)) }
    // Linked after all objects.
    let modules = try #require(
      memory.modules(from: EngineModules.roots, among: Set(names), of: tests))
    #expect(
      Set(modules.keys).isSuperset(of: [
        "NotebookKernel", "NotebookDisplay", "KernelProtocol", "CKernelHooks", "Charts", "Tensors",
        "Networks", "Datasets", "Vision", "DeepLearning", "CKernels", "CFileFormats",
      ]))
    #expect(!modules.keys.contains("Notebook"))
    #expect(modules["Tensors"]?.uses.contains("CKernels") == true)
    #expect(modules["Tensors"]?.uses.contains("Networks") == false)
    #expect(modules["Charts"]?.uses.contains("Tensors") == false)
    #expect(Installation.current.sharedLibraries.contains { $0.hasSuffix("libswiftCore.so") })
  }
}
