/// A rectangle along the sides of an image, in pixels: x grows to the right, y downwards.
///
/// Its edges are places, not pixels: an image of 4×3 pixels is the box from (0, 0) to (4, 3).
/// ``Convention/pixelInclusive`` is for data whose edges are pixels.
public struct BoundingBox: Hashable, Codable, Sendable {
  /// What the numbers of a box's edges mean.
  public enum Convention: Hashable, Codable, Sendable {
    /// Edges are places: a box is `xMax - xMin` wide. COCO and torchvision.
    case continuous
    /// `xMax` and `yMax` are the last pixels inside: a box is `xMax - xMin + 1` wide. The VOC
    /// development kit.
    case pixelInclusive

    fileprivate var excess: Double { self == .pixelInclusive ? 1 : 0 }
  }

  public var xMin, yMin, xMax, yMax: Double

  public init(xMin: Double, yMin: Double, xMax: Double, yMax: Double) {
    self.xMin = xMin
    self.yMin = yMin
    self.xMax = xMax
    self.yMax = yMax
  }

  /// From the upper left corner and the size, as COCO's files have it.
  public init(x: Double, y: Double, width: Double, height: Double) {
    self.init(xMin: x, yMin: y, xMax: x + width, yMax: y + height)
  }

  public var width: Double { xMax - xMin }
  public var height: Double { yMax - yMin }
  public var center: (x: Double, y: Double) { ((xMin + xMax) / 2, (yMin + yMax) / 2) }

  /// 0 for a box whose edges have changed sides.
  public func area(_ convention: Convention = .continuous) -> Double {
    max(width + convention.excess, 0) * max(height + convention.excess, 0)
  }

  /// The area that two boxes share.
  public func intersection(_ other: BoundingBox, _ convention: Convention = .continuous) -> Double {
    BoundingBox(
      xMin: max(xMin, other.xMin), yMin: max(yMin, other.yMin),
      xMax: min(xMax, other.xMax), yMax: min(yMax, other.yMax)
    ).area(convention)
  }

  /// Intersection over union, from 0 to 1: the area that two boxes share, divided by the area that
  /// they cover together; 0 if they cover none.
  public func iou(_ other: BoundingBox, _ convention: Convention = .continuous) -> Double {
    let shared = intersection(other, convention)
    guard shared > 0 else { return 0 }
    return shared / (area(convention) + other.area(convention) - shared)
  }
}
