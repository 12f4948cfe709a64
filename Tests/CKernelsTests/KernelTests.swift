import CKernels
import Testing

/// The tests change settings that all kernels share, so they take turns.
@Suite(.serialized) struct KernelTests {}

/// Runs `body` with so many threads, and then as before.
func withThreads<Result>(_ count: Int32, _ body: () -> Result) -> Result {
  let before = kernels_thread_count()
  kernels_set_thread_count(count)
  defer { kernels_set_thread_count(before) }
  return body()
}

/// The result of `body`, which must be the same to the bit for each number of threads, with and
/// without AVX-512 (where the CPU has it).
func reproducible(
  _ body: () -> [Float], sourceLocation: SourceLocation = #_sourceLocation
) -> [Float] {
  let usedAVX512 = kernels_use_avx512()
  defer { kernels_limit_to_avx2(!usedAVX512) }
  var results: [[UInt32]] = []
  for limited in [true, false] {
    kernels_limit_to_avx2(limited)
    for threads: Int32 in 1...3 {
      results.append(withThreads(threads, body).map(\.bitPattern))
    }
  }
  #expect(results.allSatisfy { $0 == results[0] }, sourceLocation: sourceLocation)
  return results[0].map(Float.init(bitPattern:))
}

/// Whether values are those of the reference but for rounding: `error` times the largest of them.
func expectClose(
  _ values: [Float], _ reference: [Double], error: Double = 1e-5,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(values.count == reference.count, sourceLocation: sourceLocation)
  let scale = reference.reduce(1) { max($0, abs($1)) }
  let worst = zip(values, reference).reduce(0) {
    let difference = abs(Double($1.0) - $1.1)
    return difference.isNaN ? .infinity : max($0, difference)
  }
  #expect(worst <= error * scale, sourceLocation: sourceLocation)
}

/// Numbers in -1..<1, the same in each run.
struct Numbers {
  private var state: UInt64

  init(seed: Int) { state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 &+ 1 }

  mutating func next() -> Float {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Float(state >> 40) / Float(1 << 23) - 1
  }

  mutating func next(_ count: Int) -> [Float] { (0..<count).map { _ in next() } }
}
