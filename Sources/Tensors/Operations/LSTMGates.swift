/// What the gates of one layer of long short-term memory do in each step of a sequence, and the states
/// that follow: `[time, batch, directions · hidden]` each.
///
/// The letters are those of the formulas of ``lstm(_:weights:hidden:cell:)``.
public struct LSTMGates {
  /// i: how much of the candidate enters the cell.
  public let input: Tensor
  /// f: how much of the cell stays.
  public let forget: Tensor
  /// g: what is offered to the cell.
  public let candidate: Tensor
  /// o: how much of the cell is shown.
  public let output: Tensor
  /// c after the step.
  public let cell: Tensor
  /// h after the step, the output of the layer.
  public let hidden: Tensor

  /// All of them, each changed in the same way.
  package func map(_ transform: (Tensor) -> Tensor) -> LSTMGates {
    LSTMGates(
      input: transform(input), forget: transform(forget), candidate: transform(candidate),
      output: transform(output), cell: transform(cell), hidden: transform(hidden))
  }
}

/// What the gates of ``lstm(_:weights:hidden:cell:)`` do with the same arguments.
///
/// The formulas are computed step by step, by operations that gradients flow through: slower than the
/// layer itself, and equal to it but for rounding.
public func lstmGates(
  _ x: Tensor, weights: [RecurrentWeights], hidden: Tensor? = nil, cell: Tensor? = nil
) -> LSTMGates {
  // Checks the shapes.
  _ = LSTMLayer(x, weights, hidden, cell)
  return ComposedLSTM(x, weights, hidden, cell).gates
}
