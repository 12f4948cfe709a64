import Tensors

/// What an ``LSTM`` carries from one sequence to the next.
public struct LSTMState {
  /// `[layers · directions, batch, hidden]` each.
  public var hidden, cell: Tensor

  public init(hidden: Tensor, cell: Tensor) {
    self.hidden = hidden
    self.cell = cell
  }

  /// The state as a constant: no gradient flows into the sequence that it comes from.
  public func detached() -> LSTMState {
    LSTMState(hidden: hidden.detached(), cell: cell.detached())
  }
}

/// Long short-term memory over sequences, `[time, batch, inputs]` → `[time, batch, hidden]`:
///
///     let (output, state) = lstm(x)
///     let (more, _) = lstm(next, state)
///
/// See ``lstm(_:weights:hidden:cell:)`` for the formulas.
///
/// Source: Hochreiter and Schmidhuber, "Long Short-Term Memory" (1997).
public final class LSTM: Module, TrainingModeDependent {
  public typealias Input = (sequence: Tensor, state: LSTMState?)
  public typealias Output = (output: Tensor, state: LSTMState)

  private let stack: RecurrentStack
  public var isTraining = true

  /// - Parameters:
  ///   - inputs: The number of features of a step.
  ///   - hidden: The size of the hidden state.
  ///   - layers: So many layers, one on top of another.
  ///   - batchFirst: Whether sequences are `[batch, time, features]`.
  ///   - dropout: The probability of dropout between layers.
  ///   - bidirectional: Whether each layer also goes from the end to the beginning; the outputs of
  ///     both directions stand side by side, `2 · hidden`.
  public init(
    _ inputs: Int, _ hidden: Int, layers: Int = 1, bias: Bool = true, batchFirst: Bool = false,
    dropout: Float = 0, bidirectional: Bool = false
  ) {
    stack = RecurrentStack(
      "LSTM", inputs, hidden, gates: 4, layers: layers, bias: bias, batchFirst: batchFirst,
      dropout: dropout, bidirectional: bidirectional)
  }

  public func forward(_ x: Input) -> Output {
    var hidden: [Tensor] = []
    var cell: [Tensor] = []
    let output = stack.run(x.sequence, isTraining: isTraining) { layer, sequence, weights in
      let batch = sequence.shape[1]
      let result = lstm(
        sequence, weights: weights, hidden: stack.state(x.state?.hidden, of: layer, batch: batch),
        cell: stack.state(x.state?.cell, of: layer, batch: batch))
      hidden.append(result.hidden)
      cell.append(result.cell)
      return result.output
    }
    let state = LSTMState(
      hidden: RecurrentStack.joined(hidden), cell: RecurrentStack.joined(cell))
    return (output, state)
  }

  /// Runs the module on a sequence, from a state or from zeros.
  public func callAsFunction(_ sequence: Tensor, _ state: LSTMState? = nil) -> Output {
    self((sequence, state))
  }

  /// What the gates of each layer do in each step of a sequence, the lowest layer first, without
  /// dropout:
  ///
  ///     let gates = lstm.gates(x)[0]
  ///     gates.forget  // [time, batch, hidden], from 0 to 1
  public func gates(_ sequence: Tensor, _ state: LSTMState? = nil) -> [LSTMGates] {
    var gates: [LSTMGates] = []
    _ = stack.run(sequence, isTraining: false) { layer, sequence, weights in
      let batch = sequence.shape[1]
      let result = lstmGates(
        sequence, weights: weights, hidden: stack.state(state?.hidden, of: layer, batch: batch),
        cell: stack.state(state?.cell, of: layer, batch: batch))
      gates.append(result)
      return result.hidden
    }
    return stack.isBatchFirst ? gates.map { $0.map { $0.transposed(0, 1) } } : gates
  }

  public var ownParameters: [NamedParameter] { stack.namedParameters }

  public var hyperparameters: String { stack.hyperparameters }
}
