internal import CKernelHooks
import DeepLearning
internal import Glibc
import KernelProtocol
import NotebookDisplay

/// The process that runs a chapter's cells beside the engine. The build starts it by running its own
/// executable, so the two can never differ in version.
public enum Kernel {
  // All of this is used by the thread that obeys the commands.
  nonisolated(unsafe) private static var bindings = Bindings()
  /// What the running unit has declared so far.
  nonisolated(unsafe) private static var declared: [DeclaredBinding] = []

  /// Obeys the commands that come through the channel until the build hangs up.
  ///
  /// - Parameters:
  ///   - channel: a socket; commands come in, events go out.
  ///   - report: where the last words of a crash go.
  public static func run(channel: Int32, report: Int32) -> Never {
    guard channel_open(channel, report) else { leave(1) }
    trace_prepare()
    crash_handlers_install()
    tasks_install()
    connectRuntime()
    while let command = nextCommand() { obey(command) }
    leave(0)
  }

  private static func connectRuntime() {
    CellRuntime.runTask = runTask
    CellRuntime.receiveInlineValue = { send(.inlineValue(index: $0, markdown: $1)) }
    DisplaySink.install { event in
      switch event {
      case .result(let bundle): send(.display(bundle))
      case .progress(let fraction, let message):
        send(.progress(fraction: fraction, message: message))
      }
    }
    TrainingProgress.install { reportProgress($0.fraction, $0.description) }
  }

  private static func runTask(_ work: @escaping () async -> Void) {
    nonisolated(unsafe) let work = work
    nonisolated(unsafe) var isDone = false
    // This one is waited for right here.
    tasks_set_remembered(false)
    Task {
      await work()
      isDone = true
    }
    tasks_set_remembered(true)
    while !isDone { tasks_step() }
  }

  private static func nextCommand() -> KernelCommand? {
    var count: UInt32 = 0
    guard channel_receive(&count, MemoryLayout<UInt32>.size) else { return nil }
    var bytes = [UInt8](repeating: 0, count: Int(UInt32(littleEndian: count)))
    guard channel_receive(&bytes, bytes.count) else { return nil }
    return try? KernelCommand(bytes: bytes)
  }

  private static func send(_ event: KernelEvent) {
    let (kind, payload) = event.message
    channel_send(kind, payload, payload.count)
  }

  private static func obey(_ command: KernelCommand) {
    switch command {
    case .run(let library, let entryPoint, let seed, let memoryLimit):
      attempt(loading: library) { library throws(LoadedLibrary.Failure) in
        let main = try library.entryPoint(entryPoint)
        announce(library)
        declared = []
        CellRuntime.receiveBinding = { binding in
          declared.append(bindings.declare(binding, in: library.moduleName))
        }
        run(main, seed: seed, memoryLimit: memoryLimit)
      }
    case .load(let library):
      attempt(loading: library, announce)
    case .capture(let atoms, let folder, let storageLimit):
      send(
        .captured(atoms.map { bindings.capture($0, in: folder, sizeLimit: storageLimit) }))
    case .restore(let restorations):
      do throws(UnusableSnapshot) {
        try bindings.restore(restorations)
        send(.restored)
      } catch {
        send(.restoreFailed(reason: error.reason))
      }
    }
  }

  private static func announce(_ library: LoadedLibrary) {
    bindings.add(library.image)
    send(.loaded(baseAddress: library.image.baseAddress))
  }

  private static func attempt(
    loading path: String, _ body: (LoadedLibrary) throws(LoadedLibrary.Failure) -> Void
  ) {
    do throws(LoadedLibrary.Failure) {
      try body(LoadedLibrary(path))
    } catch {
      send(.loadFailed(reason: error.reason))
    }
  }

  private static func run(_ entryPoint: cell_main, seed: UInt64, memoryLimit: UInt64) {
    randomness_seed(seed)
    let outer = MemoryLimit.set(memoryLimit)
    exit_set_reported(true)
    var box: UnsafeRawPointer?
    var trace = stack_trace()
    ObservationRecorder.start()
    let succeeded = run_cell(entryPoint, &box, &trace)
    waitForTasks()
    exit_set_reported(false)
    outer.restore()
    fflush(nil)
    channel_drain()
    send(.observed(ObservationRecorder.finish()))
    guard succeeded else { return send(thrown(box!, trace)) }
    send(.declared(declared))
    send(.finished)
  }

  private static func thrown(_ box: UnsafeRawPointer, _ trace: stack_trace) -> KernelEvent {
    // An error existential is a single reference to the box that the runtime hands over.
    let error = unsafeBitCast(box, to: (any Error).self)
    var addresses = trace.addresses
    let traced = withUnsafeBytes(of: &addresses) {
      Array($0.assumingMemoryBound(to: UInt64.self).prefix(Int(trace.count)))
    }
    return .threw(description: describe(error), trace: traced)
  }

  /// `Bad(why: "on purpose")`, or the message where the error has one of its own.
  private static func describe(_ error: any Error) -> String {
    let type = String(describing: type(of: error))
    let text = String(describing: error)
    return text.hasPrefix(type) ? text : "\(type): \(text)"
  }

  /// A task that a cell started and did not await belongs to the cell: its output is the cell's.
  private static func waitForTasks() {
    var created = created_task()
    while tasks_take_created(&created) {
      let task = created.task!
      // A task's result is sendable, which leaves no trace in its metadata.
      let resultType = unsafeBitCast(created.result_type, to: (any Sendable.Type).self)
      func wait<T: Sendable>(_: T.Type) {
        _ = CellRuntime.wait { await unsafeBitCast(task, to: Task<T, any Error>.self).result }
      }
      wait(resultType)
    }
  }
}
