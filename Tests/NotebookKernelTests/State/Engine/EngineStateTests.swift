import DeepLearning
import Foundation
import Testing

@testable import NotebookKernel

/// Tensors, models, optimisers and what else a chapter keeps of the engine.
@Suite struct EngineStateTests {
  final class Perceptron: Module {
    let hidden = Linear(4, 8)
    let norm = BatchNorm1d(8)
    let rest = Sequential {
      ReLU()
      Dropout(0.25)
      Linear(8, 3)
    }
    func forward(_ x: Tensor) -> Tensor { rest(norm(hidden(x))) }
  }

  @Test func tensors() throws {
    for tensor in [
      Tensor([[1, 2.5], [-0.0, .nan]]), Tensor(3), .zeros([0, 3]), .zeros([]),
      Tensor([Int32.min, 7]), Tensor([[true, false]]), .meta([2, 3], dtype: .int32),
    ] {
      let restored = try roundTrip(tensor)
      #expect(restored.shape == tensor.shape && restored.dtype == tensor.dtype)
      #expect(restored.isMeta == tensor.isMeta && !restored.requiresGradient)
      #expect(restored.description == tensor.description)
    }
    let large = withSeed(1) { Tensor.randn([100, 1000]) }
    #expect(try roundTrip(large).scalars == large.scalars)
  }

  @Test func viewsAreTheirElements() throws {
    let x = Tensor.arange(0..<12).asType(.float32).reshaped(3, 4)
    #expect(try roundTrip(x.transposed()).scalars == x.transposed().scalars)
    #expect(try CapturedValue(x[1]).digest == CapturedValue(Tensor([4, 5, 6, 7])).digest)
    #expect(try CapturedValue(x).digest != CapturedValue(x.reshaped(4, 3)).digest)
  }

