import Glibc

/// Why a unit did not run to its end.
struct UnitFailure: Hashable, Sendable {
  enum Cause: Hashable, Sendable {
    /// An error left the top level.
    case threw(String)
    /// A trap, or a signal that the cell got.
    case crashed(signal: Int32, message: String?)
    case stackOverflow
    case exited(status: Int32)
    case interrupted(KernelProcess.Interruption)
    /// Ended from outside, without a word.
    case killed(signal: Int32)
    case notLoadable(String)
  }

  var cause: Cause
  /// Where it was, innermost first; only places in the chapter.
  var frames: [Symbolizer.Frame]

  var message: String {
    switch cause {
    case .threw(let description): return "thrown: \(description)"
    case .crashed(let signal, let message):
      if let message { return message }
      if let failure = runtimeFailure { return "Fatal error: \(failure)" }
      return "crashed: \(String(cString: strsignal(signal))) (signal \(signal))"
    case .stackOverflow: return "stack overflow: a function calls itself without end"
    case .exited(let status): return "the cell called exit(\(status))"
    case .interrupted(.timeout(let seconds)):
      let limit = seconds == seconds.rounded() ? "\(Int(seconds))" : "\(seconds)"
      return "still running after \(limit) s; the option 'timeout' allows more"
    case .interrupted(.tooMuchOutput(let limit)):
      return "wrote more than \(limit >> 20) MB of output"
    case .killed(SIGKILL): return "killed (signal 9): the machine may have run out of memory"
    case .killed(let signal): return "the kernel was ended from outside (signal \(signal))"
    case .notLoadable(let reason): return "cannot be loaded: \(reason)"
    }
  }

  /// Traps that come without a message carry their reason as the name of an inlined function.
  private var runtimeFailure: String? {
    let prefix = "Swift runtime failure: "
    return frames.first { $0.function.hasPrefix(prefix) }.map {
      String($0.function.dropFirst(prefix.count))
    }
  }
}

/// What the Swift runtime writes to standard error before it traps:
///
///     Cell_a/Cell_a:3: Fatal error: Index out of range
enum RuntimeMessage {
  private static let kinds = ["Fatal error", "Precondition failed", "Assertion failed"]

  /// Removes the message from the outputs: the page shows it as the error that it is.
  static func take(from outputs: inout [CellOutput]) -> String? {
    guard case .stream(.stderr, let text)? = outputs.last else { return nil }
    for kind in kinds {
      guard let found = text.ranges(of: kind).last else { continue }
      let lineStart = text[..<found.lowerBound].lastIndex(of: "\n").map(text.index(after:))
      let rest = text[..<(lineStart ?? text.startIndex)]
      outputs.removeLast()
      if !rest.isEmpty { outputs.append(.stream(.stderr, String(rest))) }
      // The runtime's own trace names addresses; the kernel's report says more.
      let message = text[found.lowerBound...]
      let end = message.firstRange(of: "\n\nCurrent stack trace:")?.lowerBound
        ?? message.firstRange(of: "\nCurrent stack trace:")?.lowerBound
      return String(message[..<(end ?? message.endIndex)].trimmingSuffix { $0.isNewline })
    }
    return nil
  }
}

extension Substring {
  fileprivate func trimmingSuffix(while condition: (Character) -> Bool) -> Substring {
    var result = self
    while let last = result.last, condition(last) { result.removeLast() }
    return result
  }
}
