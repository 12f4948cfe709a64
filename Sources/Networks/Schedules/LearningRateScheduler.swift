import Tensors

/// Applies a schedule to an optimiser:
///
///     let scheduler = LearningRateScheduler(optimizer, .cosineAnnealing(steps: epochs))
///     for epoch in 0..<epochs {
///       …
///       scheduler.step()
///     }
public final class LearningRateScheduler {
  public let optimizer: any Optimizer
  public let schedule: LearningRateSchedule
  /// The learning rate that the optimiser was made with.
  public let base: Double

  /// The number of steps so far; setting it goes on from there, as after a checkpoint.
  public var steps = 0 {
    didSet { apply() }
  }

  /// Sets the optimiser's learning rate, and its momentum if the schedule changes that, for its first
  /// step.
  public init(_ optimizer: any Optimizer, _ schedule: LearningRateSchedule) {
    self.optimizer = optimizer
    self.schedule = schedule
    base = optimizer.learningRate
    apply()
  }

  /// Sets them for the optimiser's next step.
  public func step() { steps += 1 }

  private func apply() {
    optimizer.learningRate = schedule.learningRate(at: steps, base: base)
    guard let momentum = schedule.momentum(at: steps) else { return }
    let changed = optimizer as? any MomentumOptimizer
    require(
      changed != nil,
      "LearningRateScheduler: \(type(of: optimizer)) has no momentum to change; leave it alone by "
        + "`momentum: nil`")
    changed?.momentum = momentum
  }
}
