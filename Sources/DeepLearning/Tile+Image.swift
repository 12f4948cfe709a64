import Charts
import Datasets

extension Tile {
  /// A picture of a grid; see `Image.init(_:)` for those that tensors hold.
  public init(_ image: Image, _ caption: String = "") {
    self.init(png: image.png, aspectRatio: image.aspectRatio, caption)
  }

  /// A photograph of a grid, as JPEG.
  ///
  /// - Parameter jpegQuality: From 1 to 100.
  public init(_ image: Image, jpegQuality: Int, _ caption: String = "") {
    self.init(
      jpeg: image.jpeg(quality: jpegQuality), aspectRatio: image.aspectRatio, caption)
  }
}

extension Image {
  fileprivate var aspectRatio: Double { Double(max(width, 1)) / Double(max(height, 1)) }
}
