internal import CKernels
import Tensors

/// How a learning rate changes in the course of training: a function of the step, which a
/// ``LearningRateScheduler`` applies to an optimiser and a chart can draw.
///
/// What a step is, a batch or an epoch, decides the one who counts. Formulas are those of PyTorch's
/// schedulers of these names.
public struct LearningRateSchedule: Sendable {
  private let curve: Curve

  /// The formulas, as values.
  private indirect enum Curve {
    case own(@Sendable (_ step: Int, _ base: Double) -> Double)
    case step(size: Int, gamma: Double)
    case multiStep(milestones: [Int], gamma: Double)
    case exponential(gamma: Double)
    case cosineAnnealing(steps: Int, minimum: Double)
    case cosineWithRestarts(steps: Int, growth: Int, minimum: Double)
    case oneCycle(OneCycle)
    case linear(start: Double, end: Double, steps: Int)
    case sequence(LearningRateSchedule, steps: Int, LearningRateSchedule)
  }

  private struct OneCycle {
    let initial, maximum, final: Double
    let momentum: ClosedRange<Double>?
    /// The steps of the maximum and of the end.
    let peak, last: Double

    /// Along half a period of a cosine from `start` to `middle`, and along another to `end`.
    func value(at step: Int, from start: Double, to middle: Double, and end: Double) -> Double {
      let step = min(Double(step), last)
      return step <= peak
        ? cosine(from: start, to: middle, step / peak)
        : cosine(from: middle, to: end, (step - peak) / (last - peak))
    }
  }

  private init(_ curve: Curve) { self.curve = curve }

  /// A schedule by a formula of its own.
  ///
  /// - Parameter rate: The learning rate in step 0, 1, 2, …, given the one that the optimiser was
  ///   made with.
  public init(_ rate: @escaping @Sendable (_ step: Int, _ base: Double) -> Double) {
    curve = .own(rate)
  }

  /// The learning rate in step 0, 1, 2, …
  ///
  /// - Parameter base: The learning rate that the optimiser was made with.
  public func learningRate(at step: Int, base: Double) -> Double {
    switch curve {
    case .own(let rate):
      return rate(step, base)
    case .step(let size, let gamma):
      return base * power(gamma, step / size)
    case .multiStep(let milestones, let gamma):
      return base * power(gamma, milestones.filter { $0 <= step }.count)
    case .exponential(let gamma):
      return base * power(gamma, step)
    case .cosineAnnealing(let steps, let minimum):
      return cosine(from: base, to: minimum, Double(step) / Double(steps))
    case .cosineWithRestarts(let steps, let growth, let minimum):
      var (position, period) = (step, steps)
      while position >= period { (position, period) = (position - period, period * growth) }
      return cosine(from: base, to: minimum, Double(position) / Double(period))
    case .oneCycle(let cycle):
      return cycle.value(at: step, from: cycle.initial, to: cycle.maximum, and: cycle.final)
    case .linear(let start, let end, let steps):
      return base * (start + (end - start) * Double(min(step, steps)) / Double(steps))
    case .sequence(let first, let steps, let second):
      return step < steps
        ? first.learningRate(at: step, base: base)
        : second.learningRate(at: step - steps, base: base)
    }
  }

  /// The momentum in step 0, 1, 2, …; nil if the schedule leaves it alone.
  public func momentum(at step: Int) -> Double? {
    switch curve {
    case .oneCycle(let cycle):
      return cycle.momentum.map {
        cycle.value(at: step, from: $0.upperBound, to: $0.lowerBound, and: $0.upperBound)
      }
    case .sequence(let first, let steps, let second):
      return step < steps ? first.momentum(at: step) : second.momentum(at: step - steps)
    default:
      return nil
    }
  }
}

extension LearningRateSchedule {
  /// The rate times `gamma` every `size` steps, as PyTorch's `StepLR`.
  public static func step(every size: Int, gamma: Double = 0.1) -> LearningRateSchedule {
    require(size > 0, "LearningRateSchedule.step: every \(size) steps")
    return LearningRateSchedule(.step(size: size, gamma: gamma))
  }

  /// The rate times `gamma` at each of the steps `milestones`.
  public static func multiStep(
    milestones: [Int], gamma: Double = 0.1
  ) -> LearningRateSchedule {
    LearningRateSchedule(.multiStep(milestones: milestones, gamma: gamma))
  }

