import Testing

@testable import Tensors

/// What passes through graphs do, whatever the operations.
@Suite struct DifferentiationTests {
  @Test func gradientsOfIntermediateResults() {
    let x = Tensor([1, 2]).requiringGradient()
    let squares = square(x)
    let result = (squares * 3).sum()
    let both = gradients(of: result, withRespectTo: [squares, x])
    #expect(both[0].scalars == [3, 3])
    #expect(both[1].scalars == [6, 12])
  }

  @Test func onlyWhatIsAskedForIsComputed() {
    var isComputed = false
    let (x, other) = (Tensor(2).requiringGradient(), Tensor(3).requiringGradient())
    let branch = (other * 2).detached().differentiable(other) { gradient in
      isComputed = true
      return gradient * 2
    }
    #expect(gradient(of: x * branch, withRespectTo: x).scalar == 6)
    #expect(!isComputed)
    #expect(gradient(of: x * branch, withRespectTo: other).scalar == 4)
    #expect(isComputed)
  }

  @Test func whatLiesBelowATargetMayBeGone() {
    let x = Tensor([1, 2]).requiringGradient()
    let squares = square(x)
    squares.sum().backward()
    #expect(gradient(of: (squares * 3).sum(), withRespectTo: squares).scalars == [3, 3])
  }

  @Test func gradientsOfAndThroughParts() {
    let x = Tensor([1, 2, 3, 4]).requiringGradient()
    let parts = square(x).split(into: 2)
    let result = (parts[1] * 3).sum()
    let both = gradients(of: result, withRespectTo: [parts[1], x], retainGraph: true)
    #expect(both[0].scalars == [3, 3])
    #expect(both[1].scalars == [0, 0, 18, 24])
    #expect(gradient(of: result, withRespectTo: parts[1]).scalars == [3, 3])
    #expect(gradient(of: parts[0].sum(), withRespectTo: x).scalars == [2, 4, 0, 0])
  }

  @Test func pathsThatMeetAreGoneThroughOnce() {
    let x = Tensor(1).requiringGradient()
    var results = [x]
    for _ in 0..<200 { results.append(results.last! * 0.5 + results.last! * 0.5) }
    let found = gradients(of: results.last!, withRespectTo: results)
    #expect(found.allSatisfy { $0.scalar == 1 })
  }

  @Test func independentResultsHaveZeroGradients() {
    let (x, y) = (Tensor([1, 2]).requiringGradient(), Tensor([3, 4]).requiringGradient())
    #expect(gradient(of: x.sum(), withRespectTo: y).scalars == [0, 0])
    #expect(gradient(of: Tensor(1), withRespectTo: y).scalars == [0, 0])
    #expect(gradient(of: x.detached().sum() + y.sum(), withRespectTo: x).scalars == [0, 0])
  }

  @Test func leavesAccumulate() {
    let leaf = LeafNode()
    let x = Tensor([1, 2]).attached(to: leaf)
    square(x).sum().backward()
    #expect(leaf.gradient?.scalars == [2, 4])
    let first = leaf.gradient
    (x * 10).sum().backward()
    #expect(leaf.gradient?.scalars == [12, 14])
    // The gradient that somebody holds stays as it was.
    #expect(first?.scalars == [2, 4])
    // Asking for a gradient leaves those of leaves alone.
    _ = gradient(of: square(x).sum(), withRespectTo: x)
    #expect(leaf.gradient?.scalars == [12, 14])
  }

  @Test func aGraphIsKeptOnRequest() {
    let x = Tensor([1, 2]).requiringGradient()
    let result = square(x).sum()
    for _ in 0..<3 {
      #expect(gradient(of: result, withRespectTo: x, retainGraph: true).scalars == [2, 4])
    }
  }

  @Test func thirdDerivatives() {
    let x = Tensor([0.5, -1]).requiringGradient()
    var derivative = pow(x, 4)
    for _ in 0..<3 {
      derivative = gradient(of: derivative.sum(), withRespectTo: x, createGraph: true)
    }
    #expect(derivative.isClose(to: Tensor([12, -24])))
  }

  @Test func theGraphOfAResultIsReleasedWithIt() {
    weak var output: TensorData?
    do {
      let x = Tensor.zeros([4]).requiringGradient()
      let result = exp(x)
      output = result.data
      _ = square(result)
    }
    #expect(output == nil)
  }

  @Test func outputsThatNoGradientNeedsAreLetGo() {
    let weight = Tensor.ones([3, 3]).requiringGradient()
    weak var product: TensorData?
    func rectified() -> Tensor {
      let y = matmul(.ones([2, 3]), weight) + 1
      product = y.data
      return relu(y)
    }
    let result = rectified()
    #expect(product == nil)
    #expect(
      gradient(of: result.sum(), withRespectTo: weight).scalars == Array(repeating: 2, count: 9))
  }

  @Test func gradientsOfZeroSizedTensors() {
    let x = Tensor.zeros([0, 3]).requiringGradient()
    let weight = Tensor.ones([2, 3]).requiringGradient()
    let result = linear(x, weight).sum()
    let both = gradients(of: result, withRespectTo: [x, weight])
    #expect(both[0].shape == [0, 3])
    #expect((both[1] == .zeros([2, 3])) as Bool)
  }

  @Test func normsHaveNoSlopeAtZero() {
    let x = Tensor([[0, 0], [3, 4]]).requiringGradient()
    let norms = x.norm(dim: 1)
    #expect(norms.scalars == [0, 5])
    let dx = gradient(of: norms.sum(), withRespectTo: x)
    #expect(dx.isClose(to: Tensor([[0, 0], [0.6, 0.8]])))
  }
}
