import Glibc
import KernelProtocol
import NotebookDisplay

/// Runs compiled units one after the other in a kernel, and starts a new one where a unit has
/// brought the old one down.
actor UnitRunner {
  struct Outcome: Sendable {
    var outputs: [CellOutput] = []
    /// By the expression's place in its group.
    var inlineValues: [Int: String] = [:]
    var declared: [DeclaredBinding] = []
    /// `nil` if the kernel ended with the unit.
    var observations: Observations?
    var failure: UnitFailure?
  }

  struct Limits: Hashable, Sendable {
    var seed: UInt64
    /// Bytes.
    var memory: UInt64
    /// Seconds.
    var timeout: Double
  }

  private let executable: String
  private let directory: String
  private let environment: [String: String]
  private let toolchain: Toolchain
  private let onProgress: @Sendable (_ fraction: Double, _ message: String) -> Void

  private var kernel: KernelProcess?
  private var messages: AsyncStream<KernelProcess.Message>.AsyncIterator?
  private var symbolizer: Symbolizer
  init(
    executable: String, directory: String, environment: [String: String], toolchain: Toolchain,
    onProgress: @escaping @Sendable (Double, String) -> Void
  ) {
    self.executable = executable
    self.directory = directory
    self.environment = environment
    self.toolchain = toolchain
    self.onProgress = onProgress
    symbolizer = Symbolizer(toolchain: toolchain)
  }

  /// Starts the kernel, if none is running: done early, it is ready when the first unit is compiled.
  ///
  /// Returns whether it is a new one, which has no state yet.
  @discardableResult
  func start() throws(ChildProcess.Failure) -> Bool {
    guard kernel == nil else { return false }
    let process = try KernelProcess(
      executable: executable, directory: directory, environment: environment)
    kernel = process
    messages = process.messages.makeAsyncIterator()
    symbolizer = Symbolizer(toolchain: toolchain)
    return true
  }

  func stop() {
    kernel?.terminate()
    kernel = nil
  }

  func run(library: String, moduleName: String, limits: Limits) async throws(ChildProcess.Failure)
    -> Outcome
  {
    try start()
    let kernel = kernel!
    let run = kernel.send(
      .run(
        library: library, entryPoint: "\(moduleName)_main", seed: limits.seed,
        memoryLimit: limits.memory))
    let timer = Task {
      try await Task.sleep(for: .seconds(limits.timeout))
      kernel.interrupt(.timeout(seconds: limits.timeout), run: run)
    }
    defer { timer.cancel() }
    return await collect(library)
  }

  /// Loads a unit without running it. Returns why that failed, if it did.
  func load(library: String) async throws(ChildProcess.Failure) -> UnitFailure? {
    try start()
    _ = kernel!.send(.load(library: library))
    while let message = await nextMessage() {
      switch message {
      case .event(.loaded(let base)):
        symbolizer.add(library, at: base)
        _ = kernel?.settle()
        return nil
      case .event(.loadFailed(let reason)):
        _ = kernel?.settle()
        return UnitFailure(notLoadable: library, reason)
      case .ended(let report, let ending): return died(report, ending)
      case .event: continue
      }
    }
    preconditionFailure("a kernel's last message is that it has ended")
  }

  /// Digests the atoms' states, and writes them into `folder`. `nil` if the kernel died of it.
  func capture(_ atoms: [[BindingID]], folder: String, limit: UInt64) async -> [Capture]? {
    guard let kernel else { return nil }
    _ = kernel.send(.capture(atoms: atoms, folder: folder, storageLimit: limit))
    while let message = await nextMessage() {
      switch message {
      case .event(.captured(let captures)):
        _ = kernel.settle()
        return captures
      case .ended(let report, let ending):
        _ = died(report, ending)
        return nil
      case .event: continue
      }
    }
    preconditionFailure("a kernel's last message is that it has ended")
  }

  /// Puts states in place. Returns why that failed, if it did.
  func restore(_ restorations: [Restoration]) async -> String? {
    guard let kernel else { return "there is no kernel" }
    _ = kernel.send(.restore(restorations))
    while let message = await nextMessage() {
      switch message {
      case .event(.restored):
        _ = kernel.settle()
        return nil
      case .event(.restoreFailed(let reason)):
        _ = kernel.settle()
        return reason
      case .ended(let report, let ending): return died(report, ending).message
      case .event: continue
      }
    }
    preconditionFailure("a kernel's last message is that it has ended")
  }

  private func died(_ report: CrashReport?, _ ending: ChildProcess.Ending) -> UnitFailure {
    var outputs: [CellOutput] = []
    let failure = failure(report, ending, outputs: &outputs)
    kernel = nil
    return failure
  }

  private func collect(_ library: String) async -> Outcome {
    var outcome = Outcome()
    var streams = StreamCollector()
    while let message = await nextMessage() {
      switch message {
      case .event(.output(let stream, let bytes)):
        streams.append(bytes, to: stream, of: &outcome.outputs)
      case .event(.display(let bundle)):
        streams.flush(into: &outcome.outputs)
        outcome.outputs.append(.display(bundle))
      case .event(.inlineValue(let index, let markdown)): outcome.inlineValues[index] = markdown
      case .event(.progress(let fraction, let message)): onProgress(fraction, message)
      case .event(.loaded(let base)): symbolizer.add(library, at: base)
      case .event(.declared(let bindings)): outcome.declared = bindings
      case .event(.observed(let observations)): outcome.observations = observations
      case .event(.loadFailed(let reason)):
        outcome.failure = UnitFailure(notLoadable: library, reason)
        return outcome
      case .event(.finished):
        // A unit that was interrupted just as it finished has a dying kernel: wait for its end.
        guard kernel?.settle() == nil else { continue }
        streams.flush(into: &outcome.outputs)
        return outcome
      case .event(.threw(let description, let trace)):
        guard kernel?.settle() == nil else { continue }
        streams.flush(into: &outcome.outputs)
        outcome.failure = UnitFailure(
          cause: .threw(description), frames: symbolizer.frames(trace, isInstruction: false))
        return outcome
      case .ended(let report, let ending):
        streams.flush(into: &outcome.outputs)
        outcome.failure = failure(report, ending, outputs: &outcome.outputs)
        kernel = nil
        return outcome
      case .event(.captured), .event(.restored), .event(.restoreFailed): continue
      }
    }
    preconditionFailure("a kernel's last message is that it has ended")
  }

  private func nextMessage() async -> KernelProcess.Message? {
    var iterator = messages
    let message = await iterator?.next(isolation: self)
    messages = iterator
    // A task that is cancelled hears no more of its kernel.
    if message == nil, let kernel, Task.isCancelled {
      self.kernel = nil
      return .ended(nil, kernel.end())
    }
    return message
  }

  private func failure(
    _ report: CrashReport?, _ ending: ChildProcess.Ending, outputs: inout [CellOutput]
  ) -> UnitFailure {
    let isInstruction = if case .exit = report?.cause { false } else { true }
    var frames = symbolizer.frames(report?.trace ?? [], isInstruction: isInstruction)
    if let reason = kernel?.settle() {
      if case .tooMuchOutput = reason { outputs = outputs.map(\.abridged) }
      return UnitFailure(cause: .interrupted(reason), frames: frames)
    }
    switch report?.cause {
    case .exit(let status): return UnitFailure(cause: .exited(status: status), frames: frames)
    case .stackOverflow: return UnitFailure(cause: .stackOverflow, frames: frames)
    case .signal(let signal):
      let message = RuntimeMessage.take(from: &outputs)
      message?.correct(&frames)
      return UnitFailure(cause: .crashed(signal: signal, message: message?.text), frames: frames)
    case .interrupted:
      return UnitFailure(cause: .crashed(signal: SIGUSR1, message: nil), frames: frames)
    case nil:
      return UnitFailure(cause: .ended(ending), frames: frames)
    }
  }
}

extension CellOutput {
  /// The beginning of a text that grew without bounds.
  fileprivate var abridged: CellOutput {
    let limit = 4096
    guard case .stream(let stream, let text) = self, text.utf8.count > limit else { return self }
    return .stream(stream, text.prefix(limit) + "\n…\n")
  }
}

/// Joins what a stream brought in pieces: a character may be split between two of them.
private struct StreamCollector {
  private var stream = KernelEvent.Stream.stdout
  private var bytes: [UInt8] = []

  mutating func append(
    _ more: [UInt8], to stream: KernelEvent.Stream, of outputs: inout [CellOutput]
  ) {
    if stream != self.stream { flush(into: &outputs) }
    self.stream = stream
    bytes += more
  }

  mutating func flush(into outputs: inout [CellOutput]) {
    guard !bytes.isEmpty else { return }
    let text = String(decoding: bytes, as: UTF8.self)
    outputs.append(.stream(stream == .stdout ? .stdout : .stderr, text))
    bytes = []
  }
}
