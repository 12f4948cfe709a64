/// A detection, and whether it is right.
public struct MatchedDetection: Hashable, Sendable {
  public enum Outcome: Hashable, Sendable {
    case truePositive, falsePositive
    /// Neither right nor wrong.
    case ignored
  }

  public let detection: Detection
  public let outcome: Outcome
  /// The object that it was compared with, and how much it overlaps that; nil and 0 if there is none.
  public let object: AnnotatedObject?
  public let overlap: Double
}

/// Which detections of a category are right, and which objects they miss.
public struct DetectionMatches: Hashable, Sendable {
  /// By falling score, those of equal scores in the order of images and, in an image, of the data.
  public let detections: [MatchedDetection]
  /// The objects that no detection found, by image; without ignored ones.
  public let missed: [AnnotatedObject]

  /// The number of objects to be found.
  public var objectCount: Int {
    missed.count + detections.count { $0.outcome == .truePositive }
  }

  /// Matches the detections of one category in each image with the objects of that category there.
  ///
  /// - Parameter images: In the order of their ids.
  init(
    _ images: [(objects: [AnnotatedObject], detections: [Detection])], _ criteria: MatchingCriteria
  ) {
    var detections: [MatchedDetection] = []
    var missed: [AnnotatedObject] = []
    for image in images {
      var matching = ImageMatching(image.objects, criteria)
      let best = image.detections.sortedByScore(\.score).prefix(criteria.maximumDetections)
      detections += best.map { matching.match($0) }
      missed += matching.missed
    }
    self.detections = detections.sortedByScore(\.detection.score)
    self.missed = missed
  }

  /// What counting the detections from a score upwards gives.
  public func counts(minimumScore: Double = -.infinity) -> DetectionCounts {
    let counted = detections.prefix { $0.detection.score >= minimumScore }
    let found = counted.count { $0.outcome == .truePositive }
    return DetectionCounts(
      truePositives: found, falsePositives: counted.count { $0.outcome == .falsePositive },
      falseNegatives: objectCount - found)
  }

  public var curve: PrecisionRecallCurve { PrecisionRecallCurve(self) }
}

extension Array {
  /// By falling score; equal ones stay in their order.
  fileprivate func sortedByScore(_ score: (Element) -> Double) -> [Element] {
    enumerated().sorted { a, b in
      let (first, second) = (score(a.element), score(b.element))
      return first != second ? first > second : a.offset < b.offset
    }.map(\.element)
  }
}

/// How many detections are right and wrong, and how many objects are missed. There is no number of true
/// negatives: nobody lists the places where there is nothing.
public struct DetectionCounts: Hashable, Sendable {
  public let truePositives, falsePositives, falseNegatives: Int

  public init(truePositives: Int, falsePositives: Int, falseNegatives: Int) {
    self.truePositives = truePositives
    self.falsePositives = falsePositives
    self.falseNegatives = falseNegatives
  }

  /// The part of the detections that is right; NaN if there are none.
  public var precision: Double {
    Double(truePositives) / Double(truePositives + falsePositives)
  }

  /// The part of the objects that is found; NaN if there are none.
  public var recall: Double { Double(truePositives) / Double(truePositives + falseNegatives) }

  /// The harmonic mean of precision and recall.
  public var f1: Double {
    2 * Double(truePositives) / Double(2 * truePositives + falsePositives + falseNegatives)
  }

  public static func + (a: Self, b: Self) -> Self {
    Self(
      truePositives: a.truePositives + b.truePositives,
      falsePositives: a.falsePositives + b.falsePositives,
      falseNegatives: a.falseNegatives + b.falseNegatives)
  }
}
