import Foundation
import Tensors
import Testing

/// Random numbers follow from their seed and have the distribution that their name says.
@Suite struct RandomnessTests {
  @Test func equalSeedsGiveEqualNumbers() {
    func draw() -> [Tensor] {
      [
        .rand([7]), .randn([3, 5]), .randint([9], in: 0..<100), .randperm(20),
        dropout(.ones([50])),
      ]
    }
    let first = withSeed(42, draw)
    #expect(withSeed(42, draw) == first)
    let other = withSeed(43, draw)
    for (a, b) in zip(first, other) { #expect((a != b) as Bool) }
  }

  @Test func eachOperationOfAScopeDrawsItsOwnNumbers() {
    let (a, b) = withSeed(1) { (Tensor.rand([8]), Tensor.rand([8])) }
    #expect((a != b) as Bool)
    #expect((Tensor.rand([8]) != Tensor.rand([8])) as Bool)
  }

  @Test func numbersDoNotDependOnHowManyFollow() {
    let few = withSeed(3) { Tensor.randn([5]) }
    let many = withSeed(3) { Tensor.randn([100_000]) }
    #expect(many[..<5].scalars == few.scalars)
  }

  /// Of n numbers, the mean is off by more than five standard errors once in two million cases.
  @Test func momentsOfTheUniformDistribution() {
    let n = 1_000_000
    let x = withSeed(7) { Tensor.rand([n], in: -1..<3) }
    #expect(x.min().scalar >= -1)
    #expect(x.max().scalar < 3)
    #expect(abs(x.mean().scalar - 1) < 5 * 4 / Float(12 * n).squareRoot())
    #expect(abs(x.variance().scalar - 16.0 / 12) < 0.01)
    // Neighbours are not correlated.
    let centered = x - 1
    let correlation = (centered[..<(n - 1)] * centered[1...]).mean() / x.variance()
    #expect(abs(correlation.scalar) < 5 / Float(n).squareRoot())
  }

  @Test func momentsOfTheNormalDistribution() {
    let n = 1_000_000
    let x = withSeed(8) { Tensor.randn([n], mean: 2, standardDeviation: 3) }
    let z = (x - 2) / 3
    let error = 5 / Float(n).squareRoot()
    #expect(abs(z.mean().scalar) < error)
    #expect(abs(square(z).mean().scalar - 1) < error * Float(2).squareRoot())
    #expect(abs(pow(z, 3).mean().scalar) < error * Float(15).squareRoot())
    #expect(abs(pow(z, 4).mean().scalar - 3) < error * Float(96).squareRoot())
    // The distribution function at some places, where the part of the numbers below is known.
    for (place, part): (Float, Float) in [(-2, 0.02275), (-1, 0.15866), (0, 0.5), (1.5, 0.93319)] {
      let below = (z .< place).sum().scalar / Float(n)
      #expect(abs(below - part) < error / 2)
    }
  }

  @Test func wholeNumbersAreEquallyLikely() {
    let x = withSeed(9) { Tensor.randint([60_000], in: -2..<4) }
    for number in -2..<4 {
      let count = (x .== Float(number)).sum().scalar
      #expect(abs(count - 10_000) < 5 * Float(60_000 * 5 / 36).squareRoot())
    }
    let permutation = withSeed(10) { Tensor.randperm(1000) }
    #expect(permutation.int32Scalars.sorted() == Array(0..<1000))
    #expect(permutation.int32Scalars != Array(0..<1000))
  }

  @Test func dropoutScalesWhatItKeeps() {
    let n = 100_000
    let x = Tensor.full([n], 3).requiringGradient()
    let y = withSeed(11) { dropout(x, probability: 0.25) }
    let isKept = (y .!= 0).asType(.float32)
    #expect(abs(isKept.mean().scalar - 0.75) < 5 * Float(0.25 * 0.75 / Float(n)).squareRoot())
    #expect((y == isKept * 4) as Bool)
    // The gradient goes where the values went.
    let dx = gradient(of: y.sum(), withRespectTo: x)
    #expect(dx.isClose(to: isKept / 0.75))
  }

  @Test func dropoutOfAllOrNothing() {
    let x = Tensor.arange(1, 100)
    #expect((dropout(x, probability: 0) == x) as Bool)
    #expect((dropout(x, probability: 1) == .zeros([99])) as Bool)
    #expect(dropout(.zeros([0, 3])).shape == [0, 3])
  }

  @Test func emptyTensorsHaveNoNumbers() {
    #expect(Tensor.rand([0]).scalars == [])
    #expect(Tensor.randn([2, 0]).scalars == [])
    #expect(Tensor.randint([0], in: 0..<1).int32Scalars == [])
    #expect(Tensor.randperm(0).int32Scalars == [])
  }
}
