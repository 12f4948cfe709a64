import Tensors

/// When a detection counts as right.
public struct MatchingCriteria: Hashable, Sendable {
  /// Which object a detection is compared with. Either way those of higher scores come first, and an
  /// object that has been found once is found: further detections of it are wrong.
  public enum Rule: Hashable, Sendable {
    /// With the one that it overlaps most, whether that has been found or not.
    /// Source: Everingham et al., "The Pascal Visual Object Classes (VOC) Challenge" (2010), 4.2.
    case voc
    /// With the one that it overlaps most of those that have not been found.
    /// Source: pycocotools, `COCOeval.evaluateImg`.
    case coco
  }

  /// The least IoU of a right detection with its object.
  public var iouThreshold: Double
  public var rule: Rule
  /// What the edges of boxes mean.
  public var convention: BoundingBox.Convention
  /// Objects of other areas count as neither found nor missed, and detections of other areas that
  /// match no object as neither right nor wrong.
  public var areas: ClosedRange<Double>
  /// How many detections of a category count in an image: those of the highest scores.
  public var maximumDetections: Int

  public init(
    iouThreshold: Double = 0.5, rule: Rule = .coco,
    convention: BoundingBox.Convention = .continuous,
    areas: ClosedRange<Double> = 0...Double.infinity, maximumDetections: Int = .max
  ) {
    require(
      0...1 ~= iouThreshold && maximumDetections >= 0,
      "MatchingCriteria: IoU of \(iouThreshold), \(maximumDetections) detections")
    self.iouThreshold = iouThreshold
    self.rule = rule
    self.convention = convention
    self.areas = areas
    self.maximumDetections = maximumDetections
  }

  func ignores(_ object: AnnotatedObject) -> Bool {
    object.isCrowd || object.isIgnored || !areas.contains(object.area)
  }

  /// The overlap that decides whether a detection matches an object: IoU; for a crowd, the part of the
  /// detection that lies in it.
  func overlap(_ detection: Detection, _ object: AnnotatedObject) -> Double {
    guard object.isCrowd else { return detection.box.iou(object.box, convention) }
    let area = detection.box.area(convention)
    return area > 0 ? detection.box.intersection(object.box, convention) / area : 0
  }
}
