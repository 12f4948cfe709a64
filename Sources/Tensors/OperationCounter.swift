import Synchronization

/// Receives the cost of every operation on tensors that runs while it is `current`.
package final class OperationCounter: Sendable {
  @TaskLocal package static var current: OperationCounter?

  private let total = Mutex(OperationCount.zero)

  package init() {}

  package var count: OperationCount { total.withLock { $0 } }

  /// Reports what an operation costs; the cost is worked out only when somebody counts.
  static func report(_ cost: @autoclosure () -> OperationCount) {
    guard let current else { return }
    let cost = cost()
    current.total.withLock { $0 += cost }
  }
}

/// Counts the scalar operations that `body` performs on tensors:
///
///     countOperations { _ = relu(.meta([1, 10])) }.comparisons  // 10
public func countOperations(_ body: () throws -> Void) rethrows -> OperationCount {
  let counter = OperationCounter()
  try OperationCounter.$current.withValue(counter, operation: body)
  return counter.count
}
