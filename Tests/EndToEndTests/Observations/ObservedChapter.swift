import Foundation
import KernelProtocol
import Testing

@testable import Notebook

/// Cells that have run in one kernel, one after the other, and what they were seen to do.
struct ObservedChapter: Sendable {
  let folder: String
  let environment: [String: String]
  /// By the cells' labels.
  let observations: [String: Observations]

  /// - Parameters:
  ///   - cells: labels and sources.
  ///   - files: what is in the chapter's folder.
  init(
    _ cells: KeyValuePairs<String, String>, files: [String: String] = [:],
    links: [String: String] = [:], environment: [String: String] = [:]
  ) async throws {
    let text = cells.map { "```swift\n//| label: \($0)\n\($1)\n```\n" }.joined(separator: "\n")
    let workspace = try Workspace(files)
    folder = workspace.folder
    for (name, target) in links {
      try FileManager.default.createSymbolicLink(
        atPath: "\(folder)/\(name)", withDestinationPath: target)
    }
    let units = CompilationUnit.units(
      of: Document.parse(text, path: "x.md").document, parameters: [])
    let plan = Plan(units)
    let compiled = folder + "/compiled"
    try FileManager.default.createDirectory(atPath: compiled, withIntermediateDirectories: true)
    let toolchain = try Toolchain.find(environment: ProcessInfo.processInfo.environment)
    let installation = Installation.current
    let surroundings = Surroundings(installation, toolchain, store: nil)
    let compiler = CellCompiler(
      toolchain: toolchain, productsFolder: installation.productsFolder, folder: compiled,
      moduleCache: workspace.workFolder + "/module-cache", plan: plan, file: "x.md",
      optimization: { _ in .none }, surroundings: surroundings,
      cache: CompilationCache(store: nil))
    self.environment = KernelEnvironment.variables(of: ProcessInfo.processInfo.environment)
      .merging(environment) { $1 }
    let runner = UnitRunner(
      executable: Workspace.executable, directory: folder, environment: self.environment,
      toolchain: toolchain, onProgress: { _, _ in })
    var observations: [String: Observations] = [:]
    for (index, label) in zip(plan.units.indices, cells.map(\.key)) {
      if case .failed(let diagnostics) = try compiler.compile(index) {
        Issue.record("\(label): \(diagnostics.map(\.message))")
      }
      let library = try #require(try compiler.provide(.library, of: index))
      let outcome = try await runner.run(
        library: library, moduleName: plan.units[index].unit.moduleName,
        limits: UnitRunner.Limits(seed: 1, memory: 4 << 30, timeout: 120))
      if let failure = outcome.failure { Issue.record("\(label): \(failure.message)") }
      observations[label] = outcome.observations
    }
    await runner.stop()
    self.observations = observations
  }

  subscript(label: String) -> Observations {
    get throws { try #require(observations[label], "\(label)") }
  }

  /// The inputs in the chapter's folder, in their order: `file data.csv`.
  func inputs(_ label: String) throws -> [String] {
    try self[label].inputs.compactMap { input in
      switch input {
      case .file(let path, _): named("content", path)
      case .absent(let path): named("absent", path)
      case .unreadable(let path): named("unreadable", path)
      case .status(let path, let status):
        named(status.details == nil ? "\(status.kind)" : "details", path)
      case .access(let path, let mode, let isGranted): named("access \(mode) \(isGranted)", path)
      case .link(let path, let target): named("link to \(target)", path)
      case .resolved(let path, _): named("resolved", path)
      case .listing(let path, _): named("listing", path)
      case .environment, .currentFolder: nil
      }
    }
  }

  private func named(_ kind: String, _ path: String) -> String? {
    guard path.hasPrefix(folder + "/") else { return nil }
    let name = path.dropFirst(folder.count + 1)
    // The name of a file that is written atomically is another one each time.
    return name.contains(".dat.nosync") ? nil : "\(kind) \(name)"
  }

  /// `data.csv: absent -> file`.
  func writes(_ label: String) throws -> [String] {
    func word(_ state: FileState) -> String {
      switch state {
      case .absent: "absent"
      case .file(let digest): "file \(digest.prefix(4))"
      case .folder: "folder"
      case .link(let target): "link to \(target)"
      case .other: "other"
      }
    }
    return try self[label].writes.map { change in
      "\(change.path.dropFirst(folder.count + 1)): \(word(change.before)) -> \(word(change.after))"
    }
  }
}
