import Foundation

/// Compiles units to shared objects, each a Swift module of its own that later ones import.
struct CellCompiler: Sendable {
  struct Failure: Error {
    var message: String
  }

  /// A unit that can be loaded.
  struct CompiledUnit: Sendable {
    var library: String
    var source: CellSource
    var warnings: [Diagnostic]
  }

  enum Outcome: Sendable {
    case compiled(CompiledUnit)
    case failed([Diagnostic])
    /// It uses what this earlier unit declares, which could not be compiled.
    case skipped(because: Int)
  }

  let toolchain: Toolchain
  /// Where the engine's modules lie: the folder of the running executable.
  let productsFolder: String
  /// Where compiled units go; removed after the build.
  let folder: String
  /// Where the compiler keeps what it made of Foundation's and Glibc's headers.
  let moduleCache: String
  let plan: Plan
  /// The Markdown file, for messages.
  let file: String
  let optimization: @Sendable (CompilationUnit) -> CellOptions.Optimization

  /// Compiles a unit whose imports are compiled. Blocks the calling thread.
  func compile(_ index: Int) throws(Toolchain.Unusable) -> Outcome {
    let planned = plan.units[index]
    if let refusal = refusal(of: planned, at: index) { return .failed([refusal]) }
    var adjustments = CellSource.Adjustments()
    while true {
      let source = CellSource(planned, in: plan, at: index, adjustments)
      let messages: [CompilerMessage]
      switch run(planned, source) {
      case .success(let said): messages = said
      case .failure(let failure): return .failed([diagnostic(failure.message, for: planned)])
      }
      let errors = messages.filter { $0.severity == .error }
      if errors.isEmpty {
        return link(planned, source, diagnostics(messages, source: source, planned: planned))
      }
      try checkToolchain(errors)
      let adjusted = adjustments.adding(demands(of: errors, source, planned))
      if adjusted == adjustments {
        return .failed(explain(messages, source, adjustments, planned, at: index))
      }
      adjustments = adjusted
    }
  }

  /// What can be done about errors that authors can't do anything about.
  private func demands(
    of errors: [CompilerMessage], _ source: CellSource, _ planned: PlannedUnit
  ) -> CellSource.Adjustments {
    var demands = CellSource.Adjustments()
    for error in errors {
      // The members of a conformance that is declared in another module than its type have to be
      // public. Authors see one chapter, not modules, so they don't write it.
      if let offset = demandedPublicMember(error, source, planned) {
        demands.publicMembers.insert(offset)
      }
      if let place = source.place(of: error), let name = source.declaredBinding(line: place.line) {
        demands.undeclaredBindings.insert(name)
      }
      // Whoever wrote the import has been told.
      if source.place(of: error) == nil, error.text.hasPrefix("no such module"),
        source.imports.indices.contains(error.line - 1)
      {
        demands.droppedImports.insert(source.imports[error.line - 1])
      }
    }
    return demands
  }

  /// The errors of a unit that can't be compiled, in terms of the author's text wherever that has
  /// errors of its own, too.
  private func explain(
    _ messages: [CompilerMessage], _ source: CellSource, _ adjustments: CellSource.Adjustments,
    _ planned: PlannedUnit, at index: Int
  ) -> [Diagnostic] {
    var asWritten = adjustments
    asWritten.isAsWritten = true
    let original = CellSource(planned, in: plan, at: index, asWritten)
    if original.text != source.text,
      case .success(let said) = run(planned, original, onlyChecks: true),
      said.contains(where: { $0.severity == .error })
    {
      return errors(diagnostics(said, source: original, planned: planned))
    }
    return errors(diagnostics(messages, source: source, planned: planned))
  }

  private func errors(_ diagnostics: [Diagnostic]) -> [Diagnostic] {
    diagnostics.filter { $0.severity == .error }
  }

  private func checkToolchain(_ errors: [CompilerMessage]) throws(Toolchain.Unusable) {
    let signs = [
      "cannot be imported by the Swift", "created by a different version of the compiler",
    ]
    guard errors.contains(where: { error in signs.contains { error.text.contains($0) } }) else {
      return
    }
    throw Toolchain.Unusable(
      message: "notebook was built with another Swift toolchain than \(toolchain.root): build it "
        + "again with this one, or name the other's swiftc in SWIFT_EXEC")
  }

  // MARK: The compiler

