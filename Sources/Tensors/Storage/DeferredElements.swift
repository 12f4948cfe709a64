import Synchronization

/// Computes the elements of a tensor when they are first read.
class DeferredElements: @unchecked Sendable {
  /// Guards what the elements are computed from, which is forgotten when they are.
  private let isComputed = Mutex(false)

  /// Writes the elements.
  func compute(_ elements: UnsafeMutableBufferPointer<Float>) {
    fatalError("a way to compute elements")
  }

  /// Forgets what the elements are computed from.
  func release() {}

  /// Whether the elements of others may be computed from these without holding a reference to them.
  var isWatched: Bool { false }

  /// Calls `body` with ``compute(_:)`` unless that has happened before.
  final func computeOnce(_ body: ((UnsafeMutableBufferPointer<Float>) -> Void) -> Void) {
    isComputed.withLock { isComputed in
      guard !isComputed else { return }
      body(compute)
      isComputed = true
      release()
    }
  }

  /// Calls `body` unless the elements have been computed, and as long as nobody does.
  final func whilePending<Result: Sendable>(_ body: () -> Result?) -> Result? {
    isComputed.withLock { isComputed in isComputed ? nil : body() }
  }
}

/// How elements are filled in: a value, so that those who keep tensors can keep it instead.
package protocol ElementFilling: Sendable {
  func fill(_ elements: UnsafeMutableBufferPointer<Float>)
}

/// Elements that are filled in when they are needed: the first values of a parameter.
final class DeferredFill: DeferredElements, @unchecked Sendable {
  let filling: any ElementFilling

  init(_ filling: any ElementFilling) { self.filling = filling }

  override func compute(_ elements: UnsafeMutableBufferPointer<Float>) { filling.fill(elements) }
}
