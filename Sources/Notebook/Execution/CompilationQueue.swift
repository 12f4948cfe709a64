import Foundation

/// Compiles units side by side, on as many cores as there are, each after those it imports.
actor CompilationQueue {
  private let compiler: CellCompiler
  private typealias Compilation = Task<CellCompiler.Outcome, any Error>

  private var tasks: [Int: Compilation] = [:]
  private var freeCores = 0
  private var waiting: [CheckedContinuation<Void, Never>] = []

  /// Starts at once. `indices` contain all imports of each of theirs, in ascending order.
  init(compiler: CellCompiler, indices: [Int], cores: Int = ProcessInfo.processInfo.processorCount)
    async
  {
    self.compiler = compiler
    freeCores = max(1, cores)
    start(indices)
  }

  private func start(_ indices: [Int]) {
    for index in indices {
      let imports = awaited(by: index).compactMap { earlier in tasks[earlier].map { (earlier, $0) }
      }
      tasks[index] = Task { try await self.compile(index, after: imports) }
    }
  }

  /// The units that have to be compiled before `index`; without those that one of them waits for
  /// anyway, unless it matters whether they can be.
  private func awaited(by index: Int) -> [Int] {
    let unit = compiler.plan.units[index]
    var covered: Set<Int> = []
    return unit.imports.reversed().filter { earlier in
      guard !covered.contains(earlier) else { return unit.dependencies.contains(earlier) }
      covered.formUnion(compiler.plan.units[earlier].imports)
      return true
    }.reversed()
  }

  /// Throws if nothing can be compiled at all.
  func outcome(of index: Int) async throws -> CellCompiler.Outcome {
    try await tasks[index]!.value
  }

  /// Starts no further compilation.
  func abandon() {
    for task in tasks.values { task.cancel() }
  }

  private func compile(_ index: Int, after imports: [(Int, Compilation)])
    async throws -> CellCompiler.Outcome
  {
    for (earlier, task) in imports {
      if case .compiled = try await task.value { continue }
      if compiler.plan.units[index].dependencies.contains(earlier) {
        return .skipped(because: earlier)
      }
    }
    await takeCore()
    defer { returnCore() }
    try Task.checkCancellation()
    return try await compileInBackground(index)
  }

  /// The compiler is waited for on a thread that may block.
  private nonisolated func compileInBackground(_ index: Int) async throws -> CellCompiler.Outcome {
    try await withCheckedThrowingContinuation { continuation in
      DispatchQueue.global().async {
        continuation.resume(with: Result { try self.compiler.compile(index) })
      }
    }
  }

  private func takeCore() async {
    if freeCores > 0 {
      freeCores -= 1
    } else {
      await withCheckedContinuation { waiting.append($0) }
    }
  }

  private func returnCore() {
    if waiting.isEmpty {
      freeCores += 1
    } else {
      waiting.removeFirst().resume()
    }
  }
}
