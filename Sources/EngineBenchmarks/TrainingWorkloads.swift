import DeepLearning

let trainingWorkloads: [String: Workload] = [
  "mlp-adam-64": {
    let model = perceptron()
    return trainingStep(model, Adam(model.parameters, learningRate: 1e-3), [64, 784])
  },
  "mlp-sgd-128": {
    let model = perceptron()
    return trainingStep(
      model, SGD(model.parameters, learningRate: 1e-2, momentum: 0.9), [128, 784])
  },
  "cnn-sgd-64": {
    let model = SmallCNN()
    return trainingStep(
      model, SGD(model.parameters, learningRate: 1e-2, momentum: 0.9), [64, 1, 28, 28])
  },
  "lstm-32x64x128": lstm,
  "gan-64": ganStep,
  "chain-1000": chain,
]

@Sendable private func perceptron() -> Sequential {
  Sequential {
    Linear(784, 512)
    ReLU()
    Linear(512, 256)
    ReLU()
    Linear(256, 10)
  }
}

private final class SmallCNN: Module {
  let conv1 = Conv2d(1, 16, kernelSize: 5, padding: 2)
  let conv2 = Conv2d(16, 32, kernelSize: 3, padding: 1)
  let hidden = Linear(32 * 7 * 7, 128)
  let output = Linear(128, 10)

  func forward(_ x: Tensor) -> Tensor {
    let first = maxPool2d(relu(conv1(x)), kernelSize: 2)
    let second = maxPool2d(relu(conv2(first)), kernelSize: 2)
    return output(relu(hidden(second.flattened(from: 1))))
  }
}

@Sendable private func trainingStep(
  _ model: some Layer, _ optimizer: some Optimizer, _ inputShape: Shape
) -> () -> Void {
  let x = Tensor.randn(inputShape)
  let labels = Tensor((0..<inputShape[0]).map { Int32($0 * 7 % 10) })
  return {
    optimizer.zeroGrad()
    let loss = crossEntropy(model(x), labels)
    loss.backward()
    optimizer.step()
  }
}

@Sendable private func lstm() -> () -> Void {
  let layer = LSTM(128, 128)
  let x = Tensor.randn([64, 32, 128]).requiringGradient()
  let gradient = Tensor.randn([64, 32, 128])
  let parameters = layer.parameters
  return {
    for parameter in parameters { parameter.grad = nil }
    let output = layer(x).output
    output.backward(gradient: gradient)
  }
}

/// One step of both networks of a GAN on 784 pixels: the discriminator on real and generated
/// pictures, then the generator through the discriminator.
@Sendable private func ganStep() -> () -> Void {
  let generator = Sequential {
    Linear(64, 256)
    ReLU()
    Linear(256, 512)
    ReLU()
    Linear(512, 784)
    Tanh()
  }
  let discriminator = Sequential {
    Linear(784, 512)
    LeakyReLU(0.2)
    Linear(512, 256)
    LeakyReLU(0.2)
    Linear(256, 1)
  }
  let generatorOptimizer = Adam(generator.parameters, learningRate: 2e-4, betas: (0.5, 0.999))
  let discriminatorOptimizer = Adam(
    discriminator.parameters, learningRate: 2e-4, betas: (0.5, 0.999))
  let real = Tensor.randn([64, 784])
  let noise = Tensor.randn([64, 64])
  let (ones, zeros) = (Tensor.ones([64, 1]), Tensor.zeros([64, 1]))
  return {
    let fake = generator(noise)
    discriminatorOptimizer.zeroGrad()
    let loss =
      binaryCrossEntropyWithLogits(discriminator(real), ones)
      + binaryCrossEntropyWithLogits(discriminator(fake.detached()), zeros)
    loss.backward()
    discriminatorOptimizer.step()

    generatorOptimizer.zeroGrad()
    binaryCrossEntropyWithLogits(discriminator(fake), ones).backward()
    generatorOptimizer.step()
  }
}

/// 1,000 operations on 64 elements one after another, forward and backward.
@Sendable private func chain() -> () -> Void {
  let start = Tensor.randn([64]).requiringGradient()
  let (scale, offset) = (Tensor.rand([64]), Tensor.rand([64]))
  return {
    var x = start
    for _ in 0..<250 { x = relu(x * scale + offset) - offset }
    _ = gradient(of: x.sum(), withRespectTo: start)
  }
}
