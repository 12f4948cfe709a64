import Tensors

/// How boxes are written as changes of other boxes, which is what networks learn: shifts of the centre
/// in widths and heights, and logarithms of the sizes' ratios.
///
/// Source: Girshick et al., "Rich feature hierarchies for accurate object detection and semantic
/// segmentation" (2014), appendix C; weights and limit as in torchvision's `BoxCoder`.
public struct BoxCoder: Hashable, Sendable {
  /// What the four numbers of a code are multiplied by: x, y, width, height.
  public var weights: [Float]

  /// The largest logarithm of a ratio that is decoded: larger ones would overflow.
  private static let limit: Float = 4.135_166_556_742_356  // ln(1000 / 16)

  public init(weights: [Float] = [1, 1, 1, 1]) {
    require(weights.count == 4, "BoxCoder: \(weights.count) weights, expected 4")
    self.weights = weights
  }

  /// What turns each of `boxes` into the one of `targets` with the same index, `[count, 4]`.
  public func encode(_ targets: Tensor, from boxes: Tensor) -> Tensor {
    targets.requireBoxes("BoxCoder.encode")
    guard targets.shape == boxes.shape else {
      shapeError("BoxCoder.encode: targets \(targets.shape) from boxes \(boxes.shape)")
    }
    let (target, box) = (Measures(targets), Measures(boxes))
    return Tensor.stack(
      [
        (target.x - box.x) / box.width * weights[0],
        (target.y - box.y) / box.height * weights[1],
        log(target.width / box.width) * weights[2],
        log(target.height / box.height) * weights[3],
      ], dim: 1)
  }

  /// The boxes that codes turn others into.
  ///
  /// - Parameters:
  ///   - codes: `[count, 4 · n]`: several for each box, such as one for each category.
  ///   - boxes: `[count, 4]`.
  /// - Returns: `[count, n, 4]`.
  public func decode(_ codes: Tensor, from boxes: Tensor) -> Tensor {
    boxes.requireBoxes("BoxCoder.decode")
    guard codes.rank == 2, codes.shape[0] == boxes.shape[0], codes.shape[1].isMultiple(of: 4) else {
      shapeError("BoxCoder.decode: codes \(codes.shape) for boxes \(boxes.shape)")
    }
    let perBox = codes.shape[1] / 4
    let parts = codes.reshaped(to: [codes.shape[0], perBox, 4])
    let box = Measures(boxes)
    func part(_ index: Int) -> Tensor { parts[.all, .all, index] / weights[index] }
    func column(_ measure: Tensor) -> Tensor { measure.unsqueezed(1) }
    let x = part(0) * column(box.width) + column(box.x)
    let y = part(1) * column(box.height) + column(box.y)
    let halfWidth = exp(clamp(part(2), max: Self.limit)) * column(box.width) * 0.5
    let halfHeight = exp(clamp(part(3), max: Self.limit)) * column(box.height) * 0.5
    return Tensor.stack([x - halfWidth, y - halfHeight, x + halfWidth, y + halfHeight], dim: 2)
  }

  /// Centres and sizes, `[count]` each.
  private struct Measures {
    let x, y, width, height: Tensor

    init(_ boxes: Tensor) {
      width = boxes.edge(2) - boxes.edge(0)
      height = boxes.edge(3) - boxes.edge(1)
      x = boxes.edge(0) + width * 0.5
      y = boxes.edge(1) + height * 0.5
    }
  }
}
