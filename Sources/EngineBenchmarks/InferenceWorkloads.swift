import DeepLearning

/// Batch, input and output channels, height and width, side of the kernel.
private typealias ConvolutionCase = (Int, Int, Int, Int, Int)

private let convolutionCases: [ConvolutionCase] = [
  (32, 16, 32, 28, 3), (8, 64, 64, 56, 3), (1, 256, 256, 14, 3),
]

/// The three passes of single convolutions.
let convolutionWorkloads: [String: Workload] = Dictionary(
  uniqueKeysWithValues: convolutionCases.flatMap { batch, inputs, outputs, side, kernel in
    let name = "\(batch)x\(inputs)x\(outputs)x\(side)x\(kernel)"
    let forward: Workload = {
      let x = Tensor.randn([batch, inputs, side, side])
      let weight = Tensor.randn([outputs, inputs, kernel, kernel])
      let bias = Tensor.randn([outputs])
      // Reading an element makes the convolution happen.
      return { _ = conv2d(x, weight, bias, padding: kernel / 2)[0, 0, 0, 0].scalar }
    }
    let backwardData: Workload = {
      let x = Tensor.randn([batch, inputs, side, side]).requiringGradient()
      let weight = Tensor.randn([outputs, inputs, kernel, kernel])
      return backward(of: conv2d(x, weight, padding: kernel / 2), to: [x])
    }
    let backwardWeights: Workload = {
      let x = Tensor.randn([batch, inputs, side, side])
      let weight = Tensor.randn([outputs, inputs, kernel, kernel]).requiringGradient()
      let bias = Tensor.randn([outputs]).requiringGradient()
      return backward(of: conv2d(x, weight, bias, padding: kernel / 2), to: [weight, bias])
    }
    return [
      ("conv-forward-\(name)", forward), ("conv-backward-data-\(name)", backwardData),
      ("conv-backward-weights-\(name)", backwardWeights),
    ]
  })

private func backward(of output: Tensor, to inputs: [Tensor]) -> () -> Void {
  let gradient = Tensor.randn(output.shape)
  return {
    _ = gradients(of: output, withRespectTo: inputs, gradient: gradient, retainGraph: true)
  }
}

let inferenceWorkloads: [String: Workload] = [
  "resnet50": { inference(.resnet50()) },
  "resnet152": { inference(.resnet152()) },
]

private func inference(_ network: ResNet) -> () -> Void {
  network.eval()
  let image = Tensor.randn([1, 3, 224, 224])
  return { noGrad { _ = network(image) } }
}
