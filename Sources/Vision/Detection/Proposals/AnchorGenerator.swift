import Tensors

/// Boxes of a few sizes and shapes around each position of a map of features, as torchvision's
/// `AnchorGenerator` makes them for one map.
///
/// Source: Ren et al., "Faster R-CNN: Towards Real-Time Object Detection with Region Proposal Networks"
/// (2015), 3.1.1.
public struct AnchorGenerator: Hashable, Sendable {
  /// Square roots of areas, in pixels.
  public var sizes: [Double]
  /// Heights divided by widths.
  public var aspectRatios: [Double]

  public init(sizes: [Double], aspectRatios: [Double] = [0.5, 1, 2]) {
    require(
      (sizes + aspectRatios).allSatisfy { $0 > 0 } && !sizes.isEmpty && !aspectRatios.isEmpty,
      "AnchorGenerator: sizes \(sizes), aspect ratios \(aspectRatios)")
    self.sizes = sizes
    self.aspectRatios = aspectRatios
  }

  /// The number of anchors at each position.
  public var countPerPosition: Int { sizes.count * aspectRatios.count }

  /// The anchors around a position at (0, 0), by ratio and then by size; edges are whole numbers.
  public var cell: [BoundingBox] {
    aspectRatios.flatMap { ratio in
      sizes.map { size in
        let heightRatio = Float(ratio).squareRoot()
        let width = Double((1 / heightRatio * Float(size) / 2).rounded(.toNearestOrEven))
        let height = Double((heightRatio * Float(size) / 2).rounded(.toNearestOrEven))
        return BoundingBox(xMin: -width, yMin: -height, xMax: width, yMax: height)
      }
    }
  }

  /// All anchors, row by row, `[grid.height · grid.width · countPerPosition, 4]`.
  ///
  /// - Parameters:
  ///   - grid: The size of the map of features.
  ///   - image: The size of the image that the map was made of.
  public func anchors(grid: Size2D, image: Size2D) -> Tensor {
    guard grid.area > 0 else { shapeError("AnchorGenerator: a grid of \(grid)") }
    let (rowStep, columnStep) = (image.height / grid.height, image.width / grid.width)
    let cell = cell
    var boxes: [BoundingBox] = []
    boxes.reserveCapacity(grid.area * cell.count)
    for row in 0..<grid.height {
      for column in 0..<grid.width {
        let (x, y) = (Double(column * columnStep), Double(row * rowStep))
        boxes += cell.map { box in
          BoundingBox(
            xMin: box.xMin + x, yMin: box.yMin + y, xMax: box.xMax + x, yMax: box.yMax + y)
        }
      }
    }
    return Tensor(boxes: boxes)
  }
}
