import Networks
import Tensors
import Testing

/// What gates do, as the formulas of PyTorch's documentation give it.
struct LSTMGatesTests {
  @Test func gatesEqualTheFormulas() throws {
    let cases = try fixture("lstm-gates.json", as: [GatesFixture].self)
    #expect(Set(cases.map(\.name)) == Set(testedLayers.keys))
    for fixture in cases {
      let makeLayer = try #require(testedLayers[fixture.name])
      let lstm = makeLayer()
      try lstm.load(fixture.state.mapValues(\.tensor))
      let inputs = fixture.inputs.map(\.tensor)
      let first = LSTMState(hidden: inputs[1], cell: inputs[2])
      let layers = lstm.gates(inputs[0], first)
      #expect(layers.count == fixture.layers.count)
      for (gates, expected) in zip(layers, fixture.layers) {
        let parts = [
          gates.input, gates.forget, gates.candidate, gates.output, gates.cell, gates.hidden,
        ]
        for (part, expected) in zip(parts, expected) {
          expectClose(part, expected, "\(fixture.name)")
        }
      }
      let output = lstm(inputs[0], first).output
      let last = try #require(layers.last).hidden
      #expect(last.isClose(to: output, absolute: 1e-6))
    }
  }

  @Test func gatesAreThoseOfInference() {
    let lstm = LSTM(2, 3, layers: 2, dropout: 0.9)
    let x = withSeed(1) { Tensor.randn([4, 2, 2]) }
    let gates = lstm.gates(x)
    #expect(gates.map(\.forget.scalars) == lstm.gates(x).map(\.forget.scalars))
    lstm.eval()
    #expect(gates[1].hidden.isClose(to: lstm(x).output, absolute: 1e-6))
  }

  @Test func gradientsFlowThroughGates() {
    let lstm = LSTM(2, 3)
    let x = withSeed(1) { Tensor.randn([4, 2, 2]) }.requiringGradient()
    let byGates = gradient(of: lstm.gates(x)[0].hidden.sum(), withRespectTo: x)
    let byLayer = gradient(of: lstm(x).output.sum(), withRespectTo: x)
    #expect(byGates.isClose(to: byLayer, absolute: 1e-6))
    #expect(lstm.gates(.meta([4, 2, 2]))[0].cell.shape == [4, 2, 3])
  }
}

private struct GatesFixture: Decodable {
  let name: String
  let state: [String: TensorFixture]
  let inputs: [TensorFixture]
  /// Of each layer the input gate, the forget gate, the candidate, the output gate, and both states.
  let layers: [[TensorFixture]]
}

/// Every case of `lstm-gates.json`.
private let testedLayers: [String: @Sendable () -> LSTM] = [
  "LSTM": { LSTM(3, 4) },
  "LSTM of two layers": { LSTM(2, 3, layers: 2, bias: false, batchFirst: true) },
  "LSTM bidirectional": { LSTM(2, 3, layers: 2, bidirectional: true) },
]
