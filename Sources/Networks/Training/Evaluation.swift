import Datasets
import Tensors

/// How well a model does on a data set: loss and metrics, averaged over the samples.
public struct Evaluation: Hashable, Codable, Sendable {
  public let loss: Double
  /// By name.
  public let metrics: [String: Double]

  /// What was measured by a metric; it must have been asked for.
  public subscript(metric: Metric) -> Double {
    guard let value = metrics[metric.name] else {
      fatalError(
        "Evaluation: no metric '\(metric.name)'; measured were: "
          + metrics.keys.sorted().joined(separator: ", "))
    }
    return value
  }

  /// The part of samples that are classified correctly, where ``Metric/accuracy`` was measured.
  public var accuracy: Double { self[.accuracy] }
}

/// Loss and metrics of a model on a data set, in inference mode, without gradients:
///
///     let result = try evaluate(
///       model, on: mnist.test, loss: crossEntropy, metrics: [.accuracy])
///     result.accuracy  // 0.9831
///
/// - Parameters:
///   - loss: Of output and target, a scalar: the mean over a batch.
///   - batchSize: How many samples are computed at once; no matter for the result but for rounding.
/// - Throws: ``TrainingError`` if there are no samples, or the error of a sample that can't be read.
public func evaluate<Data: SupervisedDataset>(
  _ model: some Layer, on data: Data, loss: (Tensor, Tensor) -> Tensor, metrics: [Metric] = [],
  batchSize: Int = 256
) throws -> Evaluation {
  guard data.count > 0 else { throw TrainingError.noSamples }
  var sums = EvaluationSums(metrics)
  try model.inferring {
    let batches = data.batches(of: batchSize).makeIterator()
    while let batch = try batches.nextBatch() {
      let (input, target) = Data.example(batch)
      let output = model(input)
      sums.add(loss: scalar(loss(output, target)), output, target)
    }
  }
  return sums.mean
}

/// The outputs of a model for many inputs, in inference mode, without gradients.
///
/// - Parameters:
///   - inputs: Of which the first dimension counts the samples.
///   - batchSize: How many samples are computed at once.
public func predict(_ model: some Layer, _ inputs: Tensor, batchSize: Int = 256) -> Tensor {
  require(batchSize > 0, "predict: batches of \(batchSize) samples")
  let count = inputs.shape[0]
  guard count > batchSize else { return model.inferring { model(inputs) } }
  return model.inferring {
    Tensor.concatenate(
      stride(from: 0, to: count, by: batchSize).map { start in
        model(inputs.narrowed(dim: 0, to: start..<min(start + batchSize, count)))
      })
  }
}

/// The outputs of a model for all samples of a data set, in order.
public func predict<Data: SupervisedDataset>(
  _ model: some Layer, on data: Data, batchSize: Int = 256
) throws -> Tensor {
  guard data.count > 0 else { throw TrainingError.noSamples }
  return try model.inferring {
    var outputs: [Tensor] = []
    let batches = data.batches(of: batchSize).makeIterator()
    while let batch = try batches.nextBatch() { outputs.append(model(Data.example(batch).input)) }
    return .concatenate(outputs)
  }
}

/// Loss and metrics of the batches so far.
struct EvaluationSums {
  private let metrics: [Metric]
  private var count = 0
  private var loss = 0.0
  private var values: [Double]

  init(_ metrics: [Metric]) {
    self.metrics = metrics
    values = metrics.map { _ in 0 }
  }

  /// - Parameter batchLoss: The mean over the batch.
  mutating func add(loss batchLoss: Double, _ output: Tensor, _ target: Tensor) {
    let batch = target.shape.rank > 0 ? target.shape[0] : 1
    count += batch
    loss += batchLoss * Double(batch)
    for (index, metric) in metrics.enumerated() {
      let measures = metric.values(output.detached(), target).asType(.float32).scalars
      require(
        measures.count >= batch && measures.count % max(batch, 1) == 0,
        "Metric '\(metric.name)': \(measures.count) numbers for a batch of \(batch)")
      let sum = measures.reduce(0) { $0 + Double($1) }
      values[index] += sum / Double(measures.count / batch)
    }
  }

  var mean: Evaluation {
    let count = Double(max(count, 1))
    return Evaluation(
      loss: loss / count,
      metrics: Dictionary(
        zip(metrics.map(\.name), values.map { $0 / count }), uniquingKeysWith: { $1 }))
  }
}

/// The value of a loss.
func scalar(_ loss: Tensor) -> Double {
  guard loss.count == 1 else {
    shapeError(
      "the loss has shape \(loss.shape), expected a scalar: the mean over the samples of a batch")
  }
  return Double(loss.scalar)
}
