import CDuktape

/// An interpreter of ECMAScript 5.
///
/// It belongs to the thread that uses it: it is not `Sendable`.
final class JavaScriptEngine {
  /// An error that a script did not catch, including that of too much memory or recursion.
  struct Failure: Error {
    var message: String
  }

  private let heap: UnsafeMutablePointer<javascript_heap>

  /// - Parameter memoryLimit: Bytes that scripts may use.
  init(memoryLimit: Int) throws(Failure) {
    guard let heap = javascript_create(memoryLimit) else {
      throw Failure(message: "no memory for a JavaScript engine")
    }
    self.heap = heap
  }

  deinit { javascript_destroy(heap) }

  /// Runs a script, whose global functions can be called then.
  func run(_ script: String, name: String) throws(Failure) {
    let succeeded = withInput(name, Array(script.utf8)) { javascript_run(heap, $0) }
    defer { javascript_pop(heap) }
    if !succeeded { throw failure() }
  }

  /// Calls a global function that takes bytes and returns bytes.
  ///
  /// Not strings: those of the engine are UTF-16 in disguise, so that scripts have to decode and
  /// encode what lies outside the Basic Multilingual Plane.
  func call(_ function: String, with argument: [UInt8]) throws(Failure) -> [UInt8] {
    let succeeded = withInput(function, argument) { javascript_call(heap, $0) }
    defer { javascript_pop(heap) }
    guard succeeded else { throw failure() }
    var count = 0
    let bytes = javascript_bytes(heap, &count)
    return Array(UnsafeRawBufferPointer(start: bytes, count: count))
  }

  private func failure() -> Failure {
    Failure(message: String(cString: javascript_error(heap)))
  }

  private func withInput(
    _ name: String, _ bytes: [UInt8], _ body: (javascript_input) -> Bool
  ) -> Bool {
    name.withCString { name in
      bytes.withUnsafeBytes { bytes in
        body(
          javascript_input(
            name: name, bytes: bytes.assumingMemoryBound(to: CChar.self).baseAddress,
            count: bytes.count))
      }
    }
  }
}
