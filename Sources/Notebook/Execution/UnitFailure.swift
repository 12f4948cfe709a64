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
    /// The kernel has ended without a word: from outside, or by a crash that it could not handle.
    case ended(ChildProcess.Ending)
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
    case .ended(.signaled(SIGKILL)):
      return "killed (signal 9): the machine may have run out of memory"
    case .ended(.signaled(SIGSEGV)):
      return "crashed: Segmentation fault (signal 11), maybe for lack of stack on another thread"
    case .ended(.signaled(let signal)):
      return "crashed: \(String(cString: strsignal(signal))) (signal \(signal))"
    case .ended(.exited(let status)):
      return "the cell ended the process, with status \(status)"
    case .notLoadable(let reason): return "cannot be loaded: \(reason)"
    }
  }

  /// Whether it is an error of that type, whose name its description begins with.
  func isError(ofType name: String) -> Bool {
    guard case .threw(let description) = cause else { return false }
    return description.prefix { $0.isLetter || $0.isNumber || $0 == "_" } == name
  }

  /// Traps that come without a message carry their reason as the name of an inlined function.
  private var runtimeFailure: String? {
    let prefix = "Swift runtime failure: "
    return frames.first { $0.function.hasPrefix(prefix) }.map {
      String($0.function.dropFirst(prefix.count))
    }
  }
}

extension UnitFailure {
  /// - Parameters:
  ///   - library: where the unit's code lies in this build; the loader begins with it.
  ///   - reason: what the loader said.
  init(notLoadable library: String, _ reason: String) {
    let place = library + ": "
    self.init(
      cause: .notLoadable(
        reason.hasPrefix(place) ? String(reason.dropFirst(place.count)) : reason), frames: [])
  }
}

/// What the Swift runtime writes to standard error before it traps:
///
///     Cell_a/Cell_a:3: Fatal error: Index out of range
struct RuntimeMessage: Equatable {
  private static let kinds = [
    "Fatal error", "Precondition failed", "Assertion failed", "Could not cast value of type",
  ]

  var text: String
  /// The file and the line in front of the text. For `precondition` and the like, these are where it
  /// stands; for traps in the standard library, a file of that.
  var file: String?
  var line: Int?

  /// Removes the message from the outputs: the page shows it as the error that it is.
  static func take(from outputs: inout [CellOutput]) -> RuntimeMessage? {
    guard case .stream(.stderr, let text)? = outputs.last else { return nil }
    for kind in kinds {
      guard let found = text.ranges(of: kind).last else { continue }
      let lineStart =
        text[..<found.lowerBound].lastIndex(of: "\n").map(text.index(after:)) ?? text.startIndex
      let rest = text[..<lineStart]
      outputs.removeLast()
      if !rest.isEmpty { outputs.append(.stream(.stderr, String(rest))) }
      // The runtime's own trace names addresses; the kernel's report says more.
      let message = text[found.lowerBound...]
      let end =
        message.firstRange(of: "\n\nCurrent stack trace:")?.lowerBound
        ?? message.firstRange(of: "\nCurrent stack trace:")?.lowerBound
      let words = message[..<(end ?? message.endIndex)].trimmingSuffix { $0.isNewline }
      let place = text[lineStart..<found.lowerBound].wholeMatch(of: #/.*?([^\/]+):(\d+): /#)
      return RuntimeMessage(
        // Addresses differ from run to run.
        text: String(words.replacing(#/ \(?0x[0-9a-f]+\)?/#, with: "")),
        file: place.map { String($0.1) }, line: place.flatMap { Int($0.2) })
    }
    return nil
  }

  /// Sets the innermost place right. The optimiser makes one trap of several equal ones, which then
  /// stands where the first of them does; the message is of the right one.
  func correct(_ frames: inout [Symbolizer.Frame]) {
    guard let line, let innermost = frames.first, innermost.file == file, innermost.line != line
    else { return }
    frames[0].line = line
    frames[0].column = 0
  }
}

extension Substring {
  fileprivate func trimmingSuffix(while condition: (Character) -> Bool) -> Substring {
    var result = self
    while let last = result.last, condition(last) { result.removeLast() }
    return result
  }
}
