import Glibc
import Synchronization

/// A program that this process started, in a process group of its own.
///
/// All of them end when the build is interrupted: see `killAll`.
final class ChildProcess: Sendable {
  struct Failure: Error {
    var executable: String
    var reason: String
  }

  enum Ending: Hashable, Sendable {
    case exited(status: Int32)
    case signaled(Int32)
  }

  /// The programs that run, each the leader of a process group.
  private struct Running {
    var identifiers: Set<pid_t> = []
    var isClosed = false
  }

  private static let running = Mutex(Running())

  let identifier: pid_t
  private let ending = Mutex<Ending?>(nil)

  /// Starts a program.
  ///
  /// - Parameters:
  ///   - environment: all of it; nothing is inherited.
  ///   - descriptors: which of ours the program gets, by the number that it gets them under. 0, 1
  ///     and 2 are `/dev/null` unless given here; none of this process's others is passed on.
  init(
    _ executable: String, _ arguments: [String], environment: [String: String],
    descriptors: [Int32: Int32] = [:]
  ) throws(Failure) {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for standard in Int32(0)...2 where descriptors[standard] == nil {
      posix_spawn_file_actions_addopen(&actions, standard, "/dev/null", O_RDWR, 0)
    }
    for (target, source) in descriptors.sorted(by: { $0.key < $1.key }) {
      posix_spawn_file_actions_adddup2(&actions, source, target)
    }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // The thread that starts a program may block signals, and this process ignores some: neither is
    // the program's affair.
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    sigfillset(&signals)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setflags(
      &attributes,
      Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))

    let argv = CStringArray([executable] + arguments)
    let envp = CStringArray(environment.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" })
    var identifier: pid_t = 0
    let error = Self.running.withLock { running in
      guard !running.isClosed else { return ECANCELED }
      let error = posix_spawn(
        &identifier, executable, &actions, &attributes, argv.pointers, envp.pointers)
      if error == 0 { running.identifiers.insert(identifier) }
      return error
    }
    guard error == 0 else {
      throw Failure(executable: executable, reason: String(cString: strerror(error)))
    }
    self.identifier = identifier
  }

  /// Waits until the program has ended. Blocks the calling thread.
  @discardableResult
  func wait() -> Ending {
    ending.withLock { ending in
      if let ending { return ending }
      var information = siginfo_t()
      while waitid(P_PID, id_t(identifier), &information, WEXITED | WNOWAIT) < 0 && errno == EINTR {
      }
      // What the program started goes with it. Until it is reaped, its number is nobody else's.
      let isAbandoned = Self.running.withLock { running in
        running.identifiers.remove(identifier)
        kill(-identifier, SIGKILL)
        return running.isClosed
      }
      // A build that is interrupted would take this for a failure of its own, and say so.
      while isAbandoned { pause() }
      var status: Int32 = 0
      while waitpid(identifier, &status, 0) < 0 && errno == EINTR {}
      let signal = status & 0x7f
      let result: Ending = signal == 0 ? .exited(status: (status >> 8) & 0xff) : .signaled(signal)
      ending = result
      return result
    }
  }

  func send(signal: Int32) {
    // A signal after `wait` could reach a stranger of the same number.
    Self.running.withLock { running in
      if running.identifiers.contains(identifier) { kill(identifier, signal) }
    }
  }

  /// Ends the program and all that it started.
  func terminate() {
    Self.running.withLock { running in
      if running.identifiers.contains(identifier) { kill(-identifier, SIGKILL) }
    }
  }

  /// Ends every program at once, and lets no other start: the caller is about to exit.
  static func killAll() {
    running.withLock { running in
      running.isClosed = true
      for identifier in running.identifiers { kill(-identifier, SIGKILL) }
    }
  }

  /// Runs a program to its end and returns all that it wrote. Blocks the calling thread.
  static func run(
    _ executable: String, _ arguments: [String], environment: [String: String]
  ) throws(Failure) -> (ending: Ending, output: [UInt8]) {
    let connection = try Connection(for: executable)
    defer { close(connection.ours) }
    let child: ChildProcess
    do {
      defer { close(connection.theirs) }
      child = try ChildProcess(
        executable, arguments, environment: environment,
        descriptors: [1: connection.theirs, 2: connection.theirs])
    }
    let output = readAll(connection.ours)
    return (child.wait(), output)
  }
}

/// Two connected sockets, one for each side. Neither is passed on by accident: the flag is set as they
/// are made, where a pipe's would be set a moment later, and another thread could fork in between.
struct Connection {
  let ours: Int32
  let theirs: Int32

  init(for executable: String) throws(ChildProcess.Failure) {
    var ends: [Int32] = [0, 0]
    let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else {
      throw ChildProcess.Failure(executable: executable, reason: String(cString: strerror(errno)))
    }
    defer { for end in ends { close(end) } }
    // Above all numbers that a program gets its descriptors under: one must not overwrite another
    // while they are handed over.
    ours = fcntl(ends[0], F_DUPFD_CLOEXEC, 64)
    theirs = fcntl(ends[1], F_DUPFD_CLOEXEC, 64)
    guard ours >= 0, theirs >= 0 else {
      throw ChildProcess.Failure(executable: executable, reason: String(cString: strerror(errno)))
    }
  }
}

/// Reads a descriptor to its end.
func readAll(_ descriptor: Int32) -> [UInt8] {
  var content: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: 65536)
  while true {
    let count = read(descriptor, &buffer, buffer.count)
    if count < 0 && errno == EINTR { continue }
    if count <= 0 { return content }
    content.append(contentsOf: buffer[..<count])
  }
}

/// Strings as `posix_spawn` wants them.
private final class CStringArray {
  let pointers: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
  private let count: Int

  init(_ strings: [String]) {
    count = strings.count
    pointers = .allocate(capacity: count + 1)
    for (index, string) in strings.enumerated() { pointers[index] = strdup(string) }
    pointers[count] = nil
  }

  deinit {
    for index in 0..<count { free(pointers[index]) }
    pointers.deallocate()
  }
}
