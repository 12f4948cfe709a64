/// ``lstm(_:weights:hidden:cell:)`` from operations, step by step; and its gradients from operations
/// that can be differentiated again: backpropagation through time, written out.
struct ComposedLSTM {
  private let x: Tensor
  private let weights: [RecurrentWeights]
  private let firstHidden, firstCell: Tensor?
  private let time, size: Int
  private let stateShape: Shape

  init(
    _ x: Tensor, _ weights: [RecurrentWeights], _ firstHidden: Tensor?, _ firstCell: Tensor?
  ) {
    self.x = x
    self.weights = weights
    self.firstHidden = firstHidden
    self.firstCell = firstCell
    time = x.shape[0]
    size = weights[0].hidden.shape[1]
    stateShape = [x.shape[1], size]
  }

  /// What a step computed and began with.
  struct Step {
    let input, hidden, cell: Tensor
    /// i, f, g and o.
    let gates: [Tensor]
    let newCell, cellTangent: Tensor

    var newHidden: Tensor { gates[3] * cellTangent }
  }

  /// The gradients of x, of the states before the first step and of the weights of each direction.
  func gradients(_ outer: LSTMLayer.OuterGradients) -> [Tensor?] {
    let directions = weights.indices.map { direction in
      backward(
        direction,
        outer.output.narrowed(dim: 2, to: direction * size..<(direction + 1) * size).unstacked(),
        outer.hidden?[direction] ?? .zeros(stateShape),
        outer.cell?[direction] ?? .zeros(stateShape))
    }
    let dx = directions.dropFirst().reduce(directions[0].input) { $0 + $1.input }
    return [dx, .stack(directions.map(\.hidden)), .stack(directions.map(\.cell))]
      + directions.flatMap(\.weights)
  }

  /// What the steps of all directions computed, in the order of the sequence.
  var gates: LSTMGates {
    let directions = weights.indices.map { direction in
      let steps = forward(direction)
      return direction == 0 ? steps : steps.reversed()
    }
    func collected(_ part: (Step) -> Tensor) -> Tensor {
      .concatenate(directions.map { steps in .stack(steps.map(part)) }, dim: 2)
    }
    return LSTMGates(
      input: collected { $0.gates[0] }, forget: collected { $0.gates[1] },
      candidate: collected { $0.gates[2] }, output: collected { $0.gates[3] },
      cell: collected(\.newCell), hidden: collected(\.newHidden))
  }

  private func order(_ direction: Int) -> [Int] {
    direction == 0 ? Array(0..<time) : (0..<time).reversed()
  }

  /// The steps of a direction in the order in which it takes them.
  private func forward(_ direction: Int) -> [Step] {
    let weights = weights[direction]
    let inputs = x.unstacked()
    var hidden = firstHidden?[direction] ?? .zeros(stateShape)
    var cell = firstCell?[direction] ?? .zeros(stateShape)
    return order(direction).map { index in
      let sums =
        linear(inputs[index], weights.input, weights.inputBias)
        + linear(hidden, weights.hidden, weights.hiddenBias)
      let gates = sums.split(into: size, dim: 1).enumerated().map { gate, sum in
        gate == 2 ? tanh(sum) : sigmoid(sum)
      }
      let newCell = gates[1] * cell + gates[0] * gates[2]
      let step = Step(
        input: inputs[index], hidden: hidden, cell: cell, gates: gates, newCell: newCell,
        cellTangent: tanh(newCell))
      (hidden, cell) = (step.newHidden, newCell)
      return step
    }
  }

  private func backward(
    _ direction: Int, _ outputs: [Tensor], _ lastHidden: Tensor, _ lastCell: Tensor
  ) -> (input: Tensor, hidden: Tensor, cell: Tensor, weights: [Tensor]) {
    let weights = weights[direction]
    var (dHidden, dCell) = (lastHidden, lastCell)
    var dInputs = outputs
    var sums: [(input: Tensor, hidden: Tensor, bias: Tensor)] = []
    for (index, step) in zip(order(direction), forward(direction)).reversed() {
      let gates = gateGradients(step, dHidden + outputs[index], &dCell)
      dInputs[index] = matmul(gates, weights.input)
      dHidden = matmul(gates, weights.hidden)
      sums.append(
        (
          matmul(gates.transposed(), step.input), matmul(gates.transposed(), step.hidden),
          gates.sum(dim: 0)
        ))
    }
    let total = sums.dropFirst().reduce(sums[0]) {
      ($0.input + $1.input, $0.hidden + $1.hidden, $0.bias + $1.bias)
    }
    return (
      .stack(dInputs), dHidden, dCell, [total.input, total.hidden, total.bias, total.bias]
    )
  }

  /// The gradient of the weighted sums of a step; that of its new cell state becomes that of its old
  /// one.
  private func gateGradients(_ step: Step, _ dHidden: Tensor, _ dCell: inout Tensor) -> Tensor {
    let (i, f, g, o) = (step.gates[0], step.gates[1], step.gates[2], step.gates[3])
    let total = dCell + dHidden * o * (1 - square(step.cellTangent))
    dCell = total * f
    return .concatenate(
      [
        total * g * i * (1 - i), total * step.cell * f * (1 - f), total * i * (1 - square(g)),
        dHidden * step.cellTangent * o * (1 - o),
      ], dim: 1)
  }
}