  private func run(_ planned: PlannedUnit, _ source: CellSource, onlyChecks: Bool = false)
    -> Result<[CompilerMessage], Failure>
  {
    let name = planned.unit.moduleName
    let file = "\(folder)/\(name).swift"
    do {
      try Data(source.text.utf8).write(to: URL(fileURLWithPath: file))
      let (ending, output) = try ChildProcess.run(
        toolchain.frontend,
        (onlyChecks ? ["-frontend", "-typecheck"] : ["-frontend", "-c"] + products(of: name))
          + arguments(planned, file: file), environment: ["TZ": "UTC"])
      let text = String(decoding: output, as: UTF8.self)
      let messages = CompilerMessage.parse(text)
      let failed = ending != .exited(status: 0)
      if failed && !messages.contains(where: { $0.severity == .error }) {
        return .failure(Failure(message: "the Swift compiler failed: \(lastLine(of: text))"))
      }
      return .success(messages)
    } catch let failure as ChildProcess.Failure {
      return .failure(Failure(message: "\(failure.executable): \(failure.reason)"))
    } catch {
      return .failure(Failure(message: "\(file): \(error.localizedDescription)"))
    }
  }

  private func arguments(_ planned: PlannedUnit, file: String) -> [String] {
    let name = planned.unit.moduleName
    return [
      "-primary-file", file, "-module-name", name, "-enable-testing",
      "-entry-point-function-name", "\(name)_main", "-I", folder, "-I", productsFolder + "/Modules",
      "-module-cache-path", moduleCache,
      "-swift-version", "5",
      "-enable-bare-slash-regex", "-target", "x86_64-unknown-linux-gnu", "-g",
      "-diagnostic-style", "llvm", optimizes(planned) ? "-O" : "-Onone",
      // Whether a cell has a loop must not decide whether its assertions are checked.
      "-assert-config", "Debug",
      "-plugin-path", toolchain.root + "/lib/swift/host/plugins",
    ] + moduleMaps.flatMap { ["-Xcc", "-fmodule-map-file=\($0)"] }
  }

  private func products(of name: String) -> [String] {
    ["-emit-module-path", "\(folder)/\(name).swiftmodule", "-o", "\(folder)/\(name).o"]
  }

  private func optimizes(_ planned: PlannedUnit) -> Bool {
    switch optimization(planned.unit) {
    case .auto: planned.analysis.hasLoops
    case .speed: true
    case .none: false
    }
  }

  /// The module maps of the engine's C targets: the compiler wants them even where a module imports
  /// its C target internally.
  private var moduleMaps: [String] {
    let folders = (try? FileManager.default.contentsOfDirectory(atPath: productsFolder)) ?? []
    return folders.filter { $0.hasSuffix(".build") }.sorted()
      .map { "\(productsFolder)/\($0)/module.modulemap" }
      .filter { FileManager.default.fileExists(atPath: $0) }
  }

  private func link(_ planned: PlannedUnit, _ source: CellSource, _ warnings: [Diagnostic])
    -> Outcome
  {
    let name = planned.unit.moduleName
    let libraries = toolchain.runtimeLibraries
    // Without swiftrt.o the runtime would not find the unit's types. The release build's kernel has
    // not loaded SwiftOnoneSupport itself, hence the rpath.
    let arguments =
      [
        "-shared", "--eh-frame-hdr", "\(folder)/\(name).o", "\(libraries)/x86_64/swiftrt.o", "-L",
        libraries,
        "-rpath", libraries, "-lswiftCore", "-lswiftSwiftOnoneSupport", "-lswift_Concurrency",
        "-o", "\(folder)/\(name).so",
      ] + toolchain.libraries(of: planned.importedModules).map { "-l" + $0 }
    do {
      let (ending, output) = try ChildProcess.run(toolchain.linker, arguments, environment: [:])
      guard ending == .exited(status: 0) else {
        let text = String(decoding: output, as: UTF8.self)
        return .failed([diagnostic("the linker failed: \(lastLine(of: text))", for: planned)])
      }
      return .compiled(
        CompiledUnit(library: "\(folder)/\(name).so", source: source, warnings: warnings))
    } catch {
      return .failed([diagnostic("\(error.executable): \(error.reason)", for: planned)])
    }
  }

  private func lastLine(of text: String) -> String {
    text.split(separator: "\n").last.map(String.init) ?? "it said nothing"
  }
}
