/// The twelve numbers of COCO's benchmark, as pycocotools' `COCOeval.summarize` gives them.
///
/// Means over categories and, unless a threshold is named, over ten thresholds of IoU from 0.5 to 0.95.
/// What there are no objects for is NaN, where pycocotools has −1.
public struct COCOMetrics: Hashable, Sendable {
  /// The thresholds, as NumPy's linspace rounds them.
  public static let iouThresholds = (0..<9).map { 0.5 + Double($0) * ((0.95 - 0.5) / 9) } + [0.95]

  /// Areas of objects, in pixels.
  public static let small = 0...Double(32 * 32)
  public static let medium = Double(32 * 32)...Double(96 * 96)
  public static let large = Double(96 * 96)...1e10
  private static let all = 0...1e10

  public let averagePrecision: Double
  public let averagePrecision50: Double
  public let averagePrecision75: Double
  public let averagePrecisionSmall: Double
  public let averagePrecisionMedium: Double
  public let averagePrecisionLarge: Double
  /// Of one detection of a category in an image.
  public let averageRecall1: Double
  public let averageRecall10: Double
  public let averageRecall100: Double
  public let averageRecallSmall: Double
  public let averageRecallMedium: Double
  public let averageRecallLarge: Double

  public init(_ dataset: DetectionDataset) {
    func evaluations(_ areas: ClosedRange<Double>, _ maximum: Int) -> [DetectionEvaluation] {
      Self.iouThresholds.map { threshold in
        DetectionEvaluation(
          dataset,
          MatchingCriteria(iouThreshold: threshold, areas: areas, maximumDetections: maximum))
      }
    }
    func precision(_ evaluations: [DetectionEvaluation]) -> Double {
      evaluations.mean { $0.meanAveragePrecision(.coco) }
    }
    func recall(_ evaluations: [DetectionEvaluation]) -> Double { evaluations.mean(\.meanRecall) }

    let all = evaluations(Self.all, 100)
    let small = evaluations(Self.small, 100)
    let medium = evaluations(Self.medium, 100)
    let large = evaluations(Self.large, 100)
    averagePrecision = precision(all)
    averagePrecision50 = all[0].meanAveragePrecision(.coco)
    averagePrecision75 = all[5].meanAveragePrecision(.coco)
    averagePrecisionSmall = precision(small)
    averagePrecisionMedium = precision(medium)
    averagePrecisionLarge = precision(large)
    averageRecall1 = recall(evaluations(Self.all, 1))
    averageRecall10 = recall(evaluations(Self.all, 10))
    averageRecall100 = recall(all)
    averageRecallSmall = recall(small)
    averageRecallMedium = recall(medium)
    averageRecallLarge = recall(large)
  }

  /// In pycocotools' order.
  public var all: [Double] {
    [
      averagePrecision, averagePrecision50, averagePrecision75,
      averagePrecisionSmall, averagePrecisionMedium, averagePrecisionLarge,
      averageRecall1, averageRecall10, averageRecall100,
      averageRecallSmall, averageRecallMedium, averageRecallLarge,
    ]
  }
}

extension Array where Element == DetectionEvaluation {
  fileprivate func mean(_ value: (DetectionEvaluation) -> Double) -> Double {
    reduce(0) { $0 + value($1) } / Double(count)
  }
}
