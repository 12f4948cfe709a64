import Networks
import Tensors
import Testing

/// Outputs of layers, and gradients of their inputs and parameters, as PyTorch gives them.
struct LayerValueTests {
  @Test func valuesAndGradientsEqualPyTorch() throws {
    let cases = try fixture("layers.json", as: [LayerFixture].self)
    #expect(Set(cases.map(\.name)) == Set(testedLayers.keys))
    for fixture in cases {
      let makeLayer = try #require(testedLayers[fixture.name])
      let tested = makeLayer()
      // Names and shapes are checked: they must be PyTorch's.
      try tested.module.load(fixture.state.mapValues(\.tensor))
      if fixture.name.hasSuffix("at inference") { tested.module.eval() }
      let inputs = tested.convert(fixture.inputs.map(\.tensor))
      let outputs = tested.run(inputs)
      for (output, expected) in zip(outputs, fixture.outputs) {
        expectClose(output, expected, "\(fixture.name)")
      }
      try checkGradients(fixture, tested, inputs, outputs)
    }
  }

  private func checkGradients(
    _ fixture: LayerFixture, _ tested: TestedLayer, _ inputs: [Tensor], _ outputs: [Tensor]
  ) throws {
    let loss = zip(outputs, fixture.outputGradients).map { ($0 * $1.tensor).sum() }
      .reduce(Tensor(0)) { $0 + $1 }
    guard loss.requiresGradient else { return }
    let variables = inputs.filter(\.requiresGradient)
    let found = gradients(of: loss, withRespectTo: variables, retainGraph: true)
    for (gradient, expected) in zip(found, fixture.inputGradients) {
      expectClose(gradient, expected, "\(fixture.name)")
    }
    loss.backward()
    let parameters = tested.module.namedParameters.map(\.parameter)
    let names = tested.module.stateDictionary.map(\.name)
      .filter { fixture.parameterGradients[$0] != nil }
    #expect(names.count == parameters.count)
    for (name, parameter) in zip(names, parameters) {
      expectClose(
        parameter.grad, try #require(fixture.parameterGradients[name]), tolerance: 1e-5,
        "\(fixture.name): \(name)")
    }
    let state = Dictionary(uniqueKeysWithValues: tested.module.stateDictionary.map { ($0, $1) })
    for (name, buffer) in fixture.buffersAfter {
      expectClose(state[name], buffer, "\(fixture.name): \(name)")
    }
  }
}

private struct LayerFixture: Decodable {
  let name: String
  let state: [String: TensorFixture]
  let inputs, outputs, outputGradients, inputGradients: [TensorFixture]
  let parameterGradients, buffersAfter: [String: TensorFixture]
}

/// A layer, and how it is called in a fixture.
private struct TestedLayer {
  let module: any Module
  /// What each input is; the last one stands for those behind it.
  let kinds: [InputKind]
  let run: ([Tensor]) -> [Tensor]

  init(_ module: any Module, _ kinds: InputKind..., run: @escaping ([Tensor]) -> [Tensor]) {
    self.module = module
    self.kinds = kinds
    self.run = run
  }

  func convert(_ inputs: [Tensor]) -> [Tensor] {
    inputs.enumerated().map { kinds[min($0, kinds.count - 1)].convert($1) }
  }
}

private enum InputKind {
  case variable, constant, indices, mask

  func convert(_ input: Tensor) -> Tensor {
    switch self {
    case .variable: input.requiringGradient()
    case .constant: input
    case .indices: input.asType(.int32)
    case .mask: input.asType(.bool)
    }
  }
}

private func layer(_ module: some Layer) -> TestedLayer {
  TestedLayer(module, .variable) { [module($0[0])] }
}

private func embedding(_ module: Embedding) -> TestedLayer {
  TestedLayer(module, .indices) { [module($0[0])] }
}

private func recurrent(_ module: RNN) -> TestedLayer {
  TestedLayer(module, .variable) { inputs in
    let (output, state) = module(inputs[0], inputs.count > 1 ? inputs[1] : nil)
    return [output, state]
  }
}

