internal import CKernels

/// Releases what nodes kept that nobody needs any more, one node after another: each keeps the nodes
/// of its inputs, and releasing a long graph by recursion would overflow the stack.
final class DeferredRelease {
  private var waiting: [Any] = []

  /// - Parameter kept: Consumed, so that nothing but the queue holds it.
  static func release(_ kept: consuming Any) {
    if let queue = kernels_release_queue() {
      // Some node further up the stack is being released: the loop below goes on with this one.
      Unmanaged<DeferredRelease>.fromOpaque(queue).takeUnretainedValue().waiting.append(kept)
      return
    }
    let queue = DeferredRelease()
    kernels_set_release_queue(Unmanaged.passUnretained(queue).toOpaque())
    defer { kernels_set_release_queue(nil) }
    queue.waiting.append(kept)
    while queue.waiting.popLast() != nil {}
  }
}
