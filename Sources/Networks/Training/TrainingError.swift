/// Why a training can't begin or go on.
public enum TrainingError: Error, Hashable, Sendable {
  /// A data set without samples.
  case noSamples
  /// Early stopping without data that could tell when to stop.
  case noValidation
  /// A loss that is infinite or no number: training has diverged, or an input is not finite. The
  /// model is as it was before that batch; in the validation, as the epoch left it.
  case lossNotFinite(Double, epoch: Int, batch: Int?, learningRate: Double)
}

extension TrainingError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .noSamples: "the data set has no samples"
    case .noValidation: "early stopping needs validation data: fit(…, validation: …)"
    case .lossNotFinite(let loss, let epoch, let batch, let learningRate):
      "the loss is \(loss) in epoch \(epoch), \(batch.map { "batch \($0)" } ?? "validation") "
        + "(learning rate \(learningRate)): a smaller learning rate, gradient clipping or finite "
        + "inputs may help"
    }
  }
}
