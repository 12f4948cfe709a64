import Tensors
import Testing

/// `parallelMap` does what `map` does, whatever the threads do.
@Suite struct ParallelMapTests {
  private struct Failure: Error, Equatable { let index: Int }

  @Test(arguments: [0, 1, 2, 7, 500])
  func resultsAreInTheOrderOfTheElements(_ count: Int) {
    #expect((0..<count).parallelMap { $0 * $0 } == (0..<count).map { $0 * $0 })
  }

  @Test func theFirstFailureIsThrown() {
    for _ in 0..<100 {
      #expect(throws: Failure(index: 3)) {
        try (0..<20).parallelMap { (index) throws(Failure) in
          if index >= 3 { throw Failure(index: index) }
        }
      }
    }
  }

  @Test func trainingsInsideGiveTheBitsOfTrainingsOneByOne() {
    @Sendable func trained(_ seed: UInt64) -> Tensor {
      withSeed(seed) {
        let x = Tensor.randn([20, 30])
        var weight = Tensor.randn([30, 10])
        for _ in 0..<20 {
          let variable = weight.requiringGradient()
          weight -= 0.1 * gradient(of: tanh(matmul(x, variable)).sum(), withRespectTo: variable)
        }
        return weight
      }
    }
    #expect((UInt64(0)..<50).parallelMap(trained) == (UInt64(0)..<50).map(trained))
  }

  @Test func randomNumbersFollowFromTheSeedAroundIt() {
    func drawn(_ seed: UInt64) -> [Tensor] {
      withSeed(seed) {
        (0..<50).parallelMap { _ in Tensor.randn([3]) + Tensor.randn([3]) } + [Tensor.randn([3])]
      }
    }
    let first = drawn(1)
    #expect(Set(first.map(\.scalars)).count == first.count)
    for _ in 0..<20 { #expect(drawn(1) == first) }
    #expect(drawn(2) != first)
  }

  @Test func gradientModeIsThatOfTheCaller() {
    let x = Tensor(2).requiringGradient()
    #expect((0..<20).parallelMap { _ in (x * x).requiresGradient }.allSatisfy { $0 })
    noGrad { #expect((0..<20).parallelMap { _ in !(x * x).requiresGradient }.allSatisfy { $0 }) }
  }

  @Test func operationsOfAllThreadsAreCounted() {
    let x = Tensor.ones([100])
    for _ in 0..<20 {
      let count = countOperations { _ = (0..<30).parallelMap { _ in (x + x).scalars } }
      #expect(count.additions == 3_000)
    }
  }

  @Test func callsInsideOfCalls() {
    let sums = (0..<10).parallelMap { outer in (0..<10).parallelMap { outer * 10 + $0 } }
    #expect(sums.flatMap(\.self) == Array(0..<100))
  }
}