  /// The rate times `gamma` in each step.
  public static func exponential(gamma: Double) -> LearningRateSchedule {
    LearningRateSchedule(.exponential(gamma: gamma))
  }

  /// Half a period of a cosine in `steps` steps, down to `minimum`, and up again after that.
  ///
  /// Source: Loshchilov and Hutter, "SGDR" (2017), equation 5, as PyTorch's `CosineAnnealingLR`.
  public static func cosineAnnealing(
    steps: Int, minimum: Double = 0
  ) -> LearningRateSchedule {
    require(steps > 0, "LearningRateSchedule.cosineAnnealing: over \(steps) steps")
    return LearningRateSchedule(.cosineAnnealing(steps: steps, minimum: minimum))
  }

  /// Half a period of a cosine down to `minimum`, again and again: over `steps` steps, then over
  /// `growth` times as many each time.
  ///
  /// Source: Loshchilov and Hutter, "SGDR" (2017), as PyTorch's `CosineAnnealingWarmRestarts`.
  public static func cosineWithRestarts(
    steps: Int, growth: Int = 1, minimum: Double = 0
  ) -> LearningRateSchedule {
    require(
      steps > 0 && growth > 0,
      "LearningRateSchedule.cosineWithRestarts: over \(steps) steps, \(growth) times as many")
    return LearningRateSchedule(
      .cosineWithRestarts(steps: steps, growth: growth, minimum: minimum))
  }

  /// Up from `maximum` / `initialDivisor` to `maximum` and down to the initial rate /
  /// `finalDivisor`, both along half a period of a cosine; the optimiser's own rate plays no part. The
  /// momentum falls where the rate rises, and rises where it falls.
  ///
  /// Source: Smith and Topin, "Super-Convergence" (2018), as PyTorch's `OneCycleLR`.
  ///
  /// - Parameters:
  ///   - steps: The number of steps in all.
  ///   - rising: The part of the steps in which the rate rises.
  ///   - momentum: The bounds of the momentum; with nil it stays what it is, as for an optimiser that
  ///     has none.
  public static func oneCycle(
    maximum: Double, steps: Int, rising: Double = 0.3, initialDivisor: Double = 25,
    finalDivisor: Double = 1e4, momentum: ClosedRange<Double>? = 0.85...0.95
  ) -> LearningRateSchedule {
    let initial = maximum / initialDivisor
    let peak = rising * Double(steps) - 1
    let last = Double(steps) - 1
    require(
      peak > 0 && peak < last,
      "LearningRateSchedule.oneCycle: \(steps) steps, \(rising) of them rising, are too few")
    return LearningRateSchedule(
      .oneCycle(
        OneCycle(
          initial: initial, maximum: maximum, final: initial / finalDivisor, momentum: momentum,
          peak: peak, last: last)))
  }

  /// The rate times a factor that goes from `start` to `end` in equal parts over `steps` steps, and
  /// stays there.
  public static func linear(
    from start: Double = 1.0 / 3, to end: Double = 1, steps: Int = 5
  ) -> LearningRateSchedule {
    require(steps > 0, "LearningRateSchedule.linear: over \(steps) steps")
    return LearningRateSchedule(.linear(start: start, end: end, steps: steps))
  }

  /// `steps` steps of warm-up, in which the rate grows from the part `start` in equal parts; then
  /// this schedule, from its own step 0.
  public func afterWarmUp(steps: Int, from start: Double = 1.0 / 3) -> LearningRateSchedule {
    LearningRateSchedule(.sequence(.linear(from: start, steps: steps), steps: steps, self))
  }
}

/// What a cosine gives on its way from `start` to `end`, after the part `progress` of it.
private func cosine(from start: Double, to end: Double, _ progress: Double) -> Double {
  // A cosine is a sine that is a quarter turn ahead.
  let turns = 2 * progress
  let quadrant = turns.rounded(.toNearestOrEven)
  let cosine = kernels_sin_of_quarter_turns(turns - quadrant, Int64(quadrant) + 1)
  return end + (start - end) * (1 + cosine) / 2
}

/// `base` to a whole power, by repeated squaring.
private func power(_ base: Double, _ exponent: Int) -> Double {
  guard exponent > 0 else { return 1 }
  let root = power(base, exponent / 2)
  return exponent % 2 == 0 ? root * root : root * root * base
}
