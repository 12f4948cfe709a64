import Tensors

/// Boxes as networks have them: the rows of a tensor `[count, 4]`, each xMin, yMin, xMax, yMax.
extension Tensor {
  /// `[boxes.count, 4]`.
  public init(boxes: [BoundingBox]) {
    self.init(
      boxes.flatMap { [$0.xMin, $0.yMin, $0.xMax, $0.yMax].map(Float.init) },
      shape: [boxes.count, 4])
  }

  /// The boxes in the rows of this tensor.
  public var boxes: [BoundingBox] {
    requireBoxes("boxes")
    let numbers = scalars.map(Double.init)
    return stride(from: 0, to: numbers.count, by: 4).map { i in
      BoundingBox(
        xMin: numbers[i], yMin: numbers[i + 1], xMax: numbers[i + 2], yMax: numbers[i + 3])
    }
  }

  /// Checks that this is a tensor of boxes.
  func requireBoxes(_ operation: @autoclosure () -> String) {
    guard rank == 2, shape[1] == 4 else {
      shapeError("\(operation()): \(shape) are no boxes, expected [count, 4]")
    }
  }

  /// A column of a tensor of boxes, `[count]`.
  func edge(_ index: Int) -> Tensor { self[.all, index] }
}

/// The area of each box, `[count, 4]` → `[count]`.
public func boxArea(_ boxes: Tensor) -> Tensor {
  boxes.requireBoxes("boxArea")
  return (boxes.edge(2) - boxes.edge(0)) * (boxes.edge(3) - boxes.edge(1))
}

/// Intersection over union of each box with each other one; 0 where both are empty.
///
/// - Parameters:
///   - a: `[n, 4]`.
///   - b: `[m, 4]`.
/// - Returns: `[n, m]`.
public func boxIoU(_ a: Tensor, _ b: Tensor) -> Tensor {
  a.requireBoxes("boxIoU")
  b.requireBoxes("boxIoU")
  func shared(_ low: Int, _ high: Int) -> Tensor {
    let start = maximum(a.edge(low).unsqueezed(1), b.edge(low).unsqueezed(0))
    let end = minimum(a.edge(high).unsqueezed(1), b.edge(high).unsqueezed(0))
    return clamp(end - start, min: 0)
  }
  let intersection = shared(0, 2) * shared(1, 3)
  let union = boxArea(a).unsqueezed(1) + boxArea(b).unsqueezed(0) - intersection
  return intersection / clamp(union, min: .leastNormalMagnitude)
}

/// Boxes without what lies outside of an image.
public func clipBoxes(_ boxes: Tensor, to image: Size2D) -> Tensor {
  boxes.requireBoxes("clipBoxes")
  return Tensor.stack(
    (0..<4).map { index in
      clamp(
        boxes.edge(index), min: 0, max: Float(index.isMultiple(of: 2) ? image.width : image.height))
    }, dim: 1)
}

/// The indices of the boxes whose width and height are at least `size`.
public func largeBoxes(_ boxes: Tensor, size: Double) -> Tensor {
  let indices = boxes.boxes.enumerated().filter { $1.width >= size && $1.height >= size }
  return Tensor(indices.map { Int32($0.offset) })
}
