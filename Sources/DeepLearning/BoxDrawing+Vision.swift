import Charts
import Datasets
import Vision

extension BoxDrawing {
  /// Boxes over an image.
  public init(
    _ title: String = "", _ image: Image, @ChartBuilder<Boxes> boxes: () -> [Boxes]
  ) {
    self.init(
      title, width: Double(image.width), height: Double(image.height), png: image.png, boxes: boxes)
  }
}

extension Boxes {
  public init(_ name: String, _ boxes: [BoundingBox], labels: [String] = []) {
    self.init(
      name,
      rectangles: boxes.map { box in
        Rectangle(x: box.xMin, y: box.yMin, width: box.width, height: box.height)
      }, labels: labels)
  }
}
