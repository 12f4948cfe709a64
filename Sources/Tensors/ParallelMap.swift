internal import CKernels
import Synchronization

extension Collection {
  /// What `body` makes of each element, in the order of the elements, several at once: for trainings
  /// that have nothing to do with each other, such as those of several seeds.
  ///
  ///     let accuracies = (1...5).parallelMap { seed in withSeed(seed) { train() } }
  ///
  /// Each call runs on one thread, which is more work in the same time than operations that share
  /// the threads among themselves. Results don't depend on the number of threads: random numbers
  /// that a call draws outside of ``withSeed(_:_:)`` follow from the caller's seed and the element's
  /// place. A parameter that was made outside can be used in `body`, not trained.
  ///
  /// - Throws: What `body` throws for the first element for which it does; later ones may not be
  ///   tried.
  public func parallelMap<Output, Failure>(
    _ body: @Sendable (Element) throws(Failure) -> Output
  ) throws(Failure) -> [Output] {
    let elements = Array(self)
    let region = ParallelRegion()
    let keys = SplitKeys()
    let firstFailure = Atomic<Int>(elements.count)
    let results = [Result<Output, Failure>?](unsafeUninitializedCapacity: elements.count) {
      buffer, count in
      buffer.initialize(repeating: nil)
      count = elements.count
      // Each index is written by one thread, and read when all have ended.
      nonisolated(unsafe) let slots = buffer
      withoutActuallyEscaping(body) { body in
        region.run(elements.count) { index in
          guard index < firstFailure.load(ordering: .relaxed) else { return }
          let result = keys.with(index) {
            Result { () throws(Failure) -> Output in try body(elements[index]) }
          }
          if case .failure = result { firstFailure.min(index, ordering: .relaxed) }
          slots[index] = result
        }
      }
    }
    var outputs: [Output] = []
    outputs.reserveCapacity(results.count)
    for result in results {
      // Nothing is missing before the first failure.
      guard let result else { break }
      outputs.append(try result.get())
    }
    return outputs
  }
}

/// The surroundings that the calls of one ``Swift/Collection/parallelMap(_:)`` share on all threads.
struct ParallelRegion {
  /// On a thread inside of a region: the newest node when it began. What is older may be part of
  /// several calls' graphs.
  @TaskLocal static var newestSharedNode: UInt64?

  /// Ends the program: several calls could change the gradient of a node at the same time.
  static func reportShared() -> Never {
    fatalError(
      "backward: a parameter made outside of parallelMap cannot be trained within; "
        + "make the model, or a copy of it, in the closure")
  }

  private let newestNode = GradientNode.newestNumber
  private let gradientsAreOff = kernels_gradients_off()
  private let counter = OperationCounter.current

  /// Calls `body` with each index below `count`, and returns when all calls have.
  func run(_ count: Int, _ body: @escaping (Int) -> Void) {
    final class Calls {
      let call: (Int) -> Void
      init(_ call: @escaping (Int) -> Void) { self.call = call }
    }
    let calls = Calls { index in
      withGradientsOff(gradientsAreOff) {
        OperationCounter.$current.withValue(counter) {
          Self.$newestSharedNode.withValue(newestNode) { body(index) }
        }
      }
    }
    withExtendedLifetime(calls) {
      kernels_parallel_for(
        count, { Unmanaged<Calls>.fromOpaque($0!).takeUnretainedValue().call($1) },
        Unmanaged.passUnretained(calls).toOpaque())
    }
  }
}
