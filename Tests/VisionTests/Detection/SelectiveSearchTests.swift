import Tensors
import Testing

@testable import Vision

struct SelectiveSearchTests {
  /// Rectangles of even colours on a dark ground, `[channels, height, width]`.
  private func scene(_ boxes: [(BoundingBox, [Float])], height: Int = 40, width: Int = 60) -> Tensor
  {
    Tensor(shape: [3, height, width]) { values in
      for (box, color) in boxes {
        for channel in 0..<3 {
          for y in Int(box.yMin)..<Int(box.yMax) {
            for x in Int(box.xMin)..<Int(box.xMax) {
              values[(channel * height + y) * width + x] = color[channel]
            }
          }
        }
      }
    }
  }

  private let red = BoundingBox(x: 5, y: 6, width: 14, height: 10)
  private let green = BoundingBox(x: 30, y: 15, width: 20, height: 12)

  @Test func segmentsAreTheEvenParts() {
    let image = scene([(red, [1, 0, 0]), (green, [0, 0.8, 0])])
    let segments = GraphSegmentation(scale: 100, sigma: 0, minimumSize: 10).segments(image)
    #expect(segments[0, 0].int32Scalars == [0])
    #expect(segments[8, 10].int32Scalars == [1])
    #expect(segments[20, 40].int32Scalars == [2])
    #expect(Set(segments.int32Scalars) == [0, 1, 2])
    #expect(segments.int32Scalars.count { $0 == 1 } == 140)
    #expect(segments.int32Scalars.count { $0 == 2 } == 240)
  }

  @Test func smallSegmentsJoinTheirNeighbours() {
    let image = scene([(BoundingBox(x: 5, y: 6, width: 2, height: 2), [1, 0, 0])])
    let segmentation = GraphSegmentation(scale: 100, sigma: 0, minimumSize: 10)
    #expect(Set(segmentation.segments(image).int32Scalars) == [0])
  }

  @Test func theProposalsHoldTheObjects() {
    let image = scene([(red, [1, 0, 0]), (green, [0, 0.8, 0])])
    let noisy = clamp(image + withSeed(2) { Tensor.randn(image.shape) } * 0.02, min: 0, max: 1)
    let proposals = SelectiveSearch(scales: [100, 300]).proposals(noisy)
    #expect(proposals[0] == BoundingBox(x: 0, y: 0, width: 60, height: 40))
    #expect(Set(proposals).count == proposals.count)
    for object in [red, green] { #expect(proposals.contains { $0.iou(object) > 0.8 }) }
  }

  @Test func partsOfAnObjectAreJoined() {
    // One object of two colours that are more like each other than like the ground.
    let parts = [
      (red, [1, 0, 0] as [Float]), (BoundingBox(x: 19, y: 6, width: 8, height: 10), [0.8, 0, 0]),
    ]
    let proposals = SelectiveSearch(scales: [50], sigma: 0).proposals(scene(parts))
    let whole = BoundingBox(x: 5, y: 6, width: 22, height: 10)
    #expect(proposals.contains(whole))
    #expect(proposals.contains(red))
  }

  @Test func anEvenImageIsOneRegion() {
    #expect(
      SelectiveSearch().proposals(.full([1, 8, 9], 0.5))
        == [BoundingBox(x: 0, y: 0, width: 9, height: 8)])
  }

  @Test func similarityFollowsTheFormula() {
    var a = ImageRegion(colors: [0.5, 0.5], textures: [1, 0])
    (a.size, a.top, a.left, a.bottom, a.right) = (10, 0, 0, 1, 4)
    var b = ImageRegion(colors: [0.25, 0.75], textures: [0, 1])
    (b.size, b.top, b.left, b.bottom, b.right) = (4, 0, 5, 1, 6)
    // 0.75 of colours, 0 of textures, 1 − 14/100, and no holes in the box of 14 around both.
    #expect(abs(a.similarity(to: b, imageSize: 100) - (0.75 + 0.86 + 1)) < 1e-6)
    let joined = a.joined(with: b)
    #expect(joined.size == 14 && joined.box == BoundingBox(x: 0, y: 0, width: 7, height: 2))
    #expect(abs(joined.colors[0] - (0.5 * 10 + 0.25 * 4) / 14) < 1e-6)
  }
}
