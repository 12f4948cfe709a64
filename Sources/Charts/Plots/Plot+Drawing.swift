extension LineChart {
  /// The drawing, from `<svg` to `</svg>`: the same bytes for the same chart.
  public var svg: String {
    let frame = frame
    let points = lines.flatMap(\.points).map { "\($0.x),\($0.y)" }
    return SVGWriter.drawing(
      width: PlotFrame.width, height: PlotFrame.height, title: heading, description: courses,
      digest: points.joined(separator: " ")
    ) { svg, id in
      frame.draw(into: &svg)
      drawLines(in: frame, clippedBy: id + "-area", &svg)
      drawNames(in: frame, &svg)
    }
  }

  var frame: PlotFrame {
    let points = lines.flatMap(\.usable)
    let names = lines.map { ChartStyle.width(of: Self.shortened($0.name)) }
    return PlotFrame(
      horizontal: AxisLayout(endingAtData: x, data: points.map(\.x)),
      vertical: AxisLayout(endingAtTicks: y, data: points.map(\.y)),
      rightMargin: (EndLabel.gap + EndLabel.sample + (names.max() ?? 0)).rounded(.up))
  }

  /// What lies beyond the axes' own ranges is cut off.
  private func drawLines(
    in frame: PlotFrame, clippedBy clip: String, _ svg: inout SVGWriter
  ) {
    let (left, top) = (frame.x.start, frame.y.end)
    svg.element("clipPath", ["id": clip]) { svg in
      svg.element(
        "rect",
        [
          "x": coordinate(left - 3), "y": coordinate(top - 3),
          "width": coordinate(frame.x.end - left + 6),
          "height": coordinate(frame.y.start - top + 6),
        ])
    }
    svg.newLine()
    svg.element("g", ["clip-path": "url(#\(clip))"]) { svg in
      for (index, line) in lines.enumerated() {
        draw(line, LineStyle(index), in: frame, &svg)
        svg.newLine()
      }
    }
    svg.newLine()
  }

  private func draw(
    _ line: Line, _ style: LineStyle, in frame: PlotFrame, _ svg: inout SVGWriter
  ) {
    for segment in line.segments {
      if segment.count == 1 {
        dot(at: segment[0], style, in: frame, &svg)
      } else {
        let points = segment.map {
          coordinate(frame.x($0.x)) + "," + coordinate(frame.y($0.y))
        }
        svg.element(
          "polyline",
          [
            "class": "line \(style.name)", "points": points.joined(separator: " "),
            "fill": "none", "stroke": style.color, "stroke-width": "1.75",
            "stroke-dasharray": style.dash,
          ])
      }
    }
    if let last = line.usable.last { dot(at: last, style, in: frame, &svg) }
  }

  private func dot(
    at point: Line.Point, _ style: LineStyle, in frame: PlotFrame, _ svg: inout SVGWriter
  ) {
    svg.element(
      "circle",
      [
        "class": "dot \(style.name)", "cx": coordinate(frame.x(point.x)),
        "cy": coordinate(frame.y(point.y)), "r": "2.75", "fill": style.color,
      ])
  }

  /// Names stand at the ends of their lines, on the right of all data, each behind a sample of its
  /// line: where ends lie close together, names have to make room for each other.
  private func drawNames(in frame: PlotFrame, _ svg: inout SVGWriter) {
    let ends = lines.enumerated().compactMap { index, line in
      line.usable.last.map {
        (name: Self.shortened(line.name), style: LineStyle(index), place: frame.y($0.y))
      }
    }
    let places = EndLabel.places(ends.map(\.place), in: frame.y.end...frame.y.start)
    let left = frame.x.end + EndLabel.gap
    for (end, place) in zip(ends, places) {
      svg.element(
        "path",
        [
          "class": "line \(end.style.name)", "stroke": end.style.color, "stroke-width": "1.75",
          "stroke-dasharray": end.style.dash,
          "d": "M\(coordinate(left)) \(coordinate(place))h\(coordinate(EndLabel.sample - 4))",
        ])
      svg.element(
        "text",
        [
          "class": "end", "fill": "#1b1c1f", "x": coordinate(left + EndLabel.sample),
          "y": coordinate(place + 4),
        ], text: end.name)
      svg.newLine()
    }
  }

  /// A name takes no more than a third of the width.
  private static func shortened(_ name: String) -> String {
    ChartStyle.shortened(name, to: PlotFrame.width / 3)
  }
}

/// Colour and dashes of the line with a number.
private struct LineStyle {
  let name: String
  let color: String
  let dash: String

  init(_ index: Int) {
    let color = index % ChartStyle.colors.count
    name = "s\(color + 1)"
    self.color = ChartStyle.colors[color].light
    dash = ChartStyle.dashes[index % ChartStyle.dashes.count]
  }
}
