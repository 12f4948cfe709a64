import Networks
import Tensors
import Testing

@testable import Vision

/// The parts of detectors that learn, against torchvision's.
struct DetectorTests {
  private struct Cases: Decodable {
    let proposalNetwork: ProposalNetwork
    let regionHeads: RegionHeads
  }

  private struct ProposalNetwork: Decodable {
    let state: [String: TensorFixture]
    let features: TensorFixture
    let objects: [TensorFixture]
    let objectness, boxes: Float
    let gradient: TensorFixture
    let proposals: [TensorFixture]
  }

  private struct RegionHeads: Decodable {
    let scores, codes, regions: TensorFixture
    let labels: [Int32]
    let targets: TensorFixture
    let classLoss, boxLoss: Float
    let scoreGradient, codeGradient, foundBoxes: TensorFixture
    let foundScores: [Double]
    let foundLabels: [Int]
  }

  private let cases: Cases

  init() throws { cases = try fixture("Detection/operations.json") }

  @Test func proposalNetworkEqualsTorchvisions() {
    let expected = cases.proposalNetwork
    let network = RegionProposalNetwork(
      channels: 3, anchors: AnchorGenerator(sizes: [8, 16], aspectRatios: [0.5, 1.5]),
      matcher: BoxMatcher(foregroundThreshold: 0.6, backgroundThreshold: 0.3, keepsBest: true),
      anchorsPerImage: 100_000)
    for (layer, name) in [
      (network.conv, "conv.0.0"), (network.clsLogits, "cls_logits"),
      (network.bboxPred, "bbox_pred"),
    ] {
      layer.weight.value = expected.state["\(name).weight"]!.tensor
      layer.bias!.value = expected.state["\(name).bias"]!.tensor
    }
    let features = expected.features.tensor.requiringGradient()
    let output = network((features, Size2D(24, 32)))
    let losses = network.loss(output, expected.objects.map(\.tensor))
    #expect(abs(losses.objectness.scalar - expected.objectness) < 1e-5)
    #expect(abs(losses.boxes.scalar - expected.boxes) < 1e-5)
    let featureGradient = gradient(
      of: losses.objectness + losses.boxes * 2, withRespectTo: features)
    expectClose(featureGradient, expected.gradient)

    let proposals = network.proposals(
      network((features, Size2D(24, 32))), image: Size2D(24, 32), candidates: 40, count: 9,
      iouThreshold: 0.6)
    for (proposals, expected) in zip(proposals, expected.proposals) {
      expectClose(proposals, expected, tolerance: 1e-5)
    }
  }

  @Test func regionHeadsEqualTorchvisions() {
    let expected = cases.regionHeads
    let scores = expected.scores.tensor.requiringGradient()
    let codes = expected.codes.tensor.requiringGradient()
    let detection = RegionDetection(classes: 4)
    let targets = RegionTargets(
      regions: [expected.regions.tensor], labels: Tensor(expected.labels),
      codes: expected.targets.tensor)
    let losses = detection.loss(scores, codes, targets)
    #expect(abs(losses.classes.scalar - expected.classLoss) < 1e-5)
    #expect(abs(losses.boxes.scalar - expected.boxLoss) < 1e-5)
    let inputGradients = gradients(
      of: losses.classes + losses.boxes * 3, withRespectTo: [scores, codes])
    expectClose(inputGradients[0], expected.scoreGradient)
    expectClose(inputGradients[1], expected.codeGradient)

    let found = detection.detections(
      scores, codes, expected.regions.tensor, size: Size2D(50, 70), image: 3, count: 12)
    expectClose(Tensor(boxes: found.map(\.box)), expected.foundBoxes, tolerance: 1e-5)
    #expect(found.map(\.category) == expected.foundLabels)
    #expect(found.allSatisfy { $0.image == 3 })
    for (detection, score) in zip(found, expected.foundScores) {
      expectClose(detection.score, score, tolerance: 1e-6)
    }
  }

  @Test func targetsAreTheObjectsThatRegionsOverlap() {
    let object = BoundingBox(x: 10, y: 10, width: 20, height: 10)
    let near = BoundingBox(x: 12, y: 10, width: 20, height: 10)
    let far = BoundingBox(x: 60, y: 60, width: 20, height: 10)
    let detection = RegionDetection(classes: 5, regionsPerImage: 8)
    let targets = withSeed(1) {
      detection.targets(
        [Tensor(boxes: [far, near]), Tensor(boxes: [far])],
        objects: [Tensor(boxes: [object]), Tensor(boxes: [])], labels: [[3], []])
    }
    // Two of eight may be objects: the one that is near, and the object itself.
    #expect(targets.regions[0].boxes == [near, object, far])
    #expect(targets.regions[1].boxes == [far])
    #expect(targets.labels.int32Scalars == [3, 3, 0, 0])
    #expect(targets.codes.shape == [4, 4])
    #expect(targets.codes[1].scalars == [0, 0, 0, 0])
    #expect(targets.codes[0].isClose(to: Tensor([-1, 0, 0, 0]), absolute: 1e-6))
  }

  @Test func picksOfManyAreRandomAndRepeatable() {
    let boxes = (0..<100).map { BoundingBox(x: Double($0), y: 0, width: 10, height: 10) }
    let detection = RegionDetection(classes: 2, regionsPerImage: 16)
    func regions(_ seed: UInt64) -> [BoundingBox] {
      withSeed(seed) {
        detection.targets(
          [Tensor(boxes: boxes)], objects: [Tensor(boxes: [boxes[50]])], labels: [[1]]
        ).regions[0].boxes
      }
    }
    #expect(regions(1) == regions(1))
    #expect(regions(1) != regions(2))
    #expect(regions(1).count == 16)
  }

  @Test func summaryCountsTheProposalNetwork() {
    let network = RegionProposalNetwork(
      channels: 512, anchors: AnchorGenerator(sizes: [128, 256, 512]))
    let counted = countOperations { _ = network((.meta([1, 512, 38, 50]), Size2D(608, 800))) }
    let positions = 38 * 50
    #expect(
      counted.multiplications == positions * (512 * 512 * 9 + 512 * 9 + 512 * 36))
  }
}
