import Datasets
import Foundation
import Networks
import Synchronization
import Tensors
import Testing

/// What belongs to a training besides the loop.
@Suite struct TrainingTests {
  func fitRings(
    _ schedule: LearningRateSchedule, _ interval: ScheduleInterval
  ) throws -> (rates: [Double], last: Double) {
    let model = perceptron()
    let optimizer = SGD(model.parameters, learningRate: 0.1)
    let history = try fit(
      model, on: rings(90), optimizer: optimizer, loss: crossEntropy, epochs: 4, batchSize: 30,
      schedule: schedule, scheduleInterval: interval, progress: false)
    return (history.epochs.map(\.learningRate), optimizer.learningRate)
  }

  @Test func schedules() throws {
    let byEpoch = try fitRings(.step(every: 2, gamma: 0.5), .epoch)
    #expect(byEpoch.rates == [0.1, 0.1, 0.05, 0.05] && byEpoch.last == 0.025)
    let byBatch = try fitRings(.step(every: 3, gamma: 0.5), .batch)
    #expect(byBatch.rates == [0.1, 0.05, 0.025, 0.0125] && byBatch.last == 0.00625)
  }

  @Test func gradientsAreClipped() throws {
    let model = perceptron()
    let before = weights(model)
    try fit(
      model, on: rings(30), optimizer: SGD(model.parameters, learningRate: 1), loss: crossEntropy,
      epochs: 1, clipGradNorm: 1e-3, progress: false)
    let change = zip(weights(model).joined(), before.joined())
      .reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    #expect(change.squareRoot() < 1.01e-3 && change > 0)
  }

  /// Reports the mode in which it is called.
  final class Probe: Module, TrainingModeDependent {
    let scale = Parameter([3], .ones)
    var isTraining = true
    private(set) var modes: [Bool] = []

    func forward(_ x: Tensor) -> Tensor {
      modes.append(isTraining)
      return x * scale.value
    }
  }

  @Test func modes() throws {
    let data = TensorDataset(.ones([4, 3]), Tensor([0, 1, 2, 0] as [Int32]))
    let probe = Probe()
    probe.isTraining = false
    try fit(
      probe, on: data, validation: data, optimizer: SGD(probe.parameters, learningRate: 0.1),
      loss: crossEntropy, epochs: 2, progress: false)
    #expect(probe.modes == [true, false, true, false])
    #expect(probe.isTraining == false)
    probe.train()
    let output = predict(probe, .ones([2, 3]))
    #expect(probe.modes.last == false && probe.isTraining && !output.requiresGradient)
  }

  @Test func predictions() throws {
    let model = perceptron(dropout: 0.5)
    let data = rings(25)
    let whole = predict(model, data.inputs)
    #expect(whole.shape == [25, 3])
    #expect(predict(model, data.inputs, batchSize: 7).scalars == whole.scalars)
    #expect(try predict(model, on: data, batchSize: 10).scalars == whole.scalars)
    model.eval()
    #expect(model(data.inputs).scalars == whole.scalars)
  }

  @Test func metrics() throws {
    let scores = Tensor([[3, 2, 1], [1, 2, 3], [2, 3, 1], [0, 0, 9]])
    let data = TensorDataset(scores, Tensor([0, 1, 2, 2] as [Int32]))
    let distance = Metric("top score", higherIsBetter: false) { scores, _ in scores.max(dim: 1) }
    for batchSize in 1...4 {
      let result = try evaluate(
        Identity(), on: data, loss: crossEntropy, metrics: [.accuracy, .topAccuracy(2), distance],
        batchSize: batchSize)
      #expect(result.accuracy == 0.5)
      #expect(result[.topAccuracy(2)] == 0.75)
      #expect(result[distance] == 4.5)
    }
  }

  @Test func historyIsAValue() throws {
    let model = perceptron()
    let history = try fit(
      model, on: rings(40), validation: rings(20, seed: 2),
      optimizer: SGD(model.parameters, learningRate: 0.1), loss: crossEntropy,
      metrics: [.accuracy], epochs: 2, progress: false)
    let encoded = try JSONEncoder().encode(history)
    #expect(try JSONDecoder().decode(History.self, from: encoded) == history)
    let lines = history.description.split(separator: "\n")
    #expect(lines.count == 3 && lines[2] == "ended: completed")
    #expect(lines[0].hasPrefix("epoch 1: loss ") && lines[0].contains("; validation: loss "))
  }

  @Test func progress() throws {
    let received = Mutex<[TrainingProgress]>([])
    TrainingProgress.install { progress in received.withLock { $0.append(progress) } }
    defer { TrainingProgress.install(nil) }
    let model = perceptron()
    try fit(
      model, on: rings(100), validation: rings(10, seed: 2),
      optimizer: SGD(model.parameters, learningRate: 0.1), loss: crossEntropy,
      metrics: [.accuracy], epochs: 3, batchSize: 40)
    let events = received.withLock { $0 }
    let fractions = events.map(\.fraction)
    #expect(fractions == fractions.sorted() && fractions.last == 1)
    #expect(events.filter { $0.batch == 3 }.map(\.epoch) == [1, 2, 3])
    #expect(events.last!.secondsLeft == 0 && events.last!.samplesPerSecond > 0)
    #expect(events.first!.validation == nil && events.last!.validation != nil)
    #expect(
      "\(events.last!)".contains(#/^epoch 3/3, 3/3: loss [\d.]+, accuracy [\d.]+; validation: /#))
  }
}
