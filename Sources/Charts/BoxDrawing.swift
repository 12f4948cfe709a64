/// Boxes over a picture, such as what a detector found:
///
///     BoxDrawing("digits in a scene", scene) {
///       Boxes("truth", objects)
///       Boxes("found", detections.map(\.box), labels: detections.map { "\($0.category)" })
///     }
public struct BoxDrawing: Chart {
  /// What the picture is, for those who cannot see it.
  public var title: String
  /// Of the picture, in the boxes' units, which grow to the right and downwards.
  public var width, height: Double
  /// A PNG file; nil for boxes alone.
  public var png: [UInt8]?
  public var groups: [Boxes]

  public init(
    _ title: String = "", width: Double, height: Double, png: [UInt8]? = nil,
    @ChartBuilder<Boxes> boxes: () -> [Boxes]
  ) {
    if width <= 0 || height <= 0 { fatalError("BoxDrawing: \(width)×\(height)") }
    self.title = title
    self.width = width
    self.height = height
    self.png = png
    groups = boxes()
  }
}

/// Boxes of one kind.
public struct Boxes: Hashable, Sendable {
  public struct Rectangle: Hashable, Sendable {
    public var x, y, width, height: Double

    public init(x: Double, y: Double, width: Double, height: Double) {
      self.x = x
      self.y = y
      self.width = width
      self.height = height
    }
  }

  /// What stands in the legend.
  public var name: String
  public var rectangles: [Rectangle]
  /// What stands at each box; may be fewer.
  public var labels: [String]

  public init(_ name: String, rectangles: [Rectangle], labels: [String] = []) {
    self.name = name
    self.rectangles = rectangles
    self.labels = labels
  }
}

// MARK: Drawing

extension BoxDrawing {
  /// The drawing, from `<svg` to `</svg>`: the same bytes for the same boxes.
  public var svg: String {
    let scale = PlotFrame.width / width
    let legend = Legend(
      groups.enumerated().map { index, group in
        Legend.Entry(name: group.name, style: SeriesStyle(index), sample: .line)
      })
    return SVGWriter.drawing(
      width: PlotFrame.width, height: legend.height + height * scale + 1, title: heading,
      description: contents, digest: png.map { pictureAddress($0) } ?? ""
    ) { svg, _ in
      legend.draw(into: &svg)
      drawPicture(top: legend.height, scale, &svg)
      for (index, group) in groups.enumerated() {
        draw(group, SeriesStyle(index), top: legend.height, scale, &svg)
      }
    }
  }

  private func drawPicture(top: Double, _ scale: Double, _ svg: inout SVGWriter) {
    let place: SVGWriter.Attributes = [
      "x": "0", "y": coordinate(top), "width": coordinate(PlotFrame.width),
      "height": coordinate(height * scale),
    ]
    if let png {
      svg.element("image", place + ["href": pictureAddress(png)] + SVGWriter.pixelated)
    } else {
      svg.element("rect", place + ["class": "grid", "fill": "none", "stroke": "#d8dadd"])
    }
    svg.newLine()
  }

  /// Each box twice, so that it stands out from light and from dark places.
  private func draw(
    _ group: Boxes, _ style: SeriesStyle, top: Double, _ scale: Double, _ svg: inout SVGWriter
  ) {
    let outlines = group.rectangles.map { box in
      let (x, y) = (coordinate(box.x * scale), coordinate(top + box.y * scale))
      let width = coordinate(box.width * scale)
      return "M\(x) \(y)h\(width)v\(coordinate(box.height * scale))h-\(width)z"
    }.joined()
    if png != nil {
      svg.element(
        "path", ["fill": "none", "stroke": "#fff", "stroke-width": "3.5", "d": outlines])
    }
    svg.line(outlines, style)
    svg.newLine()
    for (box, label) in zip(group.rectangles, group.labels) where !label.isEmpty {
      drawLabel(label, box, top: top, scale, &svg)
    }
  }

  /// Above the box, or within it where there is no room above.
  private func drawLabel(
    _ label: String, _ box: Boxes.Rectangle, top: Double, _ scale: Double, _ svg: inout SVGWriter
  ) {
    let size = 11.0
    let width = ChartStyle.width(of: label, size: size) + 4
    let left = min(max(box.x * scale, 0), PlotFrame.width - width)
    let above = box.y * scale - size - 3
    let y = top + (above >= 0 ? above : box.y * scale)
    svg.element(
      "rect",
      [
        "class": "plate", "fill": "#fff", "opacity": "0.85", "x": coordinate(left),
        "y": coordinate(y), "width": coordinate(width), "height": coordinate(size + 2),
      ])
    svg.element(
      "text",
      [
        "class": "end", "fill": "#1b1c1f", "font-size": coordinate(size),
        "x": coordinate(left + 2), "y": coordinate(y + size - 1),
      ], text: label)
    svg.newLine()
  }

  private var isChinese: Bool { ChartWording([title] + groups.map(\.name)).isChinese }

  private var heading: String {
    title.isEmpty ? (isChinese ? "方框" : "boxes") : title
  }

  /// How many boxes of each kind there are, and what stands at them.
  private var contents: String {
    groups.map { group in
      let labels = group.labels.filter { !$0.isEmpty }
      let list = labels.joined(separator: isChinese ? "、" : ", ")
      return isChinese
        ? "\(group.name)：\(group.rectangles.count)个" + (labels.isEmpty ? "" : "，\(list)")
        : "\(group.name): \(group.rectangles.count)" + (labels.isEmpty ? "" : ", \(list)")
    }.joined(separator: isChinese ? "；" : "; ")
  }

  public var description: String {
    [heading, contents].filter { !$0.isEmpty }.joined(separator: isChinese ? "。" : ". ")
  }

  public var data: ChartData? {
    let columns =
      isChinese
      ? ["种类", "标注", "左", "上", "宽", "高"] : ["kind", "label", "x", "y", "width", "height"]
    return ChartData(
      columns: columns,
      rows: groups.flatMap { group in
        group.rectangles.enumerated().map { index, box in
          [group.name, index < group.labels.count ? group.labels[index] : ""]
            + [box.x, box.y, box.width, box.height].map(ChartData.text)
        }
      })
  }
}
