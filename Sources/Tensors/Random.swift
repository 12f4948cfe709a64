internal import CKernels
import Synchronization

/// Where random operations take their randomness from: one 64-bit key each, from which the elements
/// follow. The engine keeps no state of its own.
package enum RandomKey {
  @TaskLocal fileprivate static var seeded: SeededKeys?

  /// The next key: from the scope of ``withSeed(_:_:)`` if there is one, otherwise from Swift's
  /// `SystemRandomNumberGenerator`.
  package static func next() -> UInt64 { next(in: seeded) }

  fileprivate static func next(in scope: SeededKeys?) -> UInt64 {
    if let scope { return scope.next() }
    var system = SystemRandomNumberGenerator()
    return system.next()
  }
}

/// Keys that follow from a seed. Several threads may draw, but in an order that nobody could repeat.
private final class SeededKeys: Sendable {
  private enum Seed {
    case given(UInt64)
    case split(SplitKeys, Int)
  }

  private let seed: Seed
  private let count = Atomic<UInt64>(0)

  init(seed: UInt64) { self.seed = .given(seed) }

  init(_ index: Int, of split: SplitKeys) { seed = .split(split, index) }

  func next() -> UInt64 {
    let seed =
      switch seed {
      case .given(let seed): seed
      case .split(let keys, let index): keys.seed(of: index)
      }
    return kernels_random_word(seed, count.wrappingAdd(1, ordering: .relaxed).oldValue)
  }
}

/// The scope around this, split into as many as there are calls side by side, as `jax.random.split`
/// does. It takes one key of the scope, and none if no call draws any.
final class SplitKeys: Sendable {
  private let scope = RandomKey.seeded
  private let seed = Mutex<UInt64?>(nil)

  fileprivate func seed(of index: Int) -> UInt64 {
    let seed = seed.withLock { seed in
      let drawn = seed ?? RandomKey.next(in: scope)
      seed = drawn
      return drawn
    }
    return kernels_random_word(seed, UInt64(index))
  }

  /// Runs `body` with the keys of call `index`.
  func with<Result>(_ index: Int, _ body: () throws -> Result) rethrows -> Result {
    try RandomKey.$seeded.withValue(SeededKeys(index, of: self), operation: body)
  }
}

/// Runs `body` with random operations that depend on `seed` alone:
///
///     let model = withSeed(42) { Perceptron() }
public func withSeed<Result>(_ seed: UInt64, _ body: () throws -> Result) rethrows -> Result {
  try RandomKey.$seeded.withValue(SeededKeys(seed: seed), operation: body)
}

/// Random numbers that follow from a seed, for Swift's own `shuffled(using:)` and `random(in:using:)`:
/// SplitMix64.
public struct SeededRandomNumberGenerator: RandomNumberGenerator, Sendable {
  private let seed: UInt64
  private var count: UInt64 = 0

  public init(seed: UInt64) { self.seed = seed }

  public mutating func next() -> UInt64 {
    defer { count += 1 }
    return kernels_random_word(seed, count)
  }
}

extension Tensor {
  /// Numbers from the uniform distribution over `range`.
  public static func rand(_ shape: Shape, in range: Range<Float> = 0..<1) -> Tensor {
    let key = RandomKey.next()
    return Tensor(shape: shape) { elements in
      fillUniform(elements, key: key, low: range.lowerBound, high: range.upperBound)
    }
  }

  /// Numbers from the normal distribution.
  public static func randn(
    _ shape: Shape, mean: Float = 0, standardDeviation: Float = 1
  ) -> Tensor {
    let key = RandomKey.next()
    return Tensor(shape: shape) { elements in
      fillNormal(elements, key: key, mean: mean, standardDeviation: standardDeviation)
    }
  }

  /// Numbers from the uniform distribution over 0 to 1, of the shape of another tensor.
  public static func rand(like other: Tensor) -> Tensor { rand(other.shape) }

  /// Numbers from the normal distribution, of the shape of another tensor.
  public static func randn(like other: Tensor) -> Tensor { randn(other.shape) }

  /// Whole numbers, each of `range` equally likely, as indices.
  public static func randint(_ shape: Shape, in range: Range<Int32>) -> Tensor {
    guard !range.isEmpty else { shapeError("randint: there is no number in \(range)") }
    var generator = SeededRandomNumberGenerator(seed: RandomKey.next())
    return Tensor(
      (0..<shape.count).map { _ in Int32.random(in: range, using: &generator) }, shape: shape)
  }

  /// The numbers from 0 up to, but not including, `count` in random order, as indices.
  public static func randperm(_ count: Int) -> Tensor {
    guard count >= 0 else { shapeError("randperm: \(count) numbers") }
    var generator = SeededRandomNumberGenerator(seed: RandomKey.next())
    return Tensor((0..<Int32(count)).shuffled(using: &generator))
  }
}

/// Fills a buffer with numbers from the uniform distribution over `low..<high` that follow from `key`.
package func fillUniform(
  _ elements: UnsafeMutableBufferPointer<Float>, key: UInt64, low: Float, high: Float
) {
  kernels_random_uniform(key, low, high, elements.baseAddress, elements.count)
}

/// Fills a buffer with numbers from the normal distribution that follow from `key`.
package func fillNormal(
  _ elements: UnsafeMutableBufferPointer<Float>, key: UInt64, mean: Float,
  standardDeviation: Float
) {
  kernels_random_normal(key, mean, standardDeviation, elements.baseAddress, elements.count)
}

/// Each element with probability 1 − `probability`, divided by that, otherwise 0, so that the
/// expected values stay.
///
/// Source: Srivastava et al., "Dropout" (2014).
public func dropout(_ x: Tensor, probability: Float = 0.5) -> Tensor {
  guard (0...1).contains(probability) else {
    shapeError("dropout: the probability \(probability) is not in 0...1")
  }
  guard probability > 0, !x.isMeta else { return x }
  return masked(x, key: RandomKey.next(), keep: 1 - probability)
}

private func masked(_ x: Tensor, key: UInt64, keep: Float) -> Tensor {
  transformed(x, to: x.shape, "dropout") { source, result in
    kernels_dropout(key, keep, keep > 0 ? 1 / keep : 0, source, result, x.count)
  }.differentiable(x) { gradient in masked(gradient, key: key, keep: keep) }
}
