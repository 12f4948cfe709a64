/// Random numbers that depend on the loader's seed, the epoch and the sample alone: not on the order
/// in which samples are prepared, nor on the thread that does it.
///
/// SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014).
public struct SampleGenerator: RandomNumberGenerator, Sendable {
  private static let golden: UInt64 = 0x9E37_79B9_7F4A_7C15

  private var state: UInt64

  public init(seed: UInt64) { state = seed }

  /// A stream for each element of a sequence of keys.
  init(seed: UInt64, keys: UInt64...) {
    state = keys.reduce(seed) { state, key in
      // Mixed before each key, so that (1, 2) and (2, 1) differ.
      Self.mixed(state &+ Self.golden) ^ key
    }
  }

  public mutating func next() -> UInt64 {
    state &+= Self.golden
    return Self.mixed(state)
  }

  private static func mixed(_ value: UInt64) -> UInt64 {
    var z = value
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
