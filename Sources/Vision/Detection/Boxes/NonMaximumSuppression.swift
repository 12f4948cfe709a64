import Tensors

/// Non-maximum suppression: drops each box that overlaps one of a higher score too much. As
/// torchvision's `nms`; of equal scores, the first box comes first.
///
/// Cost: one multiplication, four additions, seven comparisons (one with the threshold) and one division
/// for each pair whose IoU is worked out.
///
/// - Parameters:
///   - boxes: `[n, 4]`.
///   - scores: `[n]`.
///   - iouThreshold: A box is dropped if its IoU with a kept one is above this.
/// - Returns: The indices of the kept boxes by falling score.
public func nms(_ boxes: Tensor, _ scores: Tensor, iouThreshold: Double) -> Tensor {
  suppressed(boxes, scores, nil, iouThreshold, "nms")
}

/// Non-maximum suppression within each category, as torchvision's `batched_nms`.
///
/// - Parameter categories: `[n]`, of ``DType/int32``.
public func batchedNMS(
  _ boxes: Tensor, _ scores: Tensor, categories: Tensor, iouThreshold: Double
) -> Tensor {
  suppressed(boxes, scores, categories, iouThreshold, "batchedNMS")
}

private func suppressed(
  _ boxes: Tensor, _ scores: Tensor, _ categories: Tensor?, _ threshold: Double,
  _ operation: String
) -> Tensor {
  boxes.requireBoxes(operation)
  let count = boxes.shape[0]
  guard scores.shape == [count], categories.map({ $0.shape == [count] }) ?? true else {
    shapeError(
      "\(operation): boxes \(boxes.shape), scores \(scores.shape)"
        + (categories.map { ", categories \($0.shape)" } ?? ""))
  }
  let places = scores.scalars.enumerated()
    .sorted { ($1.element, $0.offset) < ($0.element, $1.offset) }.map(\.offset)
  let edges = boxes.scalars
  let areas = boxArea(boxes).scalars
  let categories = categories?.int32Scalars
  var isDropped = [Bool](repeating: false, count: count)
  var kept: [Int32] = []
  var pairs = 0
  for (rank, a) in places.enumerated() where !isDropped[a] {
    kept.append(Int32(a))
    for b in places[(rank + 1)...] where !isDropped[b] && categories?[a] == categories?[b] {
      pairs += 1
      isDropped[b] = Double(iou(a, b, edges, areas)) > threshold
    }
  }
  OperationCounter.report(
    OperationCount(multiplications: 1, additions: 4, comparisons: 7, divisions: 1) * pairs)
  return Tensor(kept)
}

/// In floats, as torchvision computes it: at the threshold every digit counts.
private func iou(_ a: Int, _ b: Int, _ edges: [Float], _ areas: [Float]) -> Float {
  func shared(_ low: Int, _ high: Int) -> Float {
    max(
      min(edges[4 * a + high], edges[4 * b + high]) - max(edges[4 * a + low], edges[4 * b + low]), 0
    )
  }
  let intersection = shared(0, 2) * shared(1, 3)
  return intersection / (areas[a] + areas[b] - intersection)
}
