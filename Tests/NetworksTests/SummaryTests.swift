import Networks
import Tensors
import Testing

struct SummaryTests {
  @Test func userDefinedModulesCountThemselves() {
    let summary = summary(Perceptron(), input: [2, 1, 28, 28])
    #expect(
      summary.description == """
        ===================================================================================================================
        Layer (type:depth-idx)                   Output Shape              Param #                   Mult-Adds
        ===================================================================================================================
        Perceptron                               [2, 10]                   --                        --
        ├─Linear: 1-1                            [2, 256]                  200,960                   401,920
        ├─Linear: 1-2                            [2, 10]                   2,570                     5,140
        ===================================================================================================================
        Total params: 203,530
        Trainable params: 203,530
        Non-trainable params: 0
        Total mult-adds (M): 0.41
        ===================================================================================================================
        Input size (MB): 0.01
        Forward/backward pass size (MB): 0.00
        Params size (MB): 0.81
        Estimated Total Size (MB): 0.82
        ===================================================================================================================
        """)
  }

  @Test func layersAddUpToTheNetwork() {
    let summary = summary(Perceptron(), input: [1, 784])
    // The network itself applies the ReLU.
    #expect(summary.layers.map(\.name) == ["input", "Perceptron", "hidden", "output"])
    #expect(summary.layers[1].operations == OperationCount(comparisons: 256))
    #expect(summary.layers.reduce(.zero) { $0 + $1.operations } == summary.operations)
    #expect(summary.layers.reduce(0) { $0 + $1.neurons } == summary.neurons)
    #expect(summary.layers.reduce(0) { $0 + $1.ownParameters } == summary.parameters)
    #expect(summary.neurons == 784 + 256 + 10)
    #expect(summary.layers.map(\.kernelText) == ["", "", "256×784", "10×256"])
  }

  @Test func sharedModulesCountOnce() {
    let shared = Linear(8, 8)
    let summary = summary(Sequential([shared, ReLU(), shared]), input: [1, 8])
    #expect(summary.parameters == 72)
    #expect(summary.multAdds == 144)
    #expect(summary.rows.map(\.isRepeated) == [false, false, false, true])
    #expect(summary.lines.map(\.parameters) == ["--", "72", "--", "(recursive)"])
  }

  @Test func sharedModulesCountOnceAcrossContainers() {
    let shared = Linear(8, 8)
    let model = Sequential([Sequential([shared]), Sequential([shared, Linear(8, 1)])])
    #expect(summary(model, input: [1, 8]).parameters == 72 + 9)
  }

  @Test func parametersOutsideOfLayersCount() {
    let summary = summary(Scaled(), input: [1, 8])
    #expect(summary.parameters == 8 * 8 + 8 + 1 + 100)
    #expect(summary.rows[0].ownParameters == 101)
    #expect(summary.lines[0].parameters == "101")
  }

  @Test func frozenParametersAreNotTrainable() {
    let model = Perceptron()
    for parameter in model.hidden.parameters { parameter.isTrainable = false }
    let summary = summary(model, input: [1, 784])
    #expect(summary.trainableParameters == 2_570)
    #expect(summary.lines.map(\.parameters) == ["--", "(200,960)", "2,570"])
    #expect(summary.counts[2].value == "200,960")
  }

  @Test func depthHidesRowsAndCountsThem() {
    let model = Sequential { Sequential { Sequential { Linear(2, 3) } } }
    let shallow = summary(model, input: [1, 2], depth: 1)
    #expect(shallow.lines.map(\.module) == ["Sequential", "├─Sequential: 1-1"])
    #expect(shallow.lines[1].parameters == "9")
    #expect(shallow.lines[1].multAdds == "9")
    #expect(shallow.rows == summary(model, input: [1, 2]).rows)
    #expect(summary(model, input: [1, 2], depth: 0).lines.map(\.parameters) == ["9"])
  }

  @Test func modulesMadeInPassingAreSeen() {
    let summary = summary(Passing(), input: [1, 2])
    #expect(summary.rows.map(\.typeName) == ["Passing", "Linear", "Linear"])
    #expect(summary.rows.map(\.name) == ["Passing", "", ""])
    #expect(summary.parameters == 2 * 6)
    #expect(summary.rows.map(\.isRepeated) == [false, false, false])
  }
}

