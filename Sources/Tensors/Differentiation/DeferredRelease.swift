import Synchronization

/// Releases what nodes kept that nobody needs any more, one node after another: each keeps the nodes
/// of its inputs, and releasing a long graph by recursion would overflow the stack.
enum DeferredRelease {
  private static let lock = Mutex(())
  // Unsafe, since what nodes keep can't be sent between threads; the lock guards both.
  nonisolated(unsafe) private static var waiting: [Any] = []
  nonisolated(unsafe) private static var isDraining = false

  /// - Parameter take: Takes from a node what it kept, so that nothing but the queue holds it.
  static func release(_ take: () -> Any) {
    let drains = lock.withLock { _ in
      waiting.append(take())
      defer { isDraining = true }
      return !isDraining
    }
    guard drains else { return }
    while releaseNext() {}
  }

  private static func releaseNext() -> Bool {
    var next: Any?
    lock.withLock { _ in
      next = waiting.popLast()
      isDraining = next != nil
    }
    // What this releases may come back here, so it happens outside of the lock.
    return next.take() != nil
  }
}