  @Test func gradientsFlowToTheSameLeaf() throws {
    let x = Tensor([1, 2]).requiringGradient()
    (x * x).sum().backward()
    let restored = try roundTrip([x, x])
    #expect(restored[0].requiresGradient)
    (restored[0] * restored[1]).sum().backward()
    #expect(x.leaf?.gradient?.scalars == [2, 4])
    #expect(restored[1].leaf?.gradient?.scalars == [4, 8])
    #expect(
      obstacle(x * 2, name: "y")
        == "'y' holds a result whose gradient can still be asked for")
    #expect(obstacle((x * 2).detached()) == nil)
  }

  @Test func parametersKeepTheirIdentity() throws {
    let parameter = Parameter([2, 2], .ones)
    parameter.grad = Tensor([[1, 2], [3, 4]])
    parameter.isTrainable = false
    let restored = try roundTrip([parameter, parameter])
    #expect(restored[0] === restored[1])
    #expect(restored[0].grad?.scalars == [1, 2, 3, 4])
    #expect(!restored[0].isTrainable && restored[0].value.scalars == [1, 1, 1, 1])
    restored[0].isTrainable = true
    restored[0].value.sum().backward()
    #expect(restored[1].grad?.scalars == [2, 3, 4, 5])
  }

  /// A model and the optimiser of its parameters.
  struct Training<Model: Layer> {
    var model: Model
    var optimizer: any Optimizer
    var scheduler: LearningRateScheduler?

    func step(_ seed: UInt64) -> Float {
      withSeed(seed) {
        let x = Tensor.randn([16, 4])
        let loss = crossEntropy(model(x), Tensor((0..<16).map { Int32($0 % 3) }))
        optimizer.zeroGrad()
        loss.backward()
        optimizer.step()
        scheduler?.step()
        return loss.scalar
      }
    }
  }

  @Test(arguments: 0..<5) func trainingGoesOnBitForBit(kind: Int) throws {
    let model = withSeed(3) { Perceptron() }
    let parameters = model.parameters
    let optimizer: any Optimizer =
      switch kind {
      case 0: Adam(parameters, learningRate: 0.01, weightDecay: 0.1)
      case 1: AdamW(parameters)
      case 2: SGD(parameters, learningRate: 0.1, momentum: 0.9, nesterov: true)
      case 3: RMSprop(parameters, momentum: 0.5, centered: true)
      default: Adagrad(parameters)
      }
    let training = Training(model: model, optimizer: optimizer)
    for seed in 0..<5 { _ = training.step(UInt64(seed)) }
    let restored = try roundTrip(training)
    #expect(restored.model !== model)
    #expect(
      zip(restored.model.parameters, restored.optimizer.parameters).allSatisfy { $0 === $1 })
    for seed in 5..<10 {
      #expect(restored.step(UInt64(seed)).bitPattern == training.step(UInt64(seed)).bitPattern)
    }
    #expect(try CapturedValue(training).digest == CapturedValue(restored).digest)
    #expect(
      restored.model.norm.runningMean.value.scalars == model.norm.runningMean.value.scalars)
  }

  @Test func modelsOfTheZooAndTheirParts() throws {
    let models: [any Layer] = withSeed(1) {
      [
        Sequential {
          Conv2d(1, 2, kernelSize: 3)
          MaxPool2d(kernelSize: 2)
          Upsample(scaleFactor: 2)
          Flatten()
        }, ResNet.resnet18(classes: 3),
      ]
    }
    let restored = try roundTrip(models)
    for (model, copy) in zip(models, restored) {
      #expect(model.namedParameters.map(\.name) == copy.namedParameters.map(\.name))
      #expect(
        zip(model.parameters, copy.parameters).allSatisfy { $0.value.scalars == $1.value.scalars })
    }
    let lstm = withSeed(1) { LSTM(3, 5, layers: 2, bidirectional: true) }
    let x = withSeed(2) { Tensor.randn([4, 2, 3]) }
    let (first, second) = noGrad { (lstm(x).output, (try? roundTrip(lstm))?(x).output) }
    #expect(first.scalars == second?.scalars)
    let attention = withSeed(1) { MultiheadAttention(4, heads: 2) }
    #expect(
      try roundTrip(attention).outProj.weight.value.scalars
        == attention.outProj.weight.value.scalars)
  }

  @Test func dataSets() throws {
    let images = LabeledImages(
      pixels: Array(0..<24), imageShape: [1, 2, 3], labels: [0, 1, 1, 0], classNames: ["a", "b"])
    let (training, test) = images.split(0.5, seed: 1)
    let restored = try roundTrip((training, test))
    #expect(restored.0.images.scalars == training.images.scalars)
    #expect(restored.1.labels.int32Scalars == test.labels.int32Scalars)
    let loader = DataLoader(images, batchSize: 2, shuffle: true, seed: 5)
    let copy = try roundTrip(loader)
    #expect(
      loader.map { $0.images.scalars } == copy.map { $0.images.scalars })
    let transformed = images.transformed(
      by: Compose([Normalize(mean: [0.5], std: [0.5]), RandomHorizontalFlip()]))
    #expect(try roundTrip(transformed).count == 4)
    let rows = TensorDataset(Tensor([[1], [2]]), Tensor([3, 4]))
    #expect(try roundTrip(rows)[1].1.scalar == 4)
    #expect(
      try roundTrip(CharacterVocabulary("hello")).encode("he")
        == CharacterVocabulary("hello").encode("he"))
    let image = Image(width: 1, height: 2, mode: .gray, pixels: [1, 2])
    #expect(try roundTrip(image) == image)
  }

  @Test func resultsAndCharts() throws {
    let model = withSeed(1) { Perceptron() }
    let data = TensorDataset(
      withSeed(2) { Tensor.randn([12, 4]) }, Tensor((0..<12).map { Int32($0 % 3) }))
    let history = try withSeed(4) {
      try fit(
        model, on: data, validation: data, optimizer: Adam(model.parameters),
        loss: { crossEntropy($0, $1) }, metrics: [.accuracy], epochs: 2, batchSize: 4,
        progress: false)
    }
    #expect(try roundTrip(history) == history)
    #expect(try roundTrip(history).measuredSeconds == history.measuredSeconds)
    let summary = summary(model, input: [2, 4])
    #expect(try roundTrip(summary) == summary)
    let chart = LineChart(x: "epoch", y: "loss") { Line("a", [1, 2]) }
    #expect(try roundTrip(chart) == chart)
    #expect(try roundTrip(model.stateDictionary.map(\.name)) == model.stateDictionary.map(\.name))
  }

  @Test func theSameTrainingIsTheSameStateHoweverLongItTook() throws {
    let data = TensorDataset(
      withSeed(2) { Tensor.randn([12, 4]) }, Tensor((0..<12).map { Int32($0 % 3) }))
    func train() throws -> History {
      try withSeed(4) {
        let model = Perceptron()
        return try fit(
          model, on: data, optimizer: Adam(model.parameters), loss: { crossEntropy($0, $1) },
          epochs: 2, batchSize: 4, progress: false)
      }
    }
    let (first, second) = (try train(), try train())
    #expect(first.measuredSeconds != second.measuredSeconds)
    #expect(try CapturedValue(first).digest == CapturedValue(second).digest)
  }

  @Test func schedulesAndMetrics() throws {
    let optimizer = SGD([Parameter([1], .ones)], learningRate: 1)
    let scheduler = LearningRateScheduler(
      optimizer, .cosineAnnealing(steps: 10, minimum: 0.1).afterWarmUp(steps: 3))
    let restored = try roundTrip(scheduler)
    for _ in 0..<12 {
      #expect(restored.optimizer.learningRate == optimizer.learningRate)
      scheduler.step()
      restored.step()
    }
    for schedule: LearningRateSchedule in [
      .step(every: 2), .multiStep(milestones: [1, 3]), .exponential(gamma: 0.9),
      .cosineWithRestarts(steps: 2, growth: 2), .oneCycle(maximum: 1, steps: 20), .linear(),
      LearningRateSchedule { step, base in base / Double(step + 1) },
    ] {
      let copy = try roundTrip(schedule)
      #expect(
        (0..<20).allSatisfy {
          copy.learningRate(at: $0, base: 0.5) == schedule.learningRate(at: $0, base: 0.5)
        })
    }
    let factor = Double([1, 2].count)
    #expect(
      obstacle(LearningRateSchedule { _, base in base * factor })?.contains("a closure") == true)
    let plateau = try roundTrip(PlateauScheduler(optimizer))
    #expect(plateau.best == .infinity)
    for metric in [Metric.accuracy, .topAccuracy(2)] {
      #expect(try roundTrip(metric).name == metric.name)
    }
  }

  @Test func weightsThatAreNotDrawnYetTakeNoMemory() throws {
    let parameter = withSeed(1) { Parameter([1000, 1000], .kaimingNormal()) }
    let captured = try CapturedValue(parameter)
    #expect(captured.bytes.count < 10_000)
    let restored: Parameter = try captured.restored()
    #expect(restored.value.scalars == parameter.value.scalars)
    for initializer: Initializer in [
      .zeros, .uniform(-1..<1), .normal(mean: 1), .truncatedNormal(), .uniform(fanIn: 3),
      .xavierUniform(), .xavierNormal(), .kaimingUniform(), .orthogonal(gain: 2),
    ] {
      let tensor = withSeed(2) { initializer.tensor([5, 4]) }
      #expect(try roundTrip(tensor).scalars == tensor.scalars)
      let copy = try roundTrip(initializer)
      #expect(
        withSeed(3) { copy.tensor([5, 4]).scalars }
          == withSeed(3) { initializer.tensor([5, 4]).scalars })
    }
  }
}
