import Testing

@testable import Tensors

/// Weights that are prepared once for several convolutions give the same bits, until they change.
@Suite struct PreparedWeightsTests {
  private let x = withSeed(1) { Tensor.randn([1, 32, 14, 14]) }

  private func weights() -> Tensor { withSeed(2) { Tensor.randn([48, 32, 3, 3]) } }

  private func convolved(_ weight: Tensor, groups: Int = 1) -> [Float] {
    conv2d(x, weight, padding: 1, groups: groups).scalars
  }

  private func isPrepared(_ weight: Tensor) -> Bool {
    weight.data.useAsWeights.withLock { if case .prepared = $0 { true } else { false } }
  }

  @Test func fromTheSecondUseOnWithTheSameBits() {
    let weight = weights()
    let first = convolved(weight)
    #expect(!isPrepared(weight))
    #expect(convolved(weight) == first)
    #expect(isPrepared(weight))
    #expect(convolved(weight) == first)
  }

  @Test func changesInPlaceAreSeen() {
    var weight = weights()
    for _ in 0..<2 { _ = convolved(weight) }
    weight[0] = Tensor.ones([32, 3, 3])
    #expect(!isPrepared(weight))
    let expected = convolved(Tensor(weight.scalars, shape: weight.shape))
    for _ in 0..<3 { #expect(convolved(weight) == expected) }
    weight.withUnsafeMutableScalars { $0[0] += 1 }
    #expect(convolved(weight) == convolved(Tensor(weight.scalars, shape: weight.shape)))
  }

  @Test func aCopyThatChangesLeavesTheOriginalPrepared() {
    let weight = weights()
    var copy = weight
    let expected = convolved(weight)
    for _ in 0..<2 { _ = convolved(weight) }
    copy[0] = Tensor.ones([32, 3, 3])
    #expect(isPrepared(weight))
    #expect(!isPrepared(copy))
    #expect(convolved(weight) == expected)
    #expect(convolved(copy) != expected)
  }

  @Test func numbersOfGroupsAreToldApart() {
    let weight = withSeed(3) { Tensor.randn([96, 32, 3, 3]) }
    let wide = withSeed(4) { Tensor.randn([1, 64, 14, 14]) }
    func both() -> [Float] {
      convolved(weight) + conv2d(wide, weight, padding: 1, groups: 2).scalars
    }
    let first =
      conv2d(x, Tensor(weight.scalars, shape: weight.shape), padding: 1).scalars
      + conv2d(wide, Tensor(weight.scalars, shape: weight.shape), padding: 1, groups: 2).scalars
    for _ in 0..<3 { #expect(both() == first) }
    #expect(isPrepared(weight))
  }
}
