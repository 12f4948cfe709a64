import Foundation
import Tensors
import Testing

@testable import Datasets

struct TransformTests {
  private struct ResizeFixture: Decodable {
    struct Case: Decodable {
      let size: [Int]
      let values: [Float]
    }
    let shape: [Int]
    let values: [Float]
    let cases: [Case]
  }

  @Test func resizeEqualsPyTorch() throws {
    let fixture = try JSONDecoder().decode(
      ResizeFixture.self, from: Data(contentsOf: fixtures.appending(path: "resize.json")))
    let image = Tensor(fixture.values, shape: Shape(fixture.shape))
    for resizing in fixture.cases {
      let resized = Resize(Size2D(resizing.size[0], resizing.size[1]))(image)
      #expect(resized.shape.dimensions == [3] + resizing.size)
      let error = zip(resized.scalars, resizing.values).map { abs($0 - $1) }.max()!
      #expect(error < 1e-6, "\(resizing.size)")
    }
  }

  /// An image whose values are their own indices.
  private func numbered(_ shape: Shape) -> Tensor {
    Tensor((0..<shape.count).map(Float.init), shape: shape)
  }

  @Test func resizeToAShorterSideKeepsTheProportion() {
    #expect(Resize(4)(numbered([1, 8, 12])).shape == [1, 4, 6])
    #expect(Resize(4)(numbered([1, 13, 8])).shape == [1, 6, 4])
    #expect(Resize(8)(numbered([3, 8, 8])).scalars == numbered([3, 8, 8]).scalars)
  }

  @Test func centerCropTakesTheMiddleAndPads() {
    let image = numbered([1, 4, 5])
    #expect(CenterCrop(2)(image).scalars == [7, 8, 12, 13])
    #expect(CenterCrop(Size2D(2, 3))(image).scalars == [6, 7, 8, 11, 12, 13])
    #expect(CenterCrop(Size2D(1, 8))(numbered([1, 1, 5])).scalars == [0, 0, 1, 2, 3, 4, 0, 0])
    #expect(CenterCrop(3)(numbered([2, 1, 1])).scalars[9 + 4] == 1)
  }

  @Test func randomCropReachesEveryPlace() {
    let image = numbered([1, 3, 3])
    let corners = Set((0..<200).map { _ in RandomCrop(2)(image).scalars[0] })
    #expect(corners == [0, 1, 3, 4])
    let padded = Set((0..<400).map { _ in RandomCrop(3, padding: 1)(image).scalars[4] })
    #expect(padded == Set((0..<9).map(Float.init)))
    #expect(RandomCrop(3, padding: 1)(numbered([2, 3, 3])).shape == [2, 3, 3])
  }

  @Test func flipsMirrorWithTheirProbability() {
    let image = numbered([2, 1, 3])
    #expect(RandomHorizontalFlip(1)(image).scalars == [2, 1, 0, 5, 4, 3])
    #expect(RandomHorizontalFlip(0)(image).scalars == image.scalars)
    let flips = (0..<1000).count { _ in RandomHorizontalFlip()(image).scalars != image.scalars }
    #expect(400...600 ~= flips)
  }

  @Test func normalizeIsByChannel() {
    let normalize = Normalize(mean: [1, 2], std: [2, 4])
    #expect(normalize(numbered([2, 1, 2])).scalars == [-0.5, 0, 0, 0.25])
  }

  @Test func composedTransformsShareOneStreamOfRandomness() {
    let transform = Compose([RandomCrop(2), RandomHorizontalFlip(), Normalize(mean: [0], std: [2])])
    let image = numbered([1, 5, 5])
    var first = SeededRandomNumberGenerator(seed: 3)
    var second = SeededRandomNumberGenerator(seed: 3)
    #expect(
      transform.transform(image, using: &first).scalars
        == transform.transform(image, using: &second).scalars)
  }
}
