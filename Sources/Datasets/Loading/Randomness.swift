import Tensors

extension SeededRandomNumberGenerator {
  /// A stream for each sequence of keys. The one of a sample depends on the loader's seed, the epoch
  /// and the sample alone: not on the order in which samples are prepared, nor on the thread.
  init(seed: UInt64, keys: UInt64...) {
    let mixed = keys.reduce(seed) { seed, key in
      // Mixed before each key, so that (1, 2) and (2, 1) differ.
      var generator = SeededRandomNumberGenerator(seed: seed)
      return generator.next() ^ key
    }
    self.init(seed: mixed)
  }
}

/// A random order of `count` samples.
func sampleOrder(_ count: Int, seed: UInt64, epoch: Int) -> [Int] {
  var generator = SeededRandomNumberGenerator(seed: seed, keys: UInt64(bitPattern: Int64(epoch)))
  return (0..<count).shuffled(using: &generator)
}
