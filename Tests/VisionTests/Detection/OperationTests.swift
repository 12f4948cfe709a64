import Tensors
import Testing

@testable import Vision

/// Operations on boxes and regions against torchvision's.
struct OperationTests {
  private struct Cases: Decodable {
    let iou: IoU
    let suppression: [Suppression]
    let pooling: [Pooling]
    let anchors: [Anchors]
    let coding: [Coding]
    let matching: [Matching]
  }

  private struct IoU: Decodable {
    let a, b, iou: TensorFixture
  }

  private struct Suppression: Decodable {
    let boxes, scores: TensorFixture
    let categories: [Int32]
    let threshold: Double
    let kept, keptInCategories: [Int32]
  }

  private struct Pooling: Decodable {
    let operation: String
    let size: [Int]
    let scale: Float
    let samplingRatio: Int
    let aligned: Bool
    let regions: [TensorFixture]
    let input, output, outputGradient, inputGradient: TensorFixture
  }

  private struct Anchors: Decodable {
    let sizes, ratios: [Double]
    let grid, image: [Int]
    let anchors: TensorFixture
  }

  private struct Coding: Decodable {
    let weights: [Float]
    let targets, boxes, encoded, codes, decoded: TensorFixture
  }

  private struct Matching: Decodable {
    let low, high: Float
    let keepsBest: Bool
    let boxes, objects: TensorFixture
    let matches: [Int]
  }

  private let cases: Cases

  init() throws { cases = try fixture("Detection/operations.json") }

  @Test func iouOfAllPairs() {
    let (a, b) = (cases.iou.a.tensor, cases.iou.b.tensor)
    expectClose(boxIoU(a, b), cases.iou.iou)
    for (i, box) in a.boxes.enumerated() {
      for (j, other) in b.boxes.enumerated() {
        expectClose(box.iou(other), Double(cases.iou.iou.tensor[i, j].scalar), tolerance: 1e-6)
      }
    }
  }

  @Test func nonMaximumSuppression() {
    for expected in cases.suppression {
      let (boxes, scores) = (expected.boxes.tensor, expected.scores.tensor)
      #expect(nms(boxes, scores, iouThreshold: expected.threshold).int32Scalars == expected.kept)
      let kept = batchedNMS(
        boxes, scores, categories: Tensor(expected.categories), iouThreshold: expected.threshold)
      #expect(kept.int32Scalars == expected.keptInCategories)
    }
  }

  @Test func regionPoolingAndItsGradients() {
    for expected in cases.pooling {
      let x = expected.input.tensor.requiringGradient()
      let regions = expected.regions.map(\.tensor)
      let size = Size2D(expected.size[0], expected.size[1])
      func pooled(_ x: Tensor) -> Tensor {
        expected.operation == "roi_pool"
          ? roiPool(x, regions, outputSize: size, scale: expected.scale)
          : roiAlign(
            x, regions, outputSize: size, scale: expected.scale,
            samplingRatio: expected.samplingRatio == 0 ? nil : expected.samplingRatio,
            aligned: expected.aligned)
      }
      let output = pooled(x)
      expectClose(output, expected.output, "\(expected.operation) \(size)")
      let inputGradient = gradient(
        of: output, withRespectTo: x, gradient: expected.outputGradient.tensor)
      expectClose(inputGradient, expected.inputGradient, "\(expected.operation) \(size)")
      #expect(pooled(.meta(x.shape)).shape == output.shape)
    }
  }

  @Test func anchors() {
    for expected in cases.anchors {
      let generator = AnchorGenerator(sizes: expected.sizes, aspectRatios: expected.ratios)
      let anchors = generator.anchors(
        grid: Size2D(expected.grid[0], expected.grid[1]),
        image: Size2D(expected.image[0], expected.image[1]))
      #expect(anchors == expected.anchors.tensor)
    }
  }

  @Test func boxCoding() {
    for expected in cases.coding {
      let coder = BoxCoder(weights: expected.weights)
      let boxes = expected.boxes.tensor
      let encoded = coder.encode(expected.targets.tensor, from: boxes)
      expectClose(encoded, expected.encoded)
      expectClose(coder.decode(expected.codes.tensor, from: boxes), expected.decoded)
      let decoded = coder.decode(encoded, from: boxes).reshaped(to: boxes.shape)
      #expect(decoded.isClose(to: expected.targets.tensor, relative: 1e-4, absolute: 1e-4))
    }
  }

  @Test func matching() {
    for expected in cases.matching {
      let matcher = BoxMatcher(
        foregroundThreshold: expected.high, backgroundThreshold: expected.low,
        keepsBest: expected.keepsBest)
      let matches = matcher.match(expected.boxes.tensor, to: expected.objects.tensor)
      let numbers = matches.map { match in
        switch match {
        case .object(let index): index
        case .background: -1
        case .between: -2
        }
      }
      #expect(numbers == expected.matches)
    }
  }

  @Test func costsOfPooling() {
    let x = Tensor.randn([1, 2, 8, 8])
    let region = Tensor(boxes: [BoundingBox(xMin: 0, yMin: 0, xMax: 7, yMax: 7)])
    // Two channels, four cells of 4×4.
    #expect(
      countOperations { _ = roiPool(x, [region], outputSize: 2, scale: 1) }
        == OperationCount(comparisons: 15) * 8)
    // Two channels, four cells of 2×2 points.
    #expect(
      countOperations { _ = roiAlign(x, [region], outputSize: 2, samplingRatio: 2) }
        == OperationCount(multiplications: 4, additions: 4) * 32 + OperationCount(divisions: 1) * 8)
  }
}