private func recurrent(_ module: GRU) -> TestedLayer {
  TestedLayer(module, .variable) { inputs in
    let (output, state) = module(inputs[0], inputs.count > 1 ? inputs[1] : nil)
    return [output, state]
  }
}

private func recurrent(_ module: LSTM) -> TestedLayer {
  TestedLayer(module, .variable) { inputs in
    let first = inputs.count > 1 ? LSTMState(hidden: inputs[1], cell: inputs[2]) : nil
    let (output, state) = module(inputs[0], first)
    return [output, state.hidden, state.cell]
  }
}

private func attention(_ module: MultiheadAttention) -> TestedLayer {
  TestedLayer(module, .variable) { inputs in
    let (output, weights) = module(inputs[0], inputs[1], inputs[2])
    return [output, weights]
  }
}

/// Every case of `layers.json`.
private let testedLayers: [String: @Sendable () -> TestedLayer] = [
  "Linear": { layer(Linear(5, 3)) },
  "Linear without bias": { layer(Linear(1, 4, bias: false)) },
  "Conv1d": { layer(Conv1d(3, 4, kernelSize: 3)) },
  "Conv1d grouped": {
    layer(
      Conv1d(
        4, 6, kernelSize: 3, stride: 2, padding: 3, dilation: 2, groups: 2, bias: false))
  },
  "Conv2d": { layer(Conv2d(2, 3, kernelSize: 3)) },
  "Conv2d grouped": {
    layer(
      Conv2d(
        4, 6, kernelSize: Size2D(3, 2), stride: Size2D(2, 1), padding: Size2D(1, 2),
        dilation: Size2D(1, 2), groups: 2))
  },
  "Conv2d pointwise": { layer(Conv2d(3, 2, kernelSize: 1, bias: false)) },
  "ConvTranspose2d": { layer(ConvTranspose2d(2, 3, kernelSize: 3)) },
  "ConvTranspose2d grouped": {
    layer(
      ConvTranspose2d(
        4, 2, kernelSize: Size2D(4, 3), stride: Size2D(2, 3), padding: Size2D(1, 0),
        outputPadding: Size2D(1, 2), dilation: Size2D(1, 2), groups: 2))
  },
  "ConvTranspose2d without bias": {
    layer(ConvTranspose2d(3, 2, kernelSize: 4, stride: 2, padding: 1, bias: false))
  },
  "BatchNorm1d": { layer(BatchNorm1d(3)) },
  "BatchNorm1d of sequences": { layer(BatchNorm1d(3, momentum: 0.3)) },
  "BatchNorm1d at inference": { layer(BatchNorm1d(3)) },
  "BatchNorm2d": { layer(BatchNorm2d(3)) },
  "BatchNorm2d plain": { layer(BatchNorm2d(2, affine: false)) },
  "BatchNorm2d at inference": { layer(BatchNorm2d(3)) },
  "LayerNorm": { layer(LayerNorm(5)) },
  "LayerNorm of images": { layer(LayerNorm([3, 4], epsilon: 1e-3)) },
  "LayerNorm without bias": { layer(LayerNorm(4, bias: false)) },
  "LayerNorm plain": { layer(LayerNorm(4, affine: false)) },
  "GroupNorm": { layer(GroupNorm(2, 6)) },
  "GroupNorm of one group": { layer(GroupNorm(1, 3)) },
  "LocalResponseNorm": { layer(LocalResponseNorm(3, alpha: 0.5, k: 2)) },
  "Embedding": { embedding(Embedding(7, 3)) },
  "Embedding with padding": { embedding(Embedding(5, 2, padding: 1)) },
  "RNN": { recurrent(RNN(3, 4)) },
  "RNN of rectifiers": { recurrent(RNN(3, 2, layers: 2, nonlinearity: .relu, bias: false)) },
  "RNN bidirectional": {
    recurrent(RNN(2, 3, layers: 2, batchFirst: true, bidirectional: true))
  },
  "GRU": { recurrent(GRU(3, 4)) },
  "GRU bidirectional": { recurrent(GRU(2, 3, layers: 2, bidirectional: true)) },
  "GRU batch first": { recurrent(GRU(2, 3, bias: false, batchFirst: true)) },
  "LSTM": { recurrent(LSTM(3, 4)) },
  "LSTM of one step": { recurrent(LSTM(1, 3)) },
  "LSTM of two layers": { recurrent(LSTM(2, 3, layers: 2, bias: false, batchFirst: true)) },
  "LSTM bidirectional": { recurrent(LSTM(2, 3, layers: 2, bidirectional: true)) },
  "MultiheadAttention": { attention(MultiheadAttention(6, heads: 2)) },
  "MultiheadAttention batch first": {
    attention(MultiheadAttention(6, heads: 3, bias: false, batchFirst: true))
  },
  "MultiheadAttention with masks": {
    let module = MultiheadAttention(4, heads: 2, batchFirst: true)
    return TestedLayer(module, .variable, .variable, .variable, .mask) { inputs in
      let (output, weights) = module(
        inputs[0], inputs[1], inputs[2], keyPaddingMask: inputs[3], mask: inputs[4])
      return [output, weights]
    }
  },
  "MultiheadAttention with a mask for each head": {
    let module = MultiheadAttention(4, heads: 2)
    return TestedLayer(module, .variable, .variable, .variable, .constant) { inputs in
      let (output, weights) = module(inputs[0], inputs[1], inputs[2], mask: inputs[3])
      return [output, weights]
    }
  },
  "MaxPool1d": { layer(MaxPool1d(kernelSize: 3, stride: 2, padding: 1)) },
  "AvgPool1d": { layer(AvgPool1d(kernelSize: 2, ceilMode: true)) },
  "MaxPool2d": {
    layer(
      MaxPool2d(
        kernelSize: Size2D(3, 2), stride: Size2D(2, 1), padding: 1, dilation: Size2D(1, 2)))
  },
  "AvgPool2d": { layer(AvgPool2d(kernelSize: 3, stride: 2, padding: 1)) },
  "AdaptiveAvgPool2d": { layer(AdaptiveAvgPool2d(Size2D(3, 2))) },
  "Upsample nearest": { layer(Upsample(scaleFactor: 2)) },
  "Upsample nearest to a size": { layer(Upsample(to: Size2D(5, 3))) },
  "Upsample nearest by 1.5": { layer(Upsample(scaleFactor: 1.5)) },
  "Upsample bilinear": { layer(Upsample(scaleFactor: 2, mode: .bilinear)) },
  "Upsample bilinear to a size": { layer(Upsample(to: Size2D(5, 3), mode: .bilinear)) },
  "Upsample bilinear by 1.7": { layer(Upsample(scaleFactor: 1.7, mode: .bilinear)) },
  "Upsample nearest by 1.1": { layer(Upsample(scaleFactor: 1.1)) },
  "Upsample nearest by 2.3": { layer(Upsample(scaleFactor: 2.3)) },
  "Upsample bilinear by 1.1": { layer(Upsample(scaleFactor: 1.1, mode: .bilinear)) },
  "ELU at 0": { layer(ELU()) },
  "Upsample bilinear with aligned corners": {
    layer(Upsample(to: Size2D(5, 1), mode: .bilinear, alignCorners: true))
  },
  "ReLU": { layer(ReLU()) },
  "LeakyReLU": { layer(LeakyReLU(0.2)) },
  "Sigmoid": { layer(Sigmoid()) },
  "Tanh": { layer(Tanh()) },
  "GELU": { layer(GELU()) },
  "SiLU": { layer(SiLU()) },
  "ELU": { layer(ELU(alpha: 0.7)) },
  "Softplus": { layer(Softplus()) },
  "Softmax": { layer(Softmax(dim: 1)) },
  "LogSoftmax": { layer(LogSoftmax()) },
  "Flatten": { layer(Flatten()) },
  "Identity": { layer(Identity()) },
]
