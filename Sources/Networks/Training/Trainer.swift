import Datasets
import Tensors

/// The inner loops of ``fit(_:on:validation:optimizer:loss:metrics:epochs:batchSize:schedule:scheduleInterval:earlyStopping:criterion:checkpoint:clipGradNorm:progress:onEpoch:)``.
struct Trainer<Model: Layer> {
  let model: Model
  let optimizer: any Optimizer
  let loss: (Tensor, Tensor) -> Tensor
  let metrics: [Metric]
  let scheduler: LearningRateScheduler?
  let scheduleInterval: ScheduleInterval
  let maximumNorm: Float?

  /// Trains and validates. Nil if the epoch was interrupted.
  func runEpoch<Training: SupervisedDataset>(
    _ epoch: Int, _ batches: DataLoader<Training>, _ validation: (any SupervisedDataset)?,
    _ watch: InterruptionWatch, _ reporter: inout ProgressReporter
  ) throws -> History.Epoch? {
    let learningRate = optimizer.learningRate
    guard let training = try train(epoch, batches, watch, &reporter) else { return nil }
    if scheduleInterval == .epoch { scheduler?.step() }
    let evaluation = try validation.map {
      try evaluate(model, on: $0, loss: loss, metrics: metrics)
    }
    if let evaluation, !evaluation.loss.isFinite {
      throw TrainingError.lossNotFinite(
        evaluation.loss, epoch: epoch, batch: nil, learningRate: learningRate)
    }
    return History.Epoch(
      number: epoch, learningRate: learningRate, training: training, validation: evaluation)
  }

  private func train<Training: SupervisedDataset>(
    _ epoch: Int, _ batches: DataLoader<Training>, _ watch: InterruptionWatch,
    _ reporter: inout ProgressReporter
  ) throws -> Evaluation? {
    try model.withTraining(true) {
      var sums = EvaluationSums(metrics)
      let iterator = batches.makeIterator()
      var number = 0
      while let batch = try iterator.nextBatch() {
        number += 1
        let (input, target) = Training.example(batch)
        let output = model(input)
        let value = try step(loss(output, target), epoch: epoch, batch: number)
        sums.add(loss: value, output, target)
        reporter.report(epoch: epoch, batch: number, sums.mean)
        if watch.isInterrupted { return nil }
      }
      return sums.mean
    }
  }

  /// Changes the parameters by the gradients of a batch's loss. Returns its value.
  private func step(_ loss: Tensor, epoch: Int, batch: Int) throws -> Double {
    let value = scalar(loss)
    guard value.isFinite else {
      throw TrainingError.lossNotFinite(
        value, epoch: epoch, batch: batch, learningRate: optimizer.learningRate)
    }
    optimizer.zeroGrad()
    loss.backward()
    if let maximumNorm { clipGradNorm(optimizer.parameters, maximum: maximumNorm) }
    optimizer.step()
    if scheduleInterval == .batch { scheduler?.step() }
    return value
  }
}
