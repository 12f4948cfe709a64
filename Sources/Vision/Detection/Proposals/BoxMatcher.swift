import Tensors

/// Says which of many boxes a network should learn as which object, as torchvision's `Matcher`.
public struct BoxMatcher: Hashable, Sendable {
  public enum Match: Hashable, Sendable {
    /// The number of the object.
    case object(Int)
    case background
    /// Neither: nothing is learned from the box.
    case between
  }

  /// A box is the object that it overlaps most, if their IoU is at least this,
  public var foregroundThreshold: Float
  /// and background if it is below this.
  public var backgroundThreshold: Float
  /// Whether the boxes that overlap an object more than all others belong to it, however little that is.
  public var keepsBest: Bool

  public init(foregroundThreshold: Float, backgroundThreshold: Float, keepsBest: Bool = false) {
    require(
      backgroundThreshold <= foregroundThreshold,
      "BoxMatcher: background up to \(backgroundThreshold), objects from \(foregroundThreshold)")
    self.foregroundThreshold = foregroundThreshold
    self.backgroundThreshold = backgroundThreshold
    self.keepsBest = keepsBest
  }

  /// - Parameters:
  ///   - boxes: `[n, 4]`.
  ///   - objects: `[m, 4]`.
  /// - Returns: For each of `boxes`.
  public func match(_ boxes: Tensor, to objects: Tensor) -> [Match] {
    let (count, objectCount) = (boxes.shape[0], objects.shape[0])
    guard objectCount > 0, count > 0 else { return .init(repeating: .background, count: count) }
    let iou = boxIoU(objects, boxes)
    let best = iou.max(dim: 0).scalars
    let object = iou.argmax(dim: 0).int32Scalars
    var matches = best.indices.map { index -> Match in
      if best[index] >= foregroundThreshold { return .object(Int(object[index])) }
      return best[index] < backgroundThreshold ? .background : .between
    }
    guard keepsBest else { return matches }
    let all = iou.scalars
    for (row, largest) in iou.max(dim: 1).scalars.enumerated() {
      for index in 0..<count where all[row * count + index] == largest {
        matches[index] = .object(Int(object[index]))
      }
    }
    return matches
  }
}

/// Picks boxes to learn from at random: objects up to a share, the rest background, as torchvision's
/// `BalancedPositiveNegativeSampler`.
struct BalancedSampler: Hashable, Sendable {
  var count: Int
  var positiveShare: Double

  /// The indices of the picked boxes.
  func sample(_ matches: [BoxMatcher.Match]) -> (positive: [Int], negative: [Int]) {
    var generator = SeededRandomNumberGenerator(seed: RandomKey.next())
    var positive: [Int] = []
    var negative: [Int] = []
    for (index, match) in matches.enumerated() {
      switch match {
      case .object: positive.append(index)
      case .background: negative.append(index)
      case .between: break
      }
    }
    positive.shuffle(using: &generator)
    negative.shuffle(using: &generator)
    positive = Array(positive.prefix(Int(Double(count) * positiveShare)))
    negative = Array(negative.prefix(count - positive.count))
    return (positive.sorted(), negative.sorted())
  }
}
