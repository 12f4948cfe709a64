import Tensors
import Testing

/// Pooling by halves and what is fused with it agree with the general case.
@Suite struct PoolingTests {
  @Test(arguments: [[1, 2, 2], [6, 28, 28], [5, 14, 14], [2, 19, 37], [3, 5, 64]])
  func halvingEqualsLoops(dimensions: [Int]) {
    let (planes, height, width) = (dimensions[0], dimensions[1], dimensions[2])
    let x = withSeed(1) { Tensor.randn([1, planes, height, width]) }.requiringGradient()
    let pooled = maxPool2d(x, kernelSize: 2)
    let outer = withSeed(2) { Tensor.randn(pooled.shape) }
    let dx = gradient(of: (pooled * outer).sum(), withRespectTo: x)

    let (elements, outerElements) = (x.scalars, outer.scalars)
    var expected: [Float] = []
    var expectedGradient = [Float](repeating: 0, count: elements.count)
    for plane in 0..<planes {
      for row in 0..<height / 2 {
        for column in 0..<width / 2 {
          let corner = (plane * height + 2 * row) * width + 2 * column
          let window = [corner, corner + 1, corner + width, corner + width + 1]
          let best = window.max { elements[$0] < elements[$1] }!
          expectedGradient[best] = outerElements[expected.count]
          expected.append(elements[best])
        }
      }
    }
    #expect((pooled.scalars == expected) as Bool)
    #expect((dx.scalars == expectedGradient) as Bool)
  }

  @Test func reluBeforePoolingPassesTheSameGradient() {
    let x = withSeed(3) { Tensor.randn([2, 3, 10, 10]) }
    func gradientOfInput(throughRelu: (Tensor) -> Tensor) -> Tensor {
      let variable = x.requiringGradient()
      let pooled = maxPool2d(throughRelu(variable), kernelSize: 2)
      return gradient(of: (pooled * pooled).sum(), withRespectTo: variable)
    }
    let fused = gradientOfInput { relu($0) }
    let separate = gradientOfInput { maximum($0, .zeros([])) }
    #expect((fused == separate) as Bool)
  }

  @Test func theReluBeforePoolingHasAGradientToo() {
    let x = Tensor([-1, 2, 3, 4], shape: [1, 1, 2, 2]).requiringGradient()
    let rectified = relu(x)
    let pooled = maxPool2d(rectified, kernelSize: 2)
    #expect(gradient(of: pooled, withRespectTo: rectified).scalars == [0, 0, 0, 1])
  }
}
