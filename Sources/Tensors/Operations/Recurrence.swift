internal import CKernels

/// The weights of one direction of a recurrent layer, those of its gates one below another.
public struct RecurrentWeights {
  /// `[gates · hidden, inputs]`.
  public let input: Tensor
  /// `[gates · hidden, hidden]`.
  public let hidden: Tensor
  /// `[gates · hidden]`.
  public let inputBias, hiddenBias: Tensor?

  public init(input: Tensor, hidden: Tensor, inputBias: Tensor?, hiddenBias: Tensor?) {
    self.input = input
    self.hidden = hidden
    self.inputBias = inputBias
    self.hiddenBias = hiddenBias
  }

  fileprivate var tensors: [Tensor?] { [input, hidden, inputBias, hiddenBias] }
}

/// One layer of long short-term memory over a sequence.
///
/// In each step, with σ the sigmoid,
///
///     i, f, o = σ(W x + b + W' h + b')    g = tanh(W x + b + W' h + b')
///     c = f · c + i · g                   h = o · tanh(c)
///
/// where each of the gates i, f, g and o, which lie in this order, has weights of its own.
///
/// Cost: in each step, the weighted sums of the gates as in ``linear(_:_:_:)``, 3 sigmoids and 2
/// hyperbolic tangents, 3 multiplications and 2 additions for each element of h.
///
/// Source: Hochreiter and Schmidhuber, "Long Short-Term Memory" (1997); Gers et al., "Learning to
/// Forget" (2000).
///
/// - Parameters:
///   - x: `[time, batch, inputs]`.
///   - weights: Those of the direction from the beginning to the end and, if there are two, of that
///     from the end to the beginning.
///   - hidden: h before the first step of each direction, `[directions, batch, hidden]`; 0 if nil.
///   - cell: c likewise.
/// - Returns: h after each step, `[time, batch, directions · hidden]`, and both states after the last
///   step of each direction.
public func lstm(
  _ x: Tensor, weights: [RecurrentWeights], hidden: Tensor? = nil, cell: Tensor? = nil
) -> (output: Tensor, hidden: Tensor, cell: Tensor) {
  let layer = LSTMLayer(x, weights, hidden, cell)
  OperationCounter.report(layer.cost)
  return OperationCounter.paused { layer.results() }
}

/// A layer on one input.
struct LSTMLayer {
  let x: Tensor
  let weights: [RecurrentWeights]
  let firstHidden, firstCell: Tensor?
  let time, batch, inputs, size: Int

  init(
    _ x: Tensor, _ weights: [RecurrentWeights], _ firstHidden: Tensor?, _ firstCell: Tensor?
  ) {
    guard (1...2).contains(weights.count), let last = weights[0].hidden.shape.dimensions.last else {
      shapeError("lstm: \(weights.count) directions, expected 1 or 2")
    }
    guard x.rank == 3, x.shape[0] > 0 else {
      shapeError("lstm: input \(x.shape), expected [time, batch, inputs] of at least one step")
    }
    self.x = x
    self.weights = weights
    self.firstHidden = firstHidden
    self.firstCell = firstCell
    (time, batch, inputs) = (x.shape[0], x.shape[1], x.shape[2])
    size = last
    let operation = "lstm(\(inputs) → \(size))"
    x.requireDType(.float32, operation)
    for direction in weights {
      requireFloats([4 * size, inputs], in: direction.input, "input weight", of: operation)
      requireFloats([4 * size, size], in: direction.hidden, "hidden weight", of: operation)
      requireFloats([4 * size], in: direction.inputBias, "input bias", of: operation)
      requireFloats([4 * size], in: direction.hiddenBias, "hidden bias", of: operation)
    }
    requireFloats(stateShape, in: firstHidden, "hidden state", of: operation)
    requireFloats(stateShape, in: firstCell, "cell state", of: operation)
  }

  private var directions: Int { weights.count }
  private var stateShape: Shape { [directions, batch, size] }
  private var outputShape: Shape { [time, batch, directions * size] }

  var cost: OperationCount {
    let gates = 4 * size
    let sums =
      weightedSums(gates, of: inputs, bias: weights[0].inputBias != nil)
      + weightedSums(gates, of: size, bias: weights[0].hiddenBias != nil)
    let element = OperationCount(
      multiplications: 3, additions: 3 + 4 + 2, divisions: 5, exponentials: 5)
    return (sums + element * size) * (time * batch * directions)
  }

  func results() -> (output: Tensor, hidden: Tensor, cell: Tensor) {
    guard !x.isMeta, !weights[0].input.isMeta else {
      return (.meta(outputShape), .meta(stateShape), .meta(stateShape))
    }
    let results = run()
    return (results[0], results[1], results[2])
  }

  // MARK: The fused kernels

