import Foundation

/// Compiles units to shared objects, each a Swift module of its own that later ones import.
struct CellCompiler: Sendable {
  struct Failure: Error {
    var message: String
  }

  /// A unit that can be loaded.
  struct CompiledUnit: Sendable {
    var source: CellSource
    var warnings: [Diagnostic]
    var object: UnitObject
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
  let surroundings: Surroundings
  let cache: CompilationCache

  /// Compiles a unit whose imports are compiled. Blocks the calling thread.
  func compile(_ index: Int) throws(Toolchain.Unusable) -> Outcome {
    let source = CellSource(plan.units[index], in: plan, at: index)
    if let refusal = refusal(of: plan.units[index], source, at: index) {
      return .failed([refusal])
    }
    if let key = key(of: index, source), let record = cache.use(key, for: index) {
      return .compiled(compiledUnit(record, source, at: index))
    }
    return try compileAnew(index, source)
  }

  /// - Parameter asWritten: the unit's source without adjustments.
  private func compileAnew(_ index: Int, _ asWritten: CellSource) throws(Toolchain.Unusable)
    -> Outcome
  {
    let planned = plan.units[index]
    for unit in planned.imports { try provide(.module, of: unit) }
    var adjustments = CellSource.Adjustments()
    while true {
      let source = adjusted(asWritten, adjustments, at: index)
      let messages: [CompilerMessage]
      switch run(planned, source) {
      case .success(let said): messages = said
      case .failure(let failure): return .failed([diagnostic(failure.message, for: planned)])
      }
      let errors = messages.filter { $0.severity == .error }
      if errors.isEmpty {
        do throws(Failure) {
          let record = try link(
            planned, at: index, adjustments, messages, key: key(of: index, asWritten))
          return .compiled(compiledUnit(record, asWritten, at: index))
        } catch {
          return .failed([diagnostic(error.message, for: planned)])
        }
      }
      try checkToolchain(errors)
      let adjusted = adjustments.adding(demands(of: errors, source, planned))
      if adjusted == adjustments {
        return .failed(explain(messages, source, adjustments, planned, at: index))
      }
      adjustments = adjusted
    }
  }

  private func compiledUnit(
    _ record: CompilationRecord, _ asWritten: CellSource, at index: Int
  ) -> CompiledUnit {
    let source = adjusted(asWritten, record.adjustments, at: index)
    return CompiledUnit(
      source: source,
      warnings: diagnostics(record.messages, source: source, planned: plan.units[index]),
      object: record.object)
  }

  private func adjusted(
    _ asWritten: CellSource, _ adjustments: CellSource.Adjustments, at index: Int
  ) -> CellSource {
    adjustments == CellSource.Adjustments()
      ? asWritten : CellSource(plan.units[index], in: plan, at: index, adjustments)
  }

  /// `nil` where nothing is kept, or where something that the unit imports was not compiled.
  private func key(of index: Int, _ source: CellSource) -> Digest? {
    let planned = plan.units[index]
    var builder = DigestBuilder()
    builder.append(surroundings.compiler)
    for module in Set(planned.importedModules + CellSource.modulesOfAllCells).sorted() {
      builder.append(module)
      builder.append(surroundings.interfaces.digest(of: module)?.hex)
    }
    builder.append(planned.unit.moduleName)
    builder.append(source.text)
    builder.append(optimizes(planned))
    for unit in planned.imports {
      // A unit that could not be compiled is not there to be imported.
      let interface = cache.record(of: unit)?.interface
      builder.append(interface != nil)
      if let interface { builder.append(interface) }
    }
    return builder.finish()
  }

  // MARK: Files

  enum Product: String {
    case module = "swiftmodule"
    case library = "so"
  }

  /// The file of a compiled unit; `nil` if it could not be made.
  @discardableResult
  func provide(_ product: Product, of index: Int) throws(Toolchain.Unusable) -> String? {
    let path = "\(folder)/\(plan.units[index].unit.moduleName).\(product.rawValue)"
    if access(path, F_OK) == 0 { return path }
    guard let record = cache.record(of: index) else { return nil }
    if let content = cache.content(of: product, in: record),
      (try? Data(content).write(to: URL(fileURLWithPath: path), options: .atomic)) != nil
    {
      return path
    }
    // It was there, and is damaged or gone.
    let source = CellSource(plan.units[index], in: plan, at: index)
    guard case .compiled = try compileAnew(index, source) else { return nil }
    return path
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
      // Each function is then a piece of its own, whose references can be told.
      "-function-sections", "-plugin-path", toolchain.root + "/lib/swift/host/plugins",
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

  private func link(
    _ planned: PlannedUnit, at index: Int, _ adjustments: CellSource.Adjustments,
    _ messages: [CompilerMessage], key: Digest?
  ) throws(Failure) -> CompilationRecord {
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
        throw Failure(message: "the linker failed: \(lastLine(of: text))")
      }
    } catch let failure as ChildProcess.Failure {
      throw Failure(message: "\(failure.executable): \(failure.reason)")
    } catch let failure as Failure {
      throw failure
    } catch {
      throw Failure(message: error.localizedDescription)
    }
    return try cache.keep(
      filesAt: "\(folder)/\(name)", object: object(of: planned), adjustments, messages,
      key: key, for: index)
  }

  private func lastLine(of text: String) -> String {
    text.split(separator: "\n").last.map(String.init) ?? "it said nothing"
  }
}
