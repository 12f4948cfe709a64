import Foundation
import KernelProtocol
import Synchronization

/// A running kernel, seen from the build.
final class KernelProcess: Sendable {
  /// What comes from a kernel.
  enum Message: Sendable {
    case event(KernelEvent)
    /// The kernel is gone; always the last message.
    case ended(CrashReport?, ChildProcess.Ending)
  }

  /// Why the build asked the kernel to end.
  enum Interruption: Hashable, Sendable {
    case timeout(seconds: Double)
    case tooMuchOutput(limit: Int)
  }

  /// What a cell may write before it is stopped, in bytes.
  static let outputLimit = 16 << 20

  let messages: AsyncStream<Message>

  private let process: ChildProcess
  private let channel: Int32
  private let state = Mutex(State())

  /// A late time-out must not hit the next unit, so the state is of one unit's run.
  private struct State {
    /// Counts the units.
    var run = 0
    var isRunning = false
    var interruption: Interruption?
    /// Bytes.
    var outputCount = 0
  }

  /// - Parameters:
  ///   - executable: the notebook command itself.
  ///   - directory: the chapter's folder, against which cells resolve relative paths.
  init(executable: String, directory: String, environment: [String: String])
    throws(ChildProcess.Failure)
  {
    let connection = try Connection(for: executable)
    let report = try Connection(for: executable)
    defer {
      close(connection.theirs)
      close(report.theirs)
    }
    channel = connection.ours
    process = try ChildProcess(
      executable, ["kernel", "3", "4", directory], environment: environment,
      descriptors: [3: connection.theirs, 4: report.theirs])
    let (stream, continuation) = AsyncStream.makeStream(of: Message.self)
    messages = stream
    let reader = FrameReader(descriptor: channel)
    let reportDescriptor = report.ours
    // The thread keeps this object until the kernel has ended and been waited for.
    Thread.detachNewThread {
      while let event = reader.next() {
        if case .output(_, let bytes) = event { self.count(output: bytes.count) }
        continuation.yield(.event(event))
      }
      let ending = self.process.wait()
      let last = try? CrashReport(bytes: readAll(reportDescriptor))
      close(reportDescriptor)
      close(self.channel)
      continuation.yield(.ended(last, ending))
      continuation.finish()
    }
  }

  /// Starts a unit's run. Returns its number.
  func send(_ command: KernelCommand) -> Int {
    let run = state.withLock { state in
      state = State(run: state.run + 1, isRunning: true)
      return state.run
    }
    let frame = command.frame
    var sent = 0
    while sent < frame.count {
      let count = frame[sent...].withUnsafeBytes {
        Glibc.send(channel, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      // A kernel that is gone says so through its messages.
      guard count > 0 || errno == EINTR else { break }
      sent += max(0, count)
    }
    return run
  }

  /// Asks the kernel to say where it is, and to end; makes it end if it does not answer.
  ///
  /// - Parameter run: the run that is meant; nothing happens if it is over.
  func interrupt(_ reason: Interruption, run: Int) {
    let isFirst = state.withLock { state in
      guard state.run == run, state.isRunning, state.interruption == nil else { return false }
      state.interruption = reason
      return true
    }
    guard isFirst else { return }
    process.send(signal: SIGUSR1)
    DispatchQueue.global().asyncAfter(deadline: .now() + 2) { self.process.terminate() }
  }

  /// Ends the unit's run: what comes too late to interrupt it has no effect. Returns why the build
  /// made the kernel end, if it did.
  func settle() -> Interruption? {
    state.withLock { state in
      state.isRunning = false
      return state.interruption
    }
  }

  func terminate() { process.terminate() }

  /// Also waits until it is gone, which is soon.
  func end() -> ChildProcess.Ending {
    process.terminate()
    return process.wait()
  }

  private func count(output: Int) {
    let (total, run) = state.withLock { state in
      state.outputCount += output
      return (state.outputCount, state.run)
    }
    guard total > Self.outputLimit else { return }
    interrupt(.tooMuchOutput(limit: Self.outputLimit), run: run)
  }
}

/// Takes a kernel's frames apart.
private struct FrameReader {
  let descriptor: Int32

  /// Blocks until an event arrives; `nil` at the end.
  func next() -> KernelEvent? {
    guard let head = receive(5) else { return nil }
    let count = head[..<4].reversed().reduce(0) { $0 << 8 | Int($1) }
    guard let payload = receive(count) else { return nil }
    return try? KernelEvent(kind: head[4], payload: payload)
  }

  private func receive(_ count: Int) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: count)
    var received = 0
    while received < count {
      let n = bytes[received...].withUnsafeMutableBytes {
        read(descriptor, $0.baseAddress, $0.count)
      }
      if n < 0 && errno == EINTR { continue }
      if n <= 0 { return nil }
      received += n
    }
    return bytes
  }
}
