import Tensors
import Testing

@testable import Vision

struct SupportVectorMachineTests {
  private struct Cases: Decodable {
    let features: [[Float]]
    let labels: [Int32]
    let linear: [Planes]
    let kernel: [Surfaces]
  }

  private struct Planes: Decodable {
    let c: Double
    let loss: String
    let weights: [[Float]]
    let bias: [Float]
  }

  private struct Surfaces: Decodable {
    let c, gamma: Double
    let scores: [[Float]]
  }

  private let cases: Cases
  private let features, labels: Tensor

  init() throws {
    cases = try fixture("support-vector-machines.json")
    features = Tensor(cases.features)
    labels = Tensor(cases.labels)
  }

  @Test func dualCoordinateDescentFindsLiblinearsPlanes() {
    for expected in cases.linear {
      let machine = LinearSVM.dualCoordinateDescent(
        features, labels, classes: 3, c: expected.c,
        loss: expected.loss == "hinge" ? .hinge : .squaredHinge, tolerance: 1e-8,
        maximumPasses: 200_000)
      #expect(
        machine.weights.isClose(to: Tensor(expected.weights), relative: 1e-4, absolute: 1e-4),
        "\(expected.loss), C = \(expected.c)")
      #expect(machine.bias.isClose(to: Tensor(expected.bias), relative: 1e-4, absolute: 1e-4))
    }
  }

  @Test func pegasosComesNear() {
    let c = 1.0
    let exact = LinearSVM.dualCoordinateDescent(features, labels, classes: 3, c: c, tolerance: 1e-6)
    let machine = withSeed(3) {
      LinearSVM.pegasos(
        features, labels, classes: 3, lambda: 1 / (c * Double(labels.count)), steps: 20_000,
        batchSize: 4)
    }
    let (best, found) = (objective(exact, c), objective(machine, c))
    #expect(best <= found * 1.000_1 && found < 1.02 * best, "\(found), at best \(best)")
  }

  private func objective(_ machine: LinearSVM, _ c: Double) -> Double {
    let signs = Tensor.oneHot(labels, classes: 3) * 2 - 1
    let losses = clamp(1 - signs * machine.scores(features), min: 0).sum().scalar
    let squares = square(machine.weights).sum().scalar + square(machine.bias).sum().scalar
    return Double(squares) / 2 + c * Double(losses)
  }

  @Test func kernelMachineFindsTheExactSurfaces() {
    for expected in cases.kernel {
      let machine = KernelSVM(
        features, labels, classes: 3, c: expected.c, gamma: expected.gamma, tolerance: 1e-7,
        maximumPasses: 100_000)
      #expect(
        machine.scores(features).isClose(
          to: Tensor(expected.scores), relative: 1e-3, absolute: 1e-3))
      #expect(machine.supports.shape[0] < labels.count)
    }
  }

  @Test func classesThatAreApartAreTold() {
    let machine = LinearSVM.dualCoordinateDescent(features, labels, classes: 3, c: 10)
    let right = (machine.predictions(features) .== labels).boolScalars.count { $0 }
    #expect(right >= labels.count * 9 / 10)
    let kernel = KernelSVM(features, labels, classes: 3, c: 10, gamma: 0.5)
    #expect((kernel.predictions(features) .== labels).boolScalars.count { $0 } >= right)
  }

  @Test func theSameSeedGivesTheSameBits() {
    func weights(_ seed: UInt64) -> [Float] {
      withSeed(seed) {
        LinearSVM.dualCoordinateDescent(features, labels, classes: 3, maximumPasses: 3).weights
          .scalars
      }
    }
    #expect(weights(1) == weights(1))
    #expect(weights(1) != weights(2))
  }

  @Test func costsOfTraining() {
    let (n, d) = (labels.count, 4)
    // No weight is 0 after the first step, so that each of the first pass changes.
    let counted = countOperations {
      _ = LinearSVM.dualCoordinateDescent(
        features, labels, classes: 3, maximumPasses: 1)
    }
    let squares = 3 * n * d
    #expect(counted.multiplications >= squares + 3 * n * (d + 2))
    #expect(counted.multiplications <= squares + 3 * n * (2 * d + 3))
    let pegasos = countOperations {
      _ = LinearSVM.pegasos(features, labels, classes: 3, lambda: 0.1, steps: 10, batchSize: 5)
    }
    #expect(pegasos.multiplications >= 10 * 2 * 5 * 3 * d)
  }
}
