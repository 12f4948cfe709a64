extension Plot {
  var svg: String {
    let layout = PlotLayout(self)
    let frame = layout.frame
    return SVGWriter.drawing(
      width: PlotFrame.width, height: frame.height, title: heading, description: courses,
      digest: digest
    ) { svg, id in
      layout.legend.draw(into: &svg)
      frame.draw(into: &svg)
      layout.ruleLabels.draw(above: frame.top, &svg)
      svg.clipped(
        id: id + "-area", x: frame.left - 3...frame.right + 3, y: frame.top - 3...frame.bottom + 3
      ) { svg in
        for (index, line) in lines { drawBand(of: line, SeriesStyle(index), in: frame, &svg) }
        for rule in rules { draw(rule, in: frame, &svg) }
        for (index, line) in lines { draw(line, SeriesStyle(index), in: frame, &svg) }
        for (index, points) in points { draw(points, SeriesStyle(index), in: frame, &svg) }
        drawHoverValues(in: layout, &svg)
      }
      for (_, points) in points { drawLabels(of: points, in: frame, &svg) }
      EndLabel.draw(layout.endLabels, in: frame, &svg)
    }
  }

  /// All numbers, digit for digit.
  private var digest: String {
    let points = lines.map(\.line.points) + points.map(\.points.points)
    return points.map { $0.map { "\($0.x),\($0.y)" }.joined(separator: " ") }
      .joined(separator: ";") + "\(lines.map(\.line.band))\(rules)\(kind)"
  }

  // MARK: Lines

  private func drawBand(
    of line: Line, _ style: SeriesStyle, in frame: PlotFrame, _ svg: inout SVGWriter
  ) {
    let bottom = frame.vertical.domain.lowerBound
    for segment in line.bandSegments where segment.count > 1 {
      let edge = { (point: (x: Double, value: Double)) in
        coordinate(frame.x(point.x)) + " "
          // What reaches below 0 has no end on a logarithmic axis.
          + coordinate(
            frame.y(frame.vertical.isLogarithmic ? max(point.value, bottom) : point.value))
      }
      let upper = segment.map { edge(($0.x, $0.interval.high)) }
      let lower = segment.reversed().map { edge(($0.x, $0.interval.low)) }
      svg.element(
        "path",
        [
          "class": "band \(style.name)", "fill": style.color, "fill-opacity": "0.18",
          "d": "M\((upper + lower).joined(separator: "L"))z",
        ])
      svg.newLine()
    }
  }

  private func draw(
    _ line: Line, _ style: SeriesStyle, in frame: PlotFrame, _ svg: inout SVGWriter
  ) {
    for segment in line.segments {
      if segment.count == 1, !line.hasMarkers {
        svg.marker(path(of: segment, style, in: frame), style)
      } else if segment.count > 1 {
        svg.line(path(along: segment, in: frame), style)
      }
    }
    if line.hasMarkers {
      svg.marker(path(of: line.usable, style, in: frame), style)
    } else if let last = line.usable.last {
      svg.marker(path(of: [last], style, in: frame), style)
    }
    svg.newLine()
  }

  /// Through all points, in steps if the chart is one of steps.
  private func path(along points: [Line.Point], in frame: PlotFrame) -> String {
    let places = points.map { (x: coordinate(frame.x($0.x)), y: coordinate(frame.y($0.y))) }
    return switch kind {
    case .lines, .scatter: "M" + places.map { "\($0.x) \($0.y)" }.joined(separator: "L")
    case .steps(.after):
      "M\(places[0].x) \(places[0].y)"
        + places.dropFirst().map { "H\($0.x)V\($0.y)" }.joined()
    case .steps(.before):
      "M\(places[0].x) \(places[0].y)"
        + places.dropFirst().map { "V\($0.y)H\($0.x)" }.joined()
    }
  }

  private func path(of points: [Line.Point], _ style: SeriesStyle, in frame: PlotFrame) -> String {
    points.map { style.shape.path(frame.x($0.x), frame.y($0.y)) }.joined()
  }

  // MARK: Dots

  /// More points than this say nothing when a pointer is on them: their texts would outweigh the page.
  private static let mostNamedPoints = 400

  private func draw(
    _ points: Points, _ style: SeriesStyle, in frame: PlotFrame, _ svg: inout SVGWriter
  ) {
    guard points.points.count <= Self.mostNamedPoints else {
      svg.marker(path(of: points.points.filter(\.isUsable), style, in: frame), style)
      return svg.newLine()
    }
    for (index, point) in points.points.enumerated() where point.isUsable {
      let label = points.labels.isEmpty ? points.name : points.labels[index]
      let place = "\(frame.horizontal.briefText(point.x)), \(frame.vertical.text(point.y))"
      svg.marker(
        path(of: [point], style, in: frame), style, title: words.labelled(label, place))
    }
    svg.newLine()
  }

  /// To the right of their points, or to the left where the drawing ends.
  private func drawLabels(of points: Points, in frame: PlotFrame, _ svg: inout SVGWriter) {
    for (point, label) in zip(points.points, points.labels)
    where point.isUsable && !label.isEmpty {
      let x = frame.x(point.x)
      let isLeft = x + 7 + ChartStyle.width(of: label) > PlotFrame.width
      svg.text(
        label, class: "end halo", x: x + (isLeft ? -7 : 7), y: frame.y(point.y) + 4,
        anchor: isLeft ? "end" : nil)
      svg.newLine()
    }
  }

  // MARK: Marks

  private func draw(_ rule: Rule, in frame: PlotFrame, _ svg: inout SVGWriter) {
    if let x = rule.verticalPlace {
      svg.mark("M\(coordinate(frame.x(x))) \(coordinate(frame.bottom))V\(coordinate(frame.top))")
    } else if let y = rule.horizontalPlace {
      svg.mark("M\(coordinate(frame.left)) \(coordinate(frame.y(y)))H\(coordinate(frame.right))")
    }
  }

  // MARK: Values

  /// At how many places a line says its value.
  private static let mostHoverPlaces = 100

  /// Strips over the whole height, invisible, that say what the lines' values are where the pointer is.
  private func drawHoverValues(in layout: PlotLayout, _ svg: inout SVGWriter) {
    let frame = layout.frame
    let places = hoverPlaces(in: frame.horizontal.domain)
    guard !places.isEmpty else { return }
    let middles = places.map { frame.x($0) }
    let edges =
      [frame.left] + zip(middles, middles.dropFirst()).map { ($0 + $1) / 2 } + [frame.right]
    svg.element("g", ["fill-opacity": "0"]) { svg in
      for (index, place) in places.enumerated() {
        svg.element(
          "rect",
          [
            "x": coordinate(edges[index]), "y": coordinate(frame.top),
            "width": coordinate(edges[index + 1] - edges[index]),
            "height": coordinate(frame.bottom - frame.top),
          ]
        ) { $0.element("title", text: hoverText(at: place, in: frame)) }
      }
    }
    svg.newLine()
  }

  private func hoverPlaces(in domain: ClosedRange<Double>) -> [Double] {
    let places = Set(lines.flatMap { $0.line.usable.map(\.x) }).filter(domain.contains).sorted()
    guard places.count > Self.mostHoverPlaces else { return places }
    return (0..<Self.mostHoverPlaces).map {
      places[$0 * (places.count - 1) / (Self.mostHoverPlaces - 1)]
    }
  }

  private func hoverText(at place: Double, in frame: PlotFrame) -> String {
    let values = lines.compactMap { _, line in
      line.usable.first { $0.x == place }.map { point in
        words.named(line.name, frame.vertical.text(point.y))
      }
    }
    return words.labelled(
      words.place(x.title, frame.horizontal.briefText(place)),
      values.joined(separator: words.comma))
  }
}
