/// How good a detector is: its detections compared with the objects of a data set, category by category.
public struct DetectionEvaluation: Sendable {
  public struct CategoryResult: Hashable, Sendable {
    public let category: DetectionDataset.Category
    public let matches: DetectionMatches

    /// NaN if there are no objects of this category.
    public func averagePrecision(_ interpolation: PrecisionInterpolation) -> Double {
      matches.curve.averagePrecision(interpolation)
    }
  }

  public let criteria: MatchingCriteria
  /// By the categories' ids.
  public let results: [CategoryResult]

  public init(_ dataset: DetectionDataset, _ criteria: MatchingCriteria = MatchingCriteria()) {
    self.criteria = criteria
    let objects = Dictionary(grouping: dataset.objects) {
      Place(image: $0.image, category: $0.category)
    }
    let detections = Dictionary(grouping: dataset.detections) {
      Place(image: $0.image, category: $0.category)
    }
    results = dataset.categories.map { category in
      let images = dataset.images.map { image in
        let place = Place(image: image.id, category: category.id)
        return (objects: objects[place] ?? [], detections: detections[place] ?? [])
      }
      return CategoryResult(category: category, matches: DetectionMatches(images, criteria))
    }
  }

  private struct Place: Hashable {
    let image, category: Int
  }

  /// The mean of the categories' average precisions, mAP; without categories that have no objects.
  public func meanAveragePrecision(_ interpolation: PrecisionInterpolation) -> Double {
    mean { $0.averagePrecision(interpolation) }
  }

  /// The mean of the recalls that all detections together reach in each category.
  public var meanRecall: Double { mean(\.matches.curve.finalRecall) }

  private func mean(_ value: (CategoryResult) -> Double) -> Double {
    let values = results.map(value).filter { !$0.isNaN }
    return values.reduce(0, +) / Double(values.count)
  }

  /// The counts of all categories together.
  public func counts(minimumScore: Double = -.infinity) -> DetectionCounts {
    results.reduce(DetectionCounts(truePositives: 0, falsePositives: 0, falseNegatives: 0)) {
      $0 + $1.matches.counts(minimumScore: minimumScore)
    }
  }
}
