import Testing

@testable import Tensors

/// What follows a convolution that nobody has read gives the same bits as one step after the other.
@Suite struct DeferredConvolutionTests {
  private let x = withSeed(1) { Tensor.randn([2, 5, 9, 7]) }
  private let weight = withSeed(2) { Tensor.randn([6, 5, 3, 3]) }
  private let channels = withSeed(3) { (0..<4).map { _ in Tensor.rand([6], in: 0.5..<2) } }
  private let shortcut = withSeed(4) { Tensor.randn([2, 6, 9, 7]) }

  private func block(reading: Bool) -> Tensor {
    func step(_ tensor: Tensor) -> Tensor {
      if reading { _ = tensor.scalars }
      return tensor
    }
    let convolved = step(conv2d(x, weight, padding: 1))
    let normalized = step(
      batchNorm(
        convolved, mean: channels[0], variance: channels[1], weight: channels[2],
        bias: channels[3]))
    return relu(step(shortcut + normalized))
  }

  @Test func fusedEqualsStepByStep() {
    let deferred = block(reading: false)
    #expect(deferred.data.pending is DeferredConvolution)
    #expect((deferred == block(reading: true)) as Bool)
  }

  @Test func unreadResultsKeepTheValuesOfTheirTime() {
    var weights = weight
    let deferred = conv2d(x, weights, padding: 1)
    let expected = conv2d(x, weight, padding: 1).scalars
    weights[0] = Tensor.zeros([5, 3, 3])
    #expect(deferred.scalars == expected)
  }

  @Test func gradientsFlowThroughUnreadConvolutions() {
    func gradientOfWeight(reading: Bool) -> Tensor {
      let variable = weight.requiringGradient()
      let convolved = conv2d(x, variable, padding: 1)
      if reading { _ = convolved.scalars }
      let result = (relu(convolved + shortcut) * shortcut).sum()
      return gradient(of: result, withRespectTo: variable)
    }
    #expect((gradientOfWeight(reading: false) == gradientOfWeight(reading: true)) as Bool)
  }

  @Test func whatIsHeldIsComputedOnceForBoth() {
    let convolved = conv2d(x, weight, padding: 1)
    let rectified = relu(convolved)
    _ = rectified.scalars
    #expect(convolved.data.pending == nil)
    #expect((rectified == relu(conv2d(x, weight, padding: 1))) as Bool)
  }
}
