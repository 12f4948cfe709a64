import Tensors

/// A simple recurrent network over sequences, `[time, batch, inputs]` → `[time, batch, hidden]`:
///
///     let (output, state) = rnn(x)
///
/// In each step, h = tanh(W x + b + W' h + b').
///
/// Source: Elman, "Finding Structure in Time" (1990).
public final class RNN: Module, TrainingModeDependent {
  /// The state is `[layers · directions, batch, hidden]`; zeros if nil.
  public typealias Input = (sequence: Tensor, state: Tensor?)
  public typealias Output = (output: Tensor, state: Tensor)

  /// What is applied to the weighted sums.
  public enum Nonlinearity: String, Hashable, Codable, Sendable {
    case tanh, relu

    fileprivate func callAsFunction(_ x: Tensor) -> Tensor {
      self == .tanh ? Tensors.tanh(x) : Tensors.relu(x)
    }
  }

  private let stack: RecurrentStack
  public let nonlinearity: Nonlinearity
  public var isTraining = true

  /// Further hyperparameters as of ``LSTM``.
  public init(
    _ inputs: Int, _ hidden: Int, layers: Int = 1, nonlinearity: Nonlinearity = .tanh,
    bias: Bool = true, batchFirst: Bool = false, dropout: Float = 0, bidirectional: Bool = false
  ) {
    self.nonlinearity = nonlinearity
    stack = RecurrentStack(
      "RNN", inputs, hidden, gates: 1, layers: layers, bias: bias, batchFirst: batchFirst,
      dropout: dropout, bidirectional: bidirectional)
  }

  public func forward(_ x: Input) -> Output {
    stack.scan(x.sequence, x.state, isTraining: isTraining) { sums, hidden, weights in
      nonlinearity(sums + linear(hidden, weights.hidden, weights.hiddenBias))
    }
  }

  /// Runs the module on a sequence, from a state or from zeros.
  public func callAsFunction(_ sequence: Tensor, _ state: Tensor? = nil) -> Output {
    self((sequence, state))
  }

  public var ownParameters: [NamedParameter] { stack.namedParameters }

  public var hyperparameters: String {
    stack.hyperparameters + (nonlinearity == .relu ? ", relu" : "")
  }
}
