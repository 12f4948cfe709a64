import Datasets
import Foundation
import Networks
import Tensors
import Testing

/// A program has the signals that its caller ignores or blocks ignored or blocked too.
private func receiveInterruptions() {
  signal(SIGINT, SIG_DFL)
  var signals = sigset_t()
  sigemptyset(&signals)
  sigaddset(&signals, SIGINT)
  pthread_sigmask(SIG_UNBLOCK, &signals, nil)
}

@Suite struct FitTests {
  @Test func learns() throws {
    let model = withSeed(3) { perceptron() }
    let history = try withSeed(4) {
      try fit(
        model, on: rings(1000), validation: rings(300, seed: 2),
        optimizer: Adam(model.parameters, learningRate: 1e-2), loss: crossEntropy,
        metrics: [.accuracy], epochs: 15, batchSize: 50, progress: false)
    }
    #expect(history.ending == .completed)
    #expect(history.epochs.map(\.number) == Array(1...15))
    #expect(history.measuredSeconds.count == 15)
    #expect(history.epochs[0].training.loss > 3 * history.best.training.loss)
    #expect(history.best.validation!.accuracy > 0.95)
    let result = try evaluate(
      model, on: rings(300, seed: 5), loss: crossEntropy, metrics: [.accuracy])
    #expect(result.accuracy > 0.95)
  }

  /// The loop of `fit`'s documentation, written out, gives the same weights.
  @Test func isTheLoopByHand() throws {
    let data = rings(130)
    func model() -> Sequential { withSeed(3) { perceptron(dropout: 0.2) } }
    let fitted = model()
    let history = try withSeed(4) {
      try fit(
        fitted, on: data, optimizer: SGD(fitted.parameters, learningRate: 0.1), loss: crossEntropy,
        epochs: 3, batchSize: 50, progress: false)
    }
    let byHand = model()
    let optimizer = SGD(byHand.parameters, learningRate: 0.1)
    var losses: [Double] = []
    withSeed(4) {
      var batches = data.batches(of: 50, shuffled: true, seed: RandomKey.next())
      for epoch in 1...3 {
        batches.epoch = epoch
        var sum = 0.0
        for (input, target) in batches {
          let loss = crossEntropy(byHand(input), target)
          optimizer.zeroGrad()
          loss.backward()
          optimizer.step()
          sum += Double(loss.scalar) * Double(target.count)
        }
        losses.append(sum / 130)
      }
    }
    #expect(weights(fitted) == weights(byHand))
    #expect(history.epochs.map(\.training.loss) == losses)
    #expect(history.bestEpoch == 3)
  }

  @Test func isReproducible() throws {
    func run(_ seed: UInt64) throws -> (History, [[Float]]) {
      try withSeed(seed) {
        let model = perceptron(dropout: 0.5)
        let history = try fit(
          model, on: rings(200), validation: rings(100, seed: 2),
          optimizer: Adam(model.parameters), loss: crossEntropy, metrics: [.accuracy], epochs: 4,
          batchSize: 30, progress: false)
        return (history, weights(model))
      }
    }
    let (first, second, other) = (try run(1), try run(1), try run(2))
    #expect(first.0.epochs == second.0.epochs && first.1 == second.1)
    #expect(first.1 != other.1)
  }

  // MARK: Stopping

  /// Labels without a rule are learnt by heart, so that the validation soon gets worse.
  func overfit(patience: Int?, criterion: Criterion = .loss, checkpoint: String? = nil) throws -> (
    History, Sequential
  ) {
    let model = withSeed(1) { perceptron(inputs: 8, hidden: 64) }
    let history = try withSeed(2) {
      try fit(
        model, on: noise(60, seed: 3), validation: noise(60, seed: 4),
        optimizer: Adam(model.parameters, learningRate: 1e-2), loss: crossEntropy,
        metrics: [.accuracy], epochs: 30, batchSize: 10,
        earlyStopping: patience.map { EarlyStopping(patience: $0) }, criterion: criterion,
        checkpoint: checkpoint, progress: false)
    }
    return (history, model)
  }

  @Test(arguments: [1, 3]) func stopsEarly(_ patience: Int) throws {
    let (history, _) = try overfit(patience: patience)
    #expect(history.ending == .earlyStopping)
    #expect(history.epochs.count == history.bestEpoch + patience)
    #expect(history.epochs.count < 30)
  }

