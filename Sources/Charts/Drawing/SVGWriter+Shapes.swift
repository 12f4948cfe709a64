/// The shapes that charts are made of. Each says its colour twice: by a class for a page's style sheet,
/// and by an attribute for programs that know none.
extension SVGWriter {
  /// A series' line.
  mutating func line(_ path: String, _ style: SeriesStyle) {
    element(
      "path",
      [
        "class": "line \(style.name)", "fill": "none", "stroke": style.color,
        "stroke-width": "1.75", "stroke-dasharray": style.dash, "d": path,
      ])
  }

  /// A line that is no series: a mark across the data.
  mutating func mark(_ path: String) {
    element(
      "path",
      [
        "class": "mark", "fill": "none", "stroke": "#45484e", "stroke-dasharray": "2 3", "d": path,
      ])
  }

  /// A thin line that belongs to the data, such as a whisker.
  mutating func whisker(_ path: String) {
    element("path", ["class": "whisker", "fill": "none", "stroke": "#45484e", "d": path])
  }

  /// What makes a thin line stand out from what it crosses: drawn before it, wider, as if it were paper.
  mutating func casing(_ path: String) {
    element(
      "path",
      ["class": "casing", "fill": "none", "stroke": "#fff", "stroke-width": "3.5", "d": path])
  }

  /// A series' dots; all of them in one path, unless something is to be said of each.
  mutating func marker(_ path: String, _ style: SeriesStyle, title: String? = nil) {
    let attributes: Attributes = ["class": "dot \(style.name)", "fill": style.color, "d": path]
    guard let title else { return element("path", attributes) }
    element("path", attributes) { $0.element("title", text: title) }
  }

  /// Text of the data, such as a name.
  mutating func text(
    _ text: String, class style: String, x: Double, y: Double, anchor: String? = nil
  ) {
    let place: Attributes = [
      "class": style, "fill": "#1b1c1f", "x": coordinate(x), "y": coordinate(y),
    ]
    element("text", anchor.map { place + ["text-anchor": $0] } ?? place, text: text)
  }

  /// Text that may end with an exponent, whose digits are raised ones of the text's own: fonts draw ¹, ²
  /// and ³ unlike other superscripts.
  mutating func power(_ text: String, _ attributes: Attributes) {
    let digits = Dictionary(uniqueKeysWithValues: DecimalNumber.superscripts.map { ($1, $0) })
    let raised = text.reversed().prefix { digits[$0] != nil }.reversed()
    let exponent = String(raised.compactMap { digits[$0] })
    guard !exponent.isEmpty else { return element("text", attributes, text: text) }
    element("text", attributes) { svg in
      svg.characters(String(text.dropLast(exponent.count)))
      svg.element(
        "tspan", ["dy": "-4", "font-size": coordinate(ChartStyle.fontSize * 0.72)], text: exponent)
    }
  }

  /// What keeps the edges of a picture's pixels. SVG has no attribute for it, but CSS has.
  static let pixelated: Attributes = ["style": "image-rendering:pixelated"]

  /// A number among the data, readable on the grid.
  mutating func number(_ text: String, size: Double, x: Double, y: Double, anchor: String) {
    element(
      "text",
      [
        "class": "end halo", "fill": "#1b1c1f", "font-size": coordinate(size), "x": coordinate(x),
        "y": coordinate(y), "text-anchor": anchor,
      ], text: text)
  }

  /// Returns what fills a shape with thin oblique lines.
  mutating func hatching(id: String) -> String {
    let name = id + "-hatching"
    element(
      "pattern",
      ["id": name, "width": "4", "height": "4", "patternUnits": "userSpaceOnUse"]
    ) { $0.whisker("M-1 1L1 -1M-1 5L5 -1M3 5L5 3") }
    newLine()
    return "url(#\(name))"
  }

  /// What is shown only within a rectangle.
  mutating func clipped(
    id: String, x: ClosedRange<Double>, y: ClosedRange<Double>, content: (inout SVGWriter) -> Void
  ) {
    element("clipPath", ["id": id]) { svg in
      svg.element(
        "rect",
        [
          "x": coordinate(x.lowerBound), "y": coordinate(y.lowerBound),
          "width": coordinate(x.upperBound - x.lowerBound),
          "height": coordinate(y.upperBound - y.lowerBound),
        ])
    }
    newLine()
    element("g", ["clip-path": "url(#\(id))"], content: content)
    newLine()
  }
}
