import Charts
import Datasets

extension Tile {
  /// A picture of a grid; see `Image.init(_:)` for those that tensors hold.
  public init(_ image: Image, _ caption: String = "") {
    self.init(
      png: image.png, aspectRatio: Double(max(image.width, 1)) / Double(max(image.height, 1)),
      caption)
  }
}
