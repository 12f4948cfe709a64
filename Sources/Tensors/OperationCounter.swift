import Synchronization

/// Receives the cost of every operation on tensors that runs while it is `current`.
package final class OperationCounter: Sendable {
  @TaskLocal static var current: OperationCounter?

  /// How many counters are in use anywhere: as long as it is 0, an operation needs not look for one.
  private static let inUse = Atomic<Int>(0)

  private let total = Mutex(OperationCount.zero)

  package init() {}

  package var count: OperationCount { total.withLock { $0 } }

  /// Counts what `body` does.
  package func counting<Result>(_ body: () throws -> Result) rethrows -> Result {
    Self.inUse.add(1, ordering: .relaxed)
    defer { Self.inUse.subtract(1, ordering: .relaxed) }
    return try Self.$current.withValue(self, operation: body)
  }

  /// Counts nothing of what `body` does: it is the work of an operation that has reported its cost.
  package static func paused<Result>(_ body: () throws -> Result) rethrows -> Result {
    guard inUse.load(ordering: .relaxed) > 0 else { return try body() }
    return try $current.withValue(nil, operation: body)
  }

  /// Reports what an operation costs; the cost is worked out only when somebody counts.
  @inline(__always)
  package static func report(_ cost: @autoclosure () -> OperationCount) {
    if inUse.load(ordering: .relaxed) > 0, let current {
      let cost = cost()
      current.total.withLock { $0 += cost }
    }
  }
}

/// Counts the scalar operations that `body` performs on tensors:
///
///     countOperations { _ = relu(.meta([1, 10])) }.comparisons  // 10
public func countOperations(_ body: () throws -> Void) rethrows -> OperationCount {
  let counter = OperationCounter()
  try counter.counting(body)
  return counter.count
}