  @Test func bestWeightsComeBack() throws {
    let (history, model) = try overfit(patience: nil)
    #expect(history.ending == .completed && history.bestEpoch < 30)
    let losses = history.epochs.map { $0.validation!.loss }
    #expect(history.best.validation!.loss == losses.min())
    let result = try evaluate(
      model, on: noise(60, seed: 4), loss: crossEntropy, metrics: [.accuracy])
    #expect(result == history.best.validation)
  }

  @Test func metricMayDecide() throws {
    let (history, _) = try overfit(patience: nil, criterion: .metric(.accuracy))
    let accuracies = history.epochs.map { $0.validation!.accuracy }
    #expect(history.bestEpoch == accuracies.firstIndex(of: accuracies.max()!)! + 1)
  }

  @Test func checkpointIsTheBest() throws {
    let path = FileManager.default.temporaryDirectory
      .appending(path: "\(UUID().uuidString).safetensors").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    let (_, model) = try overfit(patience: 2, checkpoint: path)
    let copy = perceptron(inputs: 8, hidden: 64)
    try copy.load(SafetensorsFile(path).tensors())
    #expect(weights(copy) == weights(model))
  }

  /// Ctrl-C ends the training, and the program goes on.
  @Test func interruption() async {
    await #expect(processExitsWith: .exitCode(7)) {
      receiveInterruptions()
      let model = perceptron()
      let history = try fit(
        model, on: rings(100), validation: rings(50, seed: 2),
        optimizer: SGD(model.parameters, learningRate: 0.1), loss: crossEntropy, epochs: 100,
        progress: false
      ) { epoch in
        if epoch.number == 3 { raise(SIGINT) }
      }
      guard history.ending == .interrupted, history.epochs.count == 3 else { exit(1) }
      let result = try evaluate(model, on: rings(50, seed: 2), loss: crossEntropy)
      exit(result == history.best.validation ? 7 : 2)
    }
    // The next one ends the program, as if nothing had been trained.
    await #expect(processExitsWith: .signal(SIGINT)) {
      receiveInterruptions()
      let model = perceptron()
      try fit(
        model, on: rings(10), optimizer: SGD(model.parameters, learningRate: 0.1),
        loss: crossEntropy, epochs: 1, progress: false)
      raise(SIGINT)
    }
  }

  // MARK: Errors

  @Test func nonFiniteLoss() throws {
    let model = withSeed(1) { perceptron() }
    let before = weights(model)
    let data = TensorDataset(.full([4, 2], .nan), Tensor([0, 1, 2, 0] as [Int32]))
    #expect {
      try fit(
        model, on: data, optimizer: SGD(model.parameters, learningRate: 0.5), loss: crossEntropy,
        epochs: 2, progress: false)
    } throws: { error in
      guard case TrainingError.lossNotFinite(_, epoch: 1, batch: 1, learningRate: 0.5) = error
      else { return false }
      return "\(error)".hasPrefix("the loss is nan in epoch 1, batch 1 (learning rate 0.5)")
    }
    #expect(weights(model) == before)
  }

  @Test func divergence() {
    #expect(throws: TrainingError.self) {
      let model = withSeed(1) { perceptron() }
      try fit(
        model, on: rings(100), optimizer: SGD(model.parameters, learningRate: 1e30),
        loss: crossEntropy, epochs: 5, progress: false)
    }
  }

  @Test func noData() {
    let model = perceptron()
    let empty = TensorDataset(.zeros([0, 2]), Tensor([] as [Int32]))
    let optimizer = SGD(model.parameters, learningRate: 0.1)
    #expect(throws: TrainingError.noSamples) {
      try fit(model, on: empty, optimizer: optimizer, loss: crossEntropy, epochs: 1)
    }
    #expect(throws: TrainingError.noSamples) {
      try fit(
        model, on: rings(5), validation: empty, optimizer: optimizer, loss: crossEntropy, epochs: 1)
    }
    #expect(throws: TrainingError.noSamples) {
      try evaluate(model, on: empty, loss: crossEntropy)
    }
    #expect(throws: TrainingError.noValidation) {
      try fit(
        model, on: rings(5), optimizer: optimizer, loss: crossEntropy, epochs: 1,
        earlyStopping: EarlyStopping(patience: 1))
    }
  }
}
