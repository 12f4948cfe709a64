import Datasets
import Tensors

/// What a learning-rate schedule counts.
public enum ScheduleInterval: Sendable { case epoch, batch }

/// Trains a model:
///
///     let history = try fit(
///       model, on: training, validation: validation,
///       optimizer: Adam(model.parameters, learningRate: 1e-3),
///       loss: crossEntropy, metrics: [.accuracy], epochs: 20, batchSize: 128,
///       earlyStopping: EarlyStopping(patience: 3))
///
/// That is this loop, with records of how it goes:
///
///     for epoch in 1...20 {
///       model.train()
///       for batch in training.batches(of: 128, shuffled: true) {
///         let loss = crossEntropy(model(batch.images), batch.labels)
///         optimizer.zeroGrad()
///         loss.backward()
///         optimizer.step()
///       }
///       let result = try evaluate(
///         model, on: validation, loss: crossEntropy, metrics: [.accuracy])
///     }
///
/// With validation data, the model has in the end the weights of the epoch that was best on them;
/// otherwise, those of the last.
///
/// Samples come in another order in each epoch. The orders, and what dropout does, follow from the
/// system's randomness, in a notebook from the cell's seed, or from the seed of a surrounding
/// ``withSeed(_:_:)``: with that, the same training gives the same model, bit by bit.
///
/// Progress goes to the notebook, or else to standard error. In a program that does not handle
/// Ctrl-C otherwise, the first one ends the training after the batch that is under way.
///
/// - Parameters:
///   - validation: What decides which epoch was best.
///   - loss: Of output and target, a scalar: the mean over a batch.
///   - metrics: What is measured beside the loss.
///   - schedule: Changes the optimiser's learning rate after each epoch or batch, as
///     `scheduleInterval` says.
///   - criterion: Which number of the validation decides what is better.
///   - checkpoint: A safetensors file to write the weights to whenever an epoch was the best so far.
///   - clipGradNorm: The largest norm of all gradients together; see ``clipGradNorm(_:maximum:)``.
///   - progress: Whether to say how far the training is.
///   - onEpoch: Called after each epoch.
/// - Returns: The losses and metrics of each epoch.
/// - Throws: ``TrainingError`` if there are no samples or a loss is not finite; errors of samples that
///   can't be read and of the checkpoint.
@discardableResult
public func fit<Training: SupervisedDataset>(
  _ model: some Layer, on training: Training, validation: (any SupervisedDataset)? = nil,
  optimizer: any Optimizer, loss: @escaping (Tensor, Tensor) -> Tensor, metrics: [Metric] = [],
  epochs: Int, batchSize: Int = 32, schedule: LearningRateSchedule? = nil,
  scheduleInterval: ScheduleInterval = .epoch, earlyStopping: EarlyStopping? = nil,
  criterion: Criterion = .loss, checkpoint: String? = nil, clipGradNorm: Float? = nil,
  progress: Bool = true, onEpoch: (History.Epoch) -> Void = { _ in }
) throws -> History {
  require(epochs > 0, "fit: \(epochs) epochs")
  guard training.count > 0, validation?.count != 0 else { throw TrainingError.noSamples }
  if earlyStopping != nil && validation == nil { throw TrainingError.noValidation }
  let trainer = Trainer(
    model: model, optimizer: optimizer, loss: loss, metrics: metrics,
    scheduler: schedule.map { LearningRateScheduler(optimizer, $0) },
    scheduleInterval: scheduleInterval, maximumNorm: clipGradNorm)
  // One seed for all epochs, each of which has an order of its own.
  var batches = training.batches(of: batchSize, shuffled: true, seed: RandomKey.next())
  var best = BestWeights(
    criterion, minimumImprovement: earlyStopping?.minimumImprovement ?? 0)
  var history = History()
  var reporter = ProgressReporter(
    epochs: epochs, batches: batches.count, samples: training.count, isSilent: !progress)
  let watch = InterruptionWatch()
  defer {
    watch.end()
    reporter.end()
  }
  for epoch in 1...epochs {
    batches.epoch = epoch
    reporter.beginEpoch()
    guard
      let result = try trainer.runEpoch(epoch, batches, validation, watch, &reporter)
    else {
      history.ending = .interrupted
      break
    }
    history.epochs.append(result)
    history.times.append(MeasuredTime(seconds: reporter.endEpoch(result)))
    onEpoch(result)
    if let evaluation = result.validation {
      if best.update(model, after: epoch, evaluation), let checkpoint {
        try SafetensorsFile.write(best.weights, to: checkpoint)
      }
      if let earlyStopping, epoch - best.epoch >= earlyStopping.patience {
        history.ending = .earlyStopping
        break
      }
    }
  }
  history.bestEpoch = validation == nil ? history.epochs.count : best.epoch
  if best.epoch > 0 { try model.load(best.weights) }
  return history
}
