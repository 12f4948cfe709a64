import Networks
import Tensors
import Testing

/// Empty inputs, masks, dropout, and states that go from call to call.
struct EdgeCaseTests {
  @Test func emptyBatchesPassRecurrentLayers() {
    let lstm = LSTM(2, 3, layers: 2, bidirectional: true)
    let (output, state) = lstm(.zeros([4, 0, 2]))
    #expect(output.shape == [4, 0, 6])
    #expect(state.cell.shape == [4, 0, 3])
    output.sum().backward()
    #expect(lstm.parameters[0].grad?.scalars == [Float](repeating: 0, count: 24))
    #expect(GRU(2, 3)(.zeros([4, 0, 2])).output.shape == [4, 0, 3])
  }

  @Test func noIndicesHaveNoVectors() {
    let embedding = Embedding(5, 3)
    let output = embedding(Tensor([Int32](), shape: [0, 2]))
    #expect(output.shape == [0, 2, 3])
    output.sum().backward()
    #expect(embedding.weight.grad?.scalars == [Float](repeating: 0, count: 15))
  }

  @Test func emptyBatchesPassLayers() {
    let layers: [(any Layer, Shape, Shape)] = [
      (Conv1d(2, 3, kernelSize: 2), [0, 2, 5], [0, 3, 4]),
      (ConvTranspose2d(2, 3, kernelSize: 2, stride: 2), [0, 2, 3, 3], [0, 3, 6, 6]),
      (LayerNorm(4), [0, 4], [0, 4]), (GroupNorm(2, 4), [0, 4, 3], [0, 4, 3]),
      (Upsample(scaleFactor: 2, mode: .bilinear), [0, 1, 2, 2], [0, 1, 4, 4]),
      (MaxPool1d(kernelSize: 2), [0, 1, 4], [0, 1, 2]),
    ]
    for (layer, input, output) in layers {
      let x = Tensor.zeros(input).requiringGradient()
      let result = layer(x)
      #expect(result.shape == output, "\(layer.typeName)")
      #expect(gradient(of: result.sum(), withRespectTo: x).shape == input)
    }
  }

  @Test func emptyBatchesLeaveStatistics() {
    let layer = BatchNorm2d(3)
    let x = Tensor.zeros([0, 3, 2, 2]).requiringGradient()
    let output = layer(x)
    #expect(output.shape == x.shape)
    output.sum().backward()
    #expect(layer.weight?.grad?.scalars == [0, 0, 0])
    #expect(layer.runningMean.value.scalars == [0, 0, 0])
    #expect(layer.runningVar.value.scalars == [1, 1, 1])
  }

  @Test func keysThatAreMaskedHaveNoWeight() {
    let attention = withSeed(1) { MultiheadAttention(4, heads: 2, batchFirst: true) }
    let x = withSeed(2) { Tensor.randn([1, 3, 4]) }
    let (_, weights) = attention(
      x, x, x, keyPaddingMask: Tensor([false, true, false], shape: [1, 3]))
    #expect(weights[0, .all, 1].scalars == [0, 0, 0])
    #expect(weights.sum(dim: 2).isClose(to: .ones([1, 3])))
  }

  @Test func dropoutActsInTrainingAlone() {
    let lstm = withSeed(1) { LSTM(2, 3, layers: 2, dropout: 0.5) }
    let attention = withSeed(1) { MultiheadAttention(2, heads: 1, dropout: 0.5) }
    let x = withSeed(2) { Tensor.randn([3, 4, 2]) }
    func outputs(_ seed: UInt64) -> [[Float]] {
      withSeed(seed) { [lstm(x).output.scalars, attention(x, x, x).output.scalars] }
    }
    #expect(outputs(1) == outputs(1))
    #expect(outputs(1)[0] != outputs(2)[0] && outputs(1)[1] != outputs(2)[1])
    lstm.eval()
    attention.eval()
    #expect(outputs(1) == outputs(2))
  }

  @Test func statesContinueSequences() {
    let lstm = withSeed(1) { LSTM(2, 3, layers: 2) }
    let x = withSeed(2) { Tensor.randn([5, 2, 2]) }
    let whole = lstm(x)
    let first = lstm(x[0..<2])
    let second = lstm(x[2...], first.state)
    let joined = Tensor.concatenate([first.output, second.output])
    #expect(joined.isClose(to: whole.output, relative: 1e-6, absolute: 1e-7))
    #expect(second.state.detached().cell.requiresGradient == false)
  }
}