/// Modules whose inputs and outputs are not one tensor each.
extension SummaryTests {
  @Test func recurrentNetworksAreSummedUpAsTorchinfoDoes() {
    let summary = summary(Tagger(), input: [5, 2], dtype: .int32)
    // As torchinfo 1.8 has them for the same network in PyTorch.
    #expect(
      summary.lines.dropFirst().map { "\($0.outputShape) \($0.parameters) \($0.multAdds)" } == [
        "[5, 2, 6] 66 330", "[5, 2, 16] 2,688 26,880", "[5, 2, 6] 432 4,320", "[2, 6] 12 24",
        "[2, 3] 21 42",
      ])
    #expect(summary.parameters == 3_219)
    #expect(summary.multAdds == 31_596)
    #expect(summary.rows[2].hyperparameters == "6 → 8, 2 layers, both directions")
    #expect(summary.layers.reduce(.zero) { $0 + $1.operations } == summary.operations)
  }

  @Test func lstmCountsItsGates() {
    // 4 gates of 3 sums of 2 and 3 products with 2 biases, 3 sigmoids, 2 tangents, 3 products.
    let lstm = LSTM(2, 3)
    let count = countOperations { _ = lstm(.meta([5, 7, 2])) }
    let step = OperationCount(
      multiplications: 12 * 5 + 9, additions: 12 * (2 + 3) + 3 * (3 + 4 + 2), divisions: 15,
      exponentials: 15)
    #expect(count == step * 35)
    #expect(countOperations { _ = lstm(.zeros([5, 7, 2])) } == count)
  }

  @Test func attentionIsSummedUp() {
    let summary = summary(SelfAttention(), input: [5, 2, 6])
    #expect(summary.rows.map(\.typeName) == ["SelfAttention", "MultiheadAttention", "Linear"])
    #expect(summary.rows.map(\.outputShape) == [[5, 2, 6], [5, 2, 6], [5, 2, 6]])
    #expect(summary.rows[1].name == "attention" && summary.rows[2].name == "attention.outProj")
    #expect(summary.parameters == 168)
    #expect(summary.rows[1].ownParameters == 126)
    // The projections of queries, keys and values, their products, and the scale of the queries.
    #expect(
      summary.rows[1].operations.multiplications
        == 3 * 10 * 6 * 6 + 2 * (2 * 2 * 5 * 5 * 3) + 60)
  }
}

private final class Tagger: Module {
  let embedding = Embedding(11, 6)
  let lstm = LSTM(6, 8, layers: 2, bidirectional: true)
  let gru = GRU(16, 6)
  let norm = LayerNorm(6)
  let output = Linear(6, 3)
  func forward(_ x: Tensor) -> Tensor {
    let (sequence, _) = lstm(embedding(x))
    return output(norm(gru(sequence).output[-1]))
  }
}

private final class SelfAttention: Module {
  let attention = MultiheadAttention(6, heads: 2)
  func forward(_ x: Tensor) -> Tensor { attention(x, x, x).output }
}

/// A module with a parameter of its own, and a layer that `forward` does not call.
private final class Scaled: Module {
  let scale = Parameter([1])
  let unused = Linear(9, 10)
  let layer = Linear(8, 8)
  func forward(_ x: Tensor) -> Tensor { layer(x) }
}

private final class Passing: Module {
  func forward(_ x: Tensor) -> Tensor { (0..<2).reduce(x) { x, _ in Linear(2, 2)(x) } }
}
