import Tensors

/// What ``RNN``, ``LSTM`` and ``GRU`` share: layers, one on top of another, of one or two directions.
struct RecurrentStack {
  private let name: String
  let inputs, hiddenSize, layers: Int
  let isBatchFirst, isBidirectional: Bool
  let dropout: Float
  /// Those of each layer, in its directions.
  private let parameters: [[DirectionParameters]]

  /// The parameters of one direction of a layer.
  private struct DirectionParameters {
    let input, hidden: Parameter
    let inputBias, hiddenBias: Parameter?

    var weights: RecurrentWeights {
      RecurrentWeights(
        input: input.value, hidden: hidden.value, inputBias: inputBias?.value,
        hiddenBias: hiddenBias?.value)
    }
  }

  /// - Parameters:
  ///   - name: That of the module, for errors.
  ///   - gates: The number of weighted sums for each element of the hidden state.
  init(
    _ name: String, _ inputs: Int, _ hiddenSize: Int, gates: Int, layers: Int, bias: Bool,
    batchFirst: Bool, dropout: Float, bidirectional: Bool
  ) {
    self.name = "\(name)(\(inputs) → \(hiddenSize))"
    guard layers > 0 else { shapeError("\(self.name): \(layers) layers, expected at least 1") }
    self.inputs = inputs
    self.hiddenSize = hiddenSize
    self.layers = layers
    isBatchFirst = batchFirst
    isBidirectional = bidirectional
    self.dropout = dropout
    let directions = bidirectional ? 2 : 1
    let first = Initializer.uniform(fanIn: hiddenSize)
    parameters = (0..<layers).map { layer in
      let inputs = layer == 0 ? inputs : directions * hiddenSize
      return (0..<directions).map { _ in
        DirectionParameters(
          input: Parameter([gates * hiddenSize, inputs], first),
          hidden: Parameter([gates * hiddenSize, hiddenSize], first),
          inputBias: bias ? Parameter([gates * hiddenSize], first) : nil,
          hiddenBias: bias ? Parameter([gates * hiddenSize], first) : nil)
      }
    }
  }

  /// The parameters by PyTorch's names, as in `weight_ih_l0` and `bias_hh_l1_reverse`.
  var namedParameters: [NamedParameter] {
    parameters.enumerated().flatMap { layer, directions in
      directions.enumerated().flatMap { direction, parameters -> [NamedParameter] in
        let suffix = "l\(layer)" + (direction == 0 ? "" : "_reverse")
        let all: [(name: String, parameter: Parameter?)] = [
          ("weight_ih", parameters.input), ("weight_hh", parameters.hidden),
          ("bias_ih", parameters.inputBias), ("bias_hh", parameters.hiddenBias),
        ]
        return all.compactMap { name, parameter in
          parameter.map { ("\(name)_\(suffix)", $0) }
        }
      }
    }
  }

  var hyperparameters: String {
    var parts = ["\(inputs) → \(hiddenSize)"]
    if layers > 1 { parts.append("\(layers) layers") }
    if isBidirectional { parts.append("both directions") }
    if dropout > 0 { parts.append("dropout \(dropout)") }
    return parts.joined(separator: ", ")
  }

  private var directions: Int { isBidirectional ? 2 : 1 }

  /// Runs `layer` on the output of the one below it.
  ///
  /// - Parameters:
  ///   - x: `[time, batch, inputs]`, or batch first.
  ///   - layer: Gives the layer's output, `[time, batch, directions · hidden]`.
  func run(
    _ x: Tensor, isTraining: Bool,
    _ layer: (_ index: Int, _ x: Tensor, _ weights: [RecurrentWeights]) -> Tensor
  ) -> Tensor {
    var output = timeFirst(x)
    for index in 0..<layers {
      if index > 0 && isTraining && dropout > 0 {
        output = Tensors.dropout(output, probability: dropout)
      }
      output = layer(index, output, parameters[index].map(\.weights))
    }
    return isBatchFirst ? output.transposed(0, 1) : output
  }

  /// `x` as `[time, batch, inputs]`.
  private func timeFirst(_ x: Tensor) -> Tensor {
    guard x.rank == 3 else {
      let order = isBatchFirst ? "batch, time" : "time, batch"
      shapeError("\(name): input \(x.shape), expected [\(order), \(inputs)]")
    }
    guard x.shape[2] == inputs else {
      shapeError("\(name): input \(x.shape) has \(x.shape[2]) features, expected \(inputs)")
    }
    guard x.shape[isBatchFirst ? 1 : 0] > 0 else {
      shapeError("\(name): input \(x.shape) is a sequence without steps")
    }
    return isBatchFirst ? x.transposed(0, 1) : x
  }

  /// The part of a state, `[layers · directions, batch, hidden]`, that belongs to a layer.
  func state(_ state: Tensor?, of layer: Int, batch: Int) -> Tensor? {
    guard let state else { return nil }
    let expected: Shape = [layers * directions, batch, hiddenSize]
    guard state.shape == expected else {
      shapeError("\(name): state \(state.shape), expected \(expected)")
    }
    return layers == 1
      ? state : state.narrowed(dim: 0, to: layer * directions..<(layer + 1) * directions)
  }

  /// The states of all layers as one.
  static func joined(_ states: [Tensor]) -> Tensor {
    states.count == 1 ? states[0] : .concatenate(states)
  }
}

extension RecurrentStack {
  /// One step of a layer whose gates are written as operations on tensors.
  ///
  /// - Parameters:
  ///   - sums: The weighted sums of the inputs, `[batch, gates · hidden]`.
  ///   - hidden: The state before, `[batch, hidden]`.
  /// - Returns: The state after.
  typealias Step = (_ sums: Tensor, _ hidden: Tensor, _ weights: RecurrentWeights) -> Tensor

  /// Runs all layers step by step.
  ///
  /// - Returns: The output as of ``run(_:isTraining:_:)``, and the last state of all layers.
  func scan(
    _ x: Tensor, _ first: Tensor?, isTraining: Bool, _ step: Step
  ) -> (output: Tensor, state: Tensor) {
    var last: [Tensor] = []
    let output = run(x, isTraining: isTraining) { layer, x, weights in
      let first = state(first, of: layer, batch: x.shape[1])
      let directions = weights.enumerated().map { direction, weights in
        scan(x, first?[direction], weights, reversed: direction == 1, step)
      }
      last += directions.map { $0.last.unsqueezed(0) }
      let outputs = directions.map(\.output)
      return outputs.count == 1 ? outputs[0] : .concatenate(outputs, dim: -1)
    }
    return (output, Self.joined(last))
  }

  private func scan(
    _ x: Tensor, _ first: Tensor?, _ weights: RecurrentWeights, reversed: Bool, _ step: Step
  ) -> (output: Tensor, last: Tensor) {
    let zeros: Shape = [x.shape[1], hiddenSize]
    var hidden = first ?? (x.isMeta ? .meta(zeros) : .zeros(zeros))
    // The sums of all steps in one product.
    let sums = linear(x, weights.input, weights.inputBias).unstacked()
    let outputs = (reversed ? sums.reversed() : sums).map { sum in
      hidden = step(sum, hidden, weights)
      return hidden
    }
    return (.stack(reversed ? outputs.reversed() : outputs), hidden)
  }
}
