import Tensors
import Testing

/// The first things that anyone tries.
@Suite struct TensorTests {
  @Test func arithmeticBroadcasts() {
    let x = Tensor([[1, 2], [3, 4]])
    #expect((x + Tensor([10, 20])).scalars == [11, 22, 13, 24])
    #expect((x * 2 - 1).scalars == [1, 3, 5, 7])
    #expect((x / Tensor([[1], [2]])).scalars == [1, 2, 1.5, 2])
  }

  @Test func copiesDoNotChange() {
    let x = Tensor([[1, 2], [3, 4]])
    var y = x
    y[0, 1] = Tensor(7)
    #expect(x.scalars == [1, 2, 3, 4])
    #expect(y.scalars == [1, 7, 3, 4])
    let row = y[1]
    y[1] = Tensor([5, 6])
    #expect(row.scalars == [3, 4])
    #expect(y.scalars == [1, 7, 5, 6])
  }

  @Test func viewsReadWithoutACopy() {
    let x = Tensor.arange(0, 24).reshaped(2, 3, 4)
    #expect(x.transposed()[1, 2].scalars == [14, 18, 22])
    #expect(x.permuted(2, 0, 1)[3].scalars == [3, 7, 11, 15, 19, 23])
    #expect(x[.all, 1..<3, .every(2)].scalars == [4, 6, 8, 10, 16, 18, 20, 22])
    #expect(x[-1, .newAxis, 0].shape == [1, 4])
  }

  @Test func productsOfMatrices() {
    let a = Tensor.arange(0, 6).reshaped(2, 3)
    let b = Tensor.arange(0, 6).reshaped(3, 2)
    #expect(matmul(a, b).scalars == [10, 13, 28, 40])
    #expect(matmul(a, a.transposed()).scalars == [5, 14, 14, 50])
    #expect(einsum("ij,kj->ik", a, a) == matmul(a, a.transposed()))
  }

  @Test func gradientsOfGradients() {
    let x = Tensor(3).requiringGradient()
    let y = x * x * x
    let first = gradient(of: y, withRespectTo: x, createGraph: true)
    #expect(first.scalar == 27)
    #expect(gradient(of: first, withRespectTo: x).scalar == 18)
  }

  @Test func longGraphsAreReleasedWithoutRecursion() {
    var x = Tensor(1).requiringGradient()
    for _ in 0..<200_000 { x = x + 1 }
    #expect(x.scalar == 200_001)
  }

  @Test func randomnessFollowsFromTheSeed() {
    let a = withSeed(1) { Tensor.randn([4]) }
    #expect(withSeed(1) { Tensor.randn([4]) } == a)
    #expect(withSeed(2) { Tensor.randn([4]) } != a)
  }

  @Test func printsAsNumPyDoes() {
    #expect(Tensor([[1, 2.5], [3, 4]]).description == "[[1.  2.5]\n [3.  4. ]]")
  }
}
