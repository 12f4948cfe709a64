import Tensors

/// At which recalls the precision is read to average it.
public enum PrecisionInterpolation: Hashable, Sendable {
  /// At so many recalls from 0 to 1, at equal distances.
  case points(Int)
  /// At all recalls: the area below the curve.
  case allPoints

  /// Eleven points. Source: Everingham et al., "The Pascal Visual Object Classes (VOC) Challenge"
  /// (2010), 4.2.
  public static let voc2007 = points(11)
  /// All points: VOC's rule from 2010 on.
  public static let voc2010 = allPoints
  /// 101 points. Source: pycocotools, `COCOeval.accumulate`.
  public static let coco = points(101)
}

/// Precision and recall as more and more detections count, from the surest one on.
public struct PrecisionRecallCurve: Hashable, Sendable {
  public struct Point: Hashable, Sendable {
    /// Of the last detection that counts.
    public let score: Double
    public let precision, recall: Double
  }

  /// One for each detection that is right or wrong.
  public let points: [Point]
  /// The number of objects to be found.
  public let objectCount: Int

  /// The largest precision at each point's recall or beyond: the curve without its teeth.
  public let interpolatedPrecisions: [Double]

  init(_ matches: DetectionMatches) {
    let objectCount = matches.objectCount
    var points: [Point] = []
    var right = 0
    for detection in matches.detections where detection.outcome != .ignored {
      if detection.outcome == .truePositive { right += 1 }
      points.append(
        Point(
          score: detection.detection.score,
          precision: Double(right) / Double(points.count + 1),
          recall: Double(right) / Double(objectCount)))
    }
    var largest = 0.0
    let interpolated = points.reversed().map { point in
      largest = max(largest, point.precision)
      return largest
    }
    self.points = points
    self.objectCount = objectCount
    interpolatedPrecisions = interpolated.reversed()
  }

  /// The largest recall: that of all detections together. NaN if there are no objects.
  public var finalRecall: Double {
    objectCount == 0 ? .nan : points.last?.recall ?? 0
  }

  /// The largest precision that there is at a recall or beyond; 0 if that is never reached.
  public func precision(atRecall recall: Double) -> Double {
    points.firstIndex { $0.recall >= recall }.map { interpolatedPrecisions[$0] } ?? 0
  }

  /// The mean of the interpolated precision over recalls; NaN if there are no objects.
  public func averagePrecision(_ interpolation: PrecisionInterpolation) -> Double {
    guard objectCount > 0 else { return .nan }
    switch interpolation {
    case .points(let count): return meanPrecision(at: count)
    case .allPoints: return area
    }
  }

  private func meanPrecision(at count: Int) -> Double {
    require(count > 1, "averagePrecision: \(count) points of recall, expected two or more")
    // As NumPy's linspace rounds: 3 × 0.1 is more than a recall of 0.3, in the reference programs too.
    let step = 1 / Double(count - 1)
    let recalls = (0..<count - 1).map { Double($0) * step } + [1]
    return recalls.reduce(0) { $0 + precision(atRecall: $1) } / Double(count)
  }

  private var area: Double {
    var area = 0.0
    var recall = 0.0
    for (point, precision) in zip(points, interpolatedPrecisions) {
      area += (point.recall - recall) * precision
      recall = point.recall
    }
    return area
  }
}
