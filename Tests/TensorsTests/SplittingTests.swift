import Tensors
import Testing

/// Operations with several outputs: gradients come back through all of them at once.
@Suite struct SplittingTests {
  @Test func partsThatNobodyUsesHaveNoGradient() {
    let x = Tensor.arange(0, 5).requiringGradient()
    let parts = x.split(into: 2)
    #expect(parts.map(\.shape) == [[2], [2], [1]])
    let result = (parts[0] * parts[0]).sum() + parts[2].sum()
    #expect(gradient(of: result, withRespectTo: x).scalars == [0, 2, 0, 0, 1])
  }

  @Test func partsDifferentiateTwice() {
    let x = Tensor([[1, 2], [3, 4]]).requiringGradient()
    let columns = x.unstacked(dim: 1)
    let result = (columns[0] * columns[0] * columns[1]).sum()
    let first = gradient(of: result, withRespectTo: x, createGraph: true)
    #expect(first == Tensor([[4, 1], [24, 9]]))
    #expect(gradient(of: first.sum(), withRespectTo: x) == Tensor([[6, 2], [14, 6]]))
  }

  @Test func aGraphOfPartsCanBeUsedAgain() {
    let x = Tensor([1, 2]).requiringGradient()
    let parts = x.unstacked()
    let (sum, product) = (parts[0] + parts[1], parts[0] * parts[1])
    #expect(gradient(of: sum, withRespectTo: x, retainGraph: true).scalars == [1, 1])
    #expect(gradient(of: product, withRespectTo: x).scalars == [2, 1])
  }

  @Test func longGraphsOfPartsAreReleasedWithoutRecursion() {
    var x = Tensor([1, 2]).requiringGradient()
    for _ in 0..<50_000 { x = Tensor.concatenate(x.split(into: 1).reversed()) }
    #expect(x.scalars == [1, 2])
  }
}