  /// The output and the states after the last step.
  private func run() -> [Tensor] {
    let output = Tensor.uninitialized(outputShape)
    let lastHidden = Tensor.uninitialized(stateShape)
    let lastCell = Tensor.uninitialized(stateShape)
    let source = x.data.contiguous
    let states = Pair(firstHidden, firstCell)
    let passes = weights.indices.map { direction in
      let pass = Pass(geometry(direction), weights[direction])
      let state = direction * batch * size
      pass.forward(
        source.floats, states.offset(by: state), output.floats + direction * size,
        lastHidden.floats + state, lastCell.floats + state)
      return pass
    }
    withExtendedLifetime((source, states)) {}
    let inputs = [x, firstHidden, firstCell] + weights.flatMap(\.tensors)
    return Tensor.differentiable([output, lastHidden, lastCell], inputs) { gradients, needed in
      let isRecorded = (gradients + inputs).contains { $0?.isRecorded == true }
      let outer = OuterGradients(
        output: gradients[0] ?? .zeros(outputShape), hidden: gradients[1], cell: gradients[2])
      return isRecorded
        ? ComposedLSTM(x, weights, firstHidden, firstCell).gradients(outer)
        : inputGradients(passes, output, outer, needed)
    }
  }

  private func geometry(_ direction: Int) -> kernels_lstm {
    kernels_lstm(
      time: time, batch: batch, input: inputs, hidden: size, output_stride: directions * size,
      reverse: direction == 1)
  }

  /// The states before the first step or their gradients behind the last one, as kernels read them.
  private struct Pair {
    let hidden, cell: TensorData?

    init(_ hidden: Tensor?, _ cell: Tensor?) {
      self.hidden = hidden?.data.contiguous
      self.cell = cell?.data.contiguous
    }

    func offset(by offset: Int) -> kernels_lstm_state {
      kernels_lstm_state(h: hidden.map { $0.floats + offset }, c: cell.map { $0.floats + offset })
    }
  }

  /// One direction, and what its gradient needs of the forward pass.
  private struct Pass {
    var geometry: kernels_lstm
    private let weights: [TensorData?]
    private let gates, cells, cellTangents: Tensor

    init(_ geometry: kernels_lstm, _ weights: RecurrentWeights) {
      self.geometry = geometry
      self.weights = weights.tensors.map { $0?.data.contiguous }
      let shape: Shape = [geometry.time, geometry.batch, geometry.hidden]
      gates = .uninitialized(shape.appending(4))
      cells = .uninitialized(shape)
      cellTangents = .uninitialized(shape)
    }

    private var kernelWeights: kernels_lstm_weights {
      kernels_lstm_weights(
        w_ih: weights[0]!.floats, w_hh: weights[1]!.floats, b_ih: weights[2]?.floats,
        b_hh: weights[3]?.floats)
    }

    private var saved: kernels_lstm_saved {
      kernels_lstm_saved(
        gates: gates.floats, cells: cells.floats, tanh_cells: cellTangents.floats)
    }

    func forward(
      _ x: UnsafePointer<Float>, _ first: kernels_lstm_state, _ y: UnsafeMutablePointer<Float>,
      _ lastHidden: UnsafeMutablePointer<Float>, _ lastCell: UnsafeMutablePointer<Float>
    ) {
      var (geometry, weights, saved) = (geometry, kernelWeights, saved)
      kernels_lstm_forward(&geometry, x, &weights, first, y, lastHidden, lastCell, &saved)
    }

    func backward(
      _ x: UnsafePointer<Float>, _ first: kernels_lstm_state, _ y: UnsafePointer<Float>,
      _ dy: UnsafePointer<Float>, _ last: kernels_lstm_state, _ gradients: kernels_lstm_gradients
    ) {
      var (geometry, weights, saved, gradients) = (geometry, kernelWeights, saved, gradients)
      kernels_lstm_backward(
        &geometry, x, &weights, first, y, &saved, dy, last, &gradients)
    }
  }

  private func inputGradients(
    _ passes: [Pass], _ output: Tensor, _ outer: OuterGradients, _ needed: [Bool]
  ) -> [Tensor?] {
    let (source, dy) = (x.data.contiguous, outer.output.data.contiguous)
    let (first, last) = (Pair(firstHidden, firstCell), Pair(outer.hidden, outer.cell))
    let dHidden = needed[1] ? Tensor.uninitialized(stateShape) : nil
    let dCell = needed[2] ? Tensor.uninitialized(stateShape) : nil
    var dx: Tensor?
    var dWeights: [Tensor?] = []
    for (direction, pass) in passes.enumerated() {
      let part = needed[0] ? Tensor.uninitialized(x.shape) : nil
      let dInput = Tensor.uninitialized([4 * size, inputs])
      let dRecurrent = Tensor.uninitialized([4 * size, size])
      let dBias = Tensor.uninitialized([4 * size])
      let (column, state) = (direction * size, direction * batch * size)
      pass.backward(
        source.floats, first.offset(by: state), output.floats + column, dy.floats + column,
        last.offset(by: state),
        kernels_lstm_gradients(
          dx: part?.floats, dw_ih: dInput.floats, dw_hh: dRecurrent.floats, db: dBias.floats,
          dh0: dHidden.map { $0.floats + state }, dc0: dCell.map { $0.floats + state }))
      dx = dx.map { $0 + part! } ?? part
      dWeights += [dInput, dRecurrent, dBias, dBias]
    }
    withExtendedLifetime((source, dy, first, last)) {}
    return [dx, dHidden, dCell] + dWeights
  }

  /// The gradients of a layer's results; those of states are 0 if nil.
  struct OuterGradients {
    let output: Tensor
    let hidden, cell: Tensor?
  }
}
