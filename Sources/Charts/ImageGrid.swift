/// Small pictures in rows, each with a line of text below it:
///
///     ImageGrid("digits that are hard to read", columns: 6) {
///       for digit in digits { Tile(digit.image, "\(digit.label) → \(digit.prediction)") }
///     }
public struct ImageGrid: Chart {
  /// What the pictures are, for those who cannot see them.
  public var title: String
  public var columns: Int
  public var tiles: [Tile]

  public init(_ title: String = "", columns: Int = 6, @ChartBuilder<Tile> tiles: () -> [Tile]) {
    require(columns > 0, "ImageGrid: \(columns) columns")
    self.title = title
    self.columns = columns
    self.tiles = tiles()
  }
}

/// A picture of a grid.
public struct Tile: Hashable, Sendable {
  /// A PNG or JPEG file.
  public var file: [UInt8]
  /// Its width divided by its height.
  public var aspectRatio: Double
  /// What stands below it.
  public var caption: String

  public init(png: [UInt8], aspectRatio: Double = 1, _ caption: String = "") {
    self.init(file: png, aspectRatio, caption)
  }

  public init(jpeg: [UInt8], aspectRatio: Double = 1, _ caption: String = "") {
    self.init(file: jpeg, aspectRatio, caption)
  }

  private init(file: [UInt8], _ aspectRatio: Double, _ caption: String) {
    require(aspectRatio > 0, "Tile: \(aspectRatio) times as wide as high")
    self.file = file
    self.aspectRatio = aspectRatio
    self.caption = caption
  }
}

extension Tile {
  /// JPEG is for photographs, which are smooth.
  fileprivate var isJPEG: Bool { file.starts(with: [0xFF, 0xD8, 0xFF]) }

  fileprivate var address: String {
    pictureAddress(file, type: isJPEG ? "jpeg" : "png")
  }
}

// MARK: Drawing

extension ImageGrid {
  private static let width = PlotFrame.width
  private static let gap = 6.0
  private static let lineHeight = 14.0

  /// The drawing, from `<svg` to `</svg>`: the same bytes for the same grid.
  public var svg: String {
    let cell = (Self.width + Self.gap) / Double(columns) - Self.gap
    let rows = rowHeights(cell: cell)
    let height = rows.reduce(0, +) + Double(max(rows.count - 1, 0)) * Self.gap
    return SVGWriter.drawing(
      width: Self.width, height: max(height, 1), title: heading, description: captions,
      digest: tiles.map(\.address).joined(separator: " "),
      isPictures: columns >= ChartStyle.fewestPictures
    ) { svg, _ in
      var top = 0.0
      for (row, height) in rows.enumerated() {
        for column in 0..<min(columns, tiles.count - row * columns) {
          let left = Double(column) * (cell + Self.gap)
          draw(tiles[row * columns + column], left: left, top: top, width: cell, &svg)
        }
        svg.newLine()
        top += height + Self.gap
      }
    }
  }

  /// The pictures' captions, for those who cannot see them.
  public var description: String {
    [heading, captions].filter { !$0.isEmpty }.joined(separator: isChinese ? "。" : ". ")
  }

  /// Pictures are no numbers.
  public var data: ChartData? { nil }

  private var isChinese: Bool { ChartWording([title]).isChinese }

  private var heading: String {
    title.isEmpty ? (isChinese ? "图像" : "pictures") : title
  }

  private var captions: String {
    tiles.map(\.caption).filter { !$0.isEmpty }.joined(separator: isChinese ? "；" : "; ")
  }

  private func rowHeights(cell: Double) -> [Double] {
    stride(from: 0, to: tiles.count, by: columns).map { start in
      let row = tiles[start..<min(start + columns, tiles.count)]
      let caption = row.contains { !$0.caption.isEmpty } ? Self.lineHeight : 0
      return row.map { cell / $0.aspectRatio }.max()! + caption
    }
  }

  private func draw(
    _ tile: Tile, left: Double, top: Double, width: Double, _ svg: inout SVGWriter
  ) {
    let height = width / tile.aspectRatio
    let place: SVGWriter.Attributes = [
      "x": coordinate(left), "y": coordinate(top), "width": coordinate(width),
      "height": coordinate(height), "href": tile.address,
    ]
    svg.element("image", tile.isJPEG ? place : place + SVGWriter.pixelated)
    guard !tile.caption.isEmpty else { return }
    svg.element(
      "text",
      [
        "class": "end", "fill": "#1b1c1f", "x": coordinate(left + width / 2),
        "y": coordinate(top + height + 0.5), "dy": "1em", "text-anchor": "middle",
      ], text: ChartStyle.shortened(tile.caption, to: width + Self.gap))
  }
}
