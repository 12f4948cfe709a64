import Networks
import Tensors
import Testing

/// Learning rates in the course of training, and gradients that are clipped, as PyTorch gives them.
struct ScheduleTests {
  @Test func ratesAndMomentaEqualPyTorch() throws {
    let cases = try fixture("schedules.json", as: [ScheduleFixture].self)
    #expect(Set(cases.map(\.name)) == Set(testedSchedules.keys))
    for fixture in cases {
      let optimizer = SGD([], learningRate: 0.4, momentum: 0.5)
      let schedule = try #require(testedSchedules[fixture.name])
      let scheduler = LearningRateScheduler(optimizer, schedule)
      for (step, (rate, momentum)) in zip(fixture.rates, fixture.momenta).enumerated() {
        #expect(abs(optimizer.learningRate - rate) < 1e-9, "\(fixture.name), step \(step)")
        #expect(abs(optimizer.momentum - momentum) < 1e-9, "\(fixture.name), step \(step)")
        #expect(schedule.learningRate(at: step, base: 0.4) == optimizer.learningRate)
        scheduler.step()
      }
    }
  }

  @Test func schedulesGoOnFromACheckpoint() {
    let optimizer = SGD([], learningRate: 1)
    let scheduler = LearningRateScheduler(optimizer, .exponential(gamma: 0.5))
    scheduler.steps = 3
    #expect(optimizer.learningRate == 0.125)
  }

  @Test func plateausEqualPyTorch() throws {
    for fixture in try fixture("plateau.json", as: [PlateauFixture].self) {
      let optimizer = SGD([], learningRate: fixture.rate)
      let scheduler = PlateauScheduler(
        optimizer, factor: 0.5, patience: 2, cooldown: 1, minimum: fixture.minimum)
      for (loss, rate) in zip(fixture.losses, fixture.rates) {
        scheduler.step(loss: loss)
        #expect(abs(optimizer.learningRate - rate) <= rate * 1e-12)
      }
    }
  }

  @Test func clippedNormsEqualPyTorch() throws {
    for fixture in try fixture("clipping.json", as: [ClippingFixture].self) {
      let parameters = fixture.before.map { Parameter(Tensor.zeros($0.shape)) }
      for (parameter, gradient) in zip(parameters, fixture.before) {
        parameter.grad = gradient.tensor
      }
      let without = Parameter([3])
      let norm = clipGradNorm(parameters + [without], maximum: fixture.maximum)
      #expect(abs(norm - fixture.norm) < 1e-5)
      for (parameter, gradient) in zip(parameters, fixture.after) {
        expectClose(parameter.grad, gradient, tolerance: 1e-6)
      }
      #expect(without.grad == nil)
    }
  }

  @Test func aNormThatIsNotANumberIsNotHidden() {
    let parameters = [Parameter([1]), Parameter([1])]
    parameters[0].grad = Tensor([.nan])
    parameters[1].grad = Tensor([3])
    #expect(clipGradNorm(parameters, maximum: 1).isNaN)
    #expect(parameters[1].grad?.scalar.isNaN == true)
  }

  @Test func clippedValuesAreWithinTheLimit() {
    let parameter = Parameter([3])
    let gradient = Tensor([-2, 0.5, 3])
    parameter.grad = gradient
    clipGradValue([parameter], limit: 1)
    #expect(parameter.grad?.scalars == [-1, 0.5, 1])
    #expect(gradient.scalars == [-2, 0.5, 3])
  }
}

private struct ScheduleFixture: Decodable {
  let name: String
  let rates, momenta: [Double]
}

private struct PlateauFixture: Decodable {
  let rate, minimum: Double
  let losses, rates: [Double]
}

private struct ClippingFixture: Decodable {
  let maximum, norm: Float
  let before, after: [TensorFixture]
}

/// Every case of `schedules.json`.
private let testedSchedules: [String: LearningRateSchedule] = [
  "step": .step(every: 7, gamma: 0.3),
  "multiStep": .multiStep(milestones: [3, 10, 11], gamma: 0.5),
  "exponential": .exponential(gamma: 0.9),
  "cosineAnnealing": .cosineAnnealing(steps: 20, minimum: 0.01),
  "cosineWithRestarts": .cosineWithRestarts(steps: 4, growth: 2, minimum: 0.01),
  "oneCycle": .oneCycle(maximum: 0.8, steps: 31),
  "oneCycle with everything": .oneCycle(
    maximum: 0.8, steps: 31, rising: 0.5, initialDivisor: 10, finalDivisor: 100,
    momentum: 0.6...0.9),
  "linear": .linear(),
  "warm-up": .cosineAnnealing(steps: 20).afterWarmUp(steps: 5, from: 0.1),
]
