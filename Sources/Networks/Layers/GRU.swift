import Tensors

/// Gated recurrent units over sequences, `[time, batch, inputs]` → `[time, batch, hidden]`:
///
///     let (output, state) = gru(x)
///
/// In each step, with σ the sigmoid,
///
///     r, z = σ(W x + b + W' h + b')
///     n = tanh(W x + b + r · (W' h + b'))
///     h = (1 − z) · n + z · h
///
/// where each of the gates r, z and n, which lie in this order, has weights of its own.
///
/// Source: Cho et al., "Learning Phrase Representations using RNN Encoder–Decoder" (2014), with r
/// applied behind the product as in PyTorch.
public final class GRU: Module, TrainingModeDependent {
  /// The state is `[layers · directions, batch, hidden]`; zeros if nil.
  public typealias Input = (sequence: Tensor, state: Tensor?)
  public typealias Output = (output: Tensor, state: Tensor)

  private let stack: RecurrentStack
  public var isTraining = true

  /// Hyperparameters as of ``LSTM``.
  public init(
    _ inputs: Int, _ hidden: Int, layers: Int = 1, bias: Bool = true, batchFirst: Bool = false,
    dropout: Float = 0, bidirectional: Bool = false
  ) {
    stack = RecurrentStack(
      "GRU", inputs, hidden, gates: 3, layers: layers, bias: bias, batchFirst: batchFirst,
      dropout: dropout, bidirectional: bidirectional)
  }

  public func forward(_ x: Input) -> Output {
    stack.scan(x.sequence, x.state, isTraining: isTraining) { sums, hidden, weights in
      let size = hidden.shape[1]
      let fromInput = sums.split(into: size, dim: 1)
      let fromHidden = linear(hidden, weights.hidden, weights.hiddenBias)
        .split(into: size, dim: 1)
      let reset = sigmoid(fromInput[0] + fromHidden[0])
      let update = sigmoid(fromInput[1] + fromHidden[1])
      let new = tanh(fromInput[2] + reset * fromHidden[2])
      return new + update * (hidden - new)
    }
  }

  /// Runs the module on a sequence, from a state or from zeros.
  public func callAsFunction(_ sequence: Tensor, _ state: Tensor? = nil) -> Output {
    self((sequence, state))
  }

  public var ownParameters: [NamedParameter] { stack.namedParameters }

  public var hyperparameters: String { stack.hyperparameters }
}
