/// The last thing that a dying kernel says. Its bytes are those of `crash_report` in kernel_hooks.h,
/// which a signal handler can write as they are.
public struct CrashReport: Hashable, Sendable {
  public enum Cause: Hashable, Sendable {
    case signal(Int32)
    case stackOverflow
    case exit(status: Int32)
    /// The build asked it to end: a time-out, or too much output.
    case interrupted
  }

  public var cause: Cause
  /// Return addresses, innermost first.
  public var trace: [UInt64]

  public init(bytes: some Collection<UInt8>) throws(MalformedMessage) {
    var reader = ByteReader(bytes)
    let kind = try reader.read(UInt32.self)
    let code = try reader.read(Int32.self)
    let isStackOverflow = try reader.read(UInt32.self) != 0
    switch kind {
    case 1: cause = isStackOverflow ? .stackOverflow : .signal(code)
    case 2: cause = .exit(status: code)
    case 3: cause = .interrupted
    default: throw MalformedMessage()
    }
    let count = try reader.read(UInt32.self)
    trace = []
    for _ in 0..<count { trace.append(try reader.read()) }
  }
}
