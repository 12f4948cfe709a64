/// Lowers an optimiser's learning rate when a loss has stopped falling, as PyTorch's
/// `ReduceLROnPlateau`.
public final class PlateauScheduler {
  public let optimizer: any Optimizer
  public let factor, threshold, minimum: Double
  public let patience, cooldown: Int

  /// The smallest loss so far.
  public private(set) var best = Double.infinity
  private var stepsWithoutProgress = 0
  private var stepsToRest = 0

  /// - Parameters:
  ///   - factor: What the rate is multiplied by.
  ///   - patience: So many steps without progress are accepted.
  ///   - threshold: A loss counts as progress if it is below (1 − `threshold`) times the best one.
  ///   - cooldown: After the rate was lowered, so many steps don't count.
  ///   - minimum: The rate is not lowered below this.
  public init(
    _ optimizer: any Optimizer, factor: Double = 0.1, patience: Int = 10,
    threshold: Double = 1e-4, cooldown: Int = 0, minimum: Double = 0
  ) {
    self.optimizer = optimizer
    self.factor = factor
    self.patience = patience
    self.threshold = threshold
    self.cooldown = cooldown
    self.minimum = minimum
  }

  /// Takes note of the loss after an epoch.
  public func step(loss: Double) {
    if loss < best * (1 - threshold) || best == .infinity && loss < best {
      best = loss
      stepsWithoutProgress = 0
    } else {
      stepsWithoutProgress += 1
    }
    if stepsToRest > 0 {
      stepsToRest -= 1
      stepsWithoutProgress = 0
    }
    guard stepsWithoutProgress > patience else { return }
    let lowered = max(optimizer.learningRate * factor, minimum)
    // PyTorch's `eps`: to change a rate by less makes no difference.
    if optimizer.learningRate - lowered > 1e-8 { optimizer.learningRate = lowered }
    stepsToRest = cooldown
    stepsWithoutProgress = 0
  }
}
