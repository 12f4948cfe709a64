import CJavaScript
import Foundation

/// JavaScriptCore with scripts in it.
///
/// One thread at a time may use it: it is not `Sendable`.
final class JavaScriptEngine {
  /// An error that a script did not catch, including that of too deep a recursion.
  struct Failure: Error {
    var message: String
  }

  private let engine: OpaquePointer

  init() throws(Failure) {
    guard let engine = javascript_create() else {
      throw Failure(message: "JavaScriptCore is not installed; scripts/bootstrap installs it")
    }
    self.engine = engine
  }

  deinit { javascript_destroy(engine) }

  /// Runs a script, whose global functions can be called then.
  func run(_ script: String, name: String) throws(Failure) {
    if let error = javascript_run(engine, script, name) { throw Failure(message: taken(error)) }
  }

  /// Calls a global function that takes strings and returns one, all without NUL.
  func call(_ function: String, with arguments: String...) throws(Failure) -> String {
    let copies = arguments.map { strdup($0) }
    defer { for copy in copies { free(copy) } }
    var failed = false
    let pointers = copies.map { UnsafePointer($0) }
    guard let reply = javascript_call(engine, function, pointers, pointers.count, &failed) else {
      throw Failure(message: "no memory for what '\(function)' returned")
    }
    let text = taken(reply)
    if failed { throw Failure(message: text) }
    return text
  }

  private func taken(_ text: UnsafeMutablePointer<CChar>) -> String {
    defer { free(text) }
    return String(cString: text)
  }
}
