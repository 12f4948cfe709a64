import Tensors

/// What a ``MultiheadAttention`` looks at.
public struct AttentionInput {
  /// `[time, batch, size]`, or batch first; keys and values have a time of their own.
  public var query, key, value: Tensor
  /// True where a key is to be ignored, `[batch, keys]`.
  public var keyPaddingMask: Tensor?
  /// True where a query must not look at a key, or a number that is added to the score;
  /// `[queries, keys]` or `[batch · heads, queries, keys]`.
  public var mask: Tensor?

  public init(
    query: Tensor, key: Tensor, value: Tensor, keyPaddingMask: Tensor? = nil, mask: Tensor? = nil
  ) {
    self.query = query
    self.key = key
    self.value = value
    self.keyPaddingMask = keyPaddingMask
    self.mask = mask
  }
}

/// Attention of several heads: each looks for keys that match a query, and gives the mean of their
/// values, weighted by how well they match:
///
///     let (output, weights) = attention(x, x, x)
///
/// Source: Vaswani et al., "Attention Is All You Need" (2017), section 3.2.
public final class MultiheadAttention: Module, TrainingModeDependent {
  /// The output is of the query's shape, the weights are `[batch, queries, keys]`, the mean over the
  /// heads.
  public typealias Output = (output: Tensor, weights: Tensor)

  public let size, heads: Int
  public let dropout: Float
  public let isBatchFirst: Bool
  public var isTraining = true

  /// The projections of queries, keys and values, one below another: `[3 · size, size]`.
  public let inProjWeight: Parameter
  /// `[3 · size]`.
  public let inProjBias: Parameter?
  public let outProj: Linear

  /// - Parameters:
  ///   - size: The number of features of a step.
  ///   - heads: The number of heads, which share the features among them.
  ///   - dropout: The probability with which training drops a weight.
  ///   - batchFirst: Whether inputs are `[batch, time, size]`.
  public init(
    _ size: Int, heads: Int, dropout: Float = 0, bias: Bool = true, batchFirst: Bool = false
  ) {
    guard heads > 0, size % heads == 0 else {
      shapeError("MultiheadAttention(\(size)): \(heads) heads don't divide the features evenly")
    }
    self.size = size
    self.heads = heads
    self.dropout = dropout
    isBatchFirst = batchFirst
    inProjWeight = Parameter([3 * size, size], .xavierUniform())
    inProjBias = bias ? Parameter([3 * size]) : nil
    outProj = Linear(size, size, bias: bias)
    outProj.bias?.initialize(.zeros)
  }

  public func forward(_ x: AttentionInput) -> Output {
    let projected = project(x)
    guard projected[0].shape[0] == projected[1].shape[0], projected[1].shape == projected[2].shape
    else {
      error(
        "query \(x.query.shape), key \(x.key.shape) and value \(x.value.shape): batches have to be "
          + "the same, and keys as many as values")
    }
    let (queries, keys) = (projected[0], projected[1])
    let (batch, queryCount, keyCount) = (
      queries.shape[0], queries.shape[2], keys.shape[2]
    )
    var scores =
      matmul(queries * (1 / Float(size / heads).squareRoot()), keys.transposed())
    if let mask = x.mask {
      let shared: Shape = [queryCount, keyCount]
      let ofHeads: Shape = [batch * heads, queryCount, keyCount]
      guard mask.shape == shared || mask.shape == ofHeads else {
        error("mask \(mask.shape), expected \(shared) or \(ofHeads)")
      }
      scores =
        scores
        + penalty(mask).reshaped(
          to: mask.rank == 2
            ? [1, 1, queryCount, keyCount] : [batch, heads, queryCount, keyCount])
    }
    if let mask = x.keyPaddingMask {
      guard mask.shape == [batch, keyCount] else {
        error("keyPaddingMask \(mask.shape), expected \([batch, keyCount])")
      }
      scores = scores + penalty(mask).reshaped(to: [batch, 1, 1, keyCount])
    }
    var weights = softmax(scores)
    if isTraining && dropout > 0 { weights = Tensors.dropout(weights, probability: dropout) }
    let joined = matmul(weights, projected[2]).transposed(1, 2)
      .reshaped(to: [batch, queryCount, size])
    let output = outProj(isBatchFirst ? joined : joined.transposed(0, 1))
    return (output, weights.mean(dim: 1))
  }

  /// Runs the module, as in `attention(x, x, x)` for self-attention; see ``AttentionInput``.
  public func callAsFunction(
    _ query: Tensor, _ key: Tensor, _ value: Tensor, keyPaddingMask: Tensor? = nil,
    mask: Tensor? = nil
  ) -> Output {
    self(
      AttentionInput(
        query: query, key: key, value: value, keyPaddingMask: keyPaddingMask, mask: mask))
  }

  /// Queries, keys and values of each head, `[batch, heads, time, size / heads]`.
  private func project(_ x: AttentionInput) -> [Tensor] {
    let weights = inProjWeight.value.split(into: size)
    let biases = inProjBias?.value.split(into: size)
    return [x.query, x.key, x.value].enumerated().map { index, input in
      guard input.rank == 3, input.shape[2] == size else {
        let order = isBatchFirst ? "batch, time" : "time, batch"
        error("input \(input.shape), expected [\(order), \(size)]")
      }
      let steps = isBatchFirst ? input : input.transposed(0, 1)
      return linear(steps, weights[index], biases?[index])
        .reshaped(to: [steps.shape[0], steps.shape[1], heads, size / heads])
        .transposed(1, 2)
    }
  }

  private func error(_ message: String) -> Never {
    shapeError("MultiheadAttention(\(size)): \(message)")
  }

  /// What is added to scores: −∞ where a mask of truth values is true.
  private func penalty(_ mask: Tensor) -> Tensor {
    guard mask.dtype == .bool else { return mask }
    guard !mask.isMeta else { return .meta(mask.shape) }
    return .where(mask, Tensor(-.infinity), Tensor(0))
  }

  public var hyperparameters: String {
    "\(size), \(heads) heads" + (dropout > 0 ? ", dropout \(dropout)" : "")
  }
}
