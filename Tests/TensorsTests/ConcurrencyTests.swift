import Foundation
import Tensors
import Testing

/// Threads may work on tensors side by side.
@Suite struct ConcurrencyTests {
  private func gradientOfProducts(_ seed: UInt64) -> Tensor {
    let (x, weight) = withSeed(seed) {
      (Tensor.randn([20, 30]), Tensor.randn([30, 10]).requiringGradient())
    }
    return gradient(of: tanh(matmul(x, weight)).sum(), withRespectTo: weight)
  }

  @Test func separateGraphsOnSeveralThreads() async {
    let expected = (0..<8).map { gradientOfProducts($0) }
    for _ in 0..<20 {
      let results = await withTaskGroup(of: (Int, Tensor).self) { group in
        for seed in 0..<8 { group.addTask { (seed, gradientOfProducts(UInt64(seed))) } }
        var results = [Tensor](repeating: Tensor(0), count: 8)
        for await (seed, result) in group { results[seed] = result }
        return results
      }
      #expect(results == expected)
    }
  }

  @Test func aGraphOfAnotherThread() throws {
    let x = Tensor([1, 2, 3]).requiringGradient()
    let built = Locked<Tensor>()
    let thread = Thread { built.value = square(x).sum() }
    thread.start()
    while !thread.isFinished { Thread.sleep(forTimeInterval: 0.001) }
    #expect(gradient(of: try #require(built.value), withRespectTo: x).scalars == [2, 4, 6])
  }

  @Test func gradientModeIsThatOfAThread() {
    let x = Tensor(2).requiringGradient()
    noGrad {
      let elsewhere = Locked<Bool>()
      let thread = Thread { elsewhere.value = (x * x).requiresGradient }
      thread.start()
      while !thread.isFinished { Thread.sleep(forTimeInterval: 0.001) }
      #expect(elsewhere.value == true)
      #expect(!(x * x).requiresGradient)
    }
  }

  @Test func severalThreadsReadAnUnreadConvolution() async {
    let (x, weight) = withSeed(1) { (Tensor.randn([1, 3, 20, 20]), Tensor.randn([8, 3, 3, 3])) }
    let expected = relu(conv2d(x, weight)).copied
    for _ in 0..<50 {
      let convolved = conv2d(x, weight)
      let isEqual = await withTaskGroup(of: Bool.self) { group in
        for _ in 0..<4 { group.addTask { (relu(convolved) == expected) as Bool } }
        for _ in 0..<2 { group.addTask { convolved.scalars.count == expected.count } }
        return await group.reduce(true) { $0 && $1 }
      }
      #expect(isEqual)
    }
  }

  @Test func noGradEndsWithItsBody() {
    struct Failure: Error {}
    let x = Tensor(1).requiringGradient()
    #expect(throws: Failure.self) { try noGrad { throw Failure() } }
    #expect((x * 2).requiresGradient)
    noGrad {
      #expect(!(x * 2).requiresGradient)
      enableGrad { #expect((x * 2).requiresGradient) }
      #expect(throws: Failure.self) { try enableGrad { throw Failure() } }
      #expect(!(x * 2).requiresGradient)
    }
    #expect((x * 2).requiresGradient)
  }
}

/// A value that threads hand each other.
private final class Locked<Value>: @unchecked Sendable {
  private let lock = NSLock()
  private var stored: Value?

  var value: Value? {
    get { lock.withLock { stored } }
    set { lock.withLock { stored = newValue } }
  }
}
