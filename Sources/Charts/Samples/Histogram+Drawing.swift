extension Histogram {
  public var svg: String {
    let edges = HistogramEdges(samples.map(\.values), bins: bins)
    let heights = heights
    let legend = Legend(
      samples.enumerated().map {
        Legend.Entry(name: $1.name, style: SeriesStyle($0), sample: .area)
      })
    let frame = frame(edges, heights, top: legend.height)
    return SVGWriter.drawing(
      width: PlotFrame.width, height: frame.height, title: heading, description: contents,
      digest: "\(edges.values)\(heights)"
    ) { svg, id in
      legend.draw(into: &svg)
      frame.draw(into: &svg)
      svg.clipped(
        id: id + "-area", x: frame.left - 1...frame.right + 1, y: frame.top - 3...frame.bottom
      ) { svg in
        for (index, heights) in heights.enumerated() {
          draw(heights, edges, SeriesStyle(index), in: frame, &svg)
        }
        drawHoverValues(heights, edges, in: frame, &svg)
      }
    }
  }

  private func frame(_ edges: HistogramEdges, _ heights: [[Double]], top: Double) -> PlotFrame {
    var vertical = y
    if scale == .share, vertical.format == .number { vertical.format = .percent }
    return PlotFrame(
      horizontal: AxisLayout(endingAtData: x, data: [edges.values[0], edges.values.last!]),
      vertical: AxisLayout(
        fromZero: vertical, lengths: heights.flatMap(\.self), wholeNumbers: scale == .count),
      margins: .init(top: top))
  }

  /// Bins that are wider have gaps between them, so that equal ones can be counted.
  private static let widestWithoutGap = 4.0
  private static let gap = 1.0

  /// The outline of all bins over their area, so that of several samples each can be seen.
  private func draw(
    _ heights: [Double], _ edges: HistogramEdges, _ style: SeriesStyle, in frame: PlotFrame,
    _ svg: inout SVGWriter
  ) {
    let x = edges.values.map { coordinate(frame.x($0)) }
    let steps = heights.enumerated().map { index, height in
      "V\(coordinate(frame.y(height)))H\(x[index + 1])"
    }
    let bottom = coordinate(frame.bottom)
    let outline = "M\(x[0]) \(bottom)\(steps.joined())V\(bottom)"
    let width = frame.x(edges.values[1]) - frame.x(edges.values[0])
    let gap = width > Self.widestWithoutGap ? Self.gap : 0
    let bins = heights.enumerated().filter { $0.element > 0 }.map { index, height in
      let left = coordinate(frame.x(edges.values[index]) + gap / 2)
      let right = coordinate(frame.x(edges.values[index + 1]) - gap / 2)
      return "M\(left) \(bottom)V\(coordinate(frame.y(height)))H\(right)V\(bottom)z"
    }
    svg.element(
      "path",
      [
        "class": "band \(style.name)", "fill": style.color,
        "fill-opacity": samples.count == 1 ? "0.55" : "0.25", "d": bins.joined(),
      ])
    svg.line(outline, style)
    svg.newLine()
  }

  private func drawHoverValues(
    _ heights: [[Double]], _ edges: HistogramEdges, in frame: PlotFrame, _ svg: inout SVGWriter
  ) {
    svg.element("g", ["fill-opacity": "0"]) { svg in
      for bin in 0..<edges.values.count - 1 {
        let (left, right) = (frame.x(edges.values[bin]), frame.x(edges.values[bin + 1]))
        svg.element(
          "rect",
          [
            "x": coordinate(left), "y": coordinate(frame.top), "width": coordinate(right - left),
            "height": coordinate(frame.bottom - frame.top),
          ]
        ) { svg in
          let values = zip(samples, heights).map { samples, heights in
            words.named(samples.name, text(heights[bin], in: frame))
          }
          svg.element(
            "title",
            text: words.labelled(
              words.between(
                frame.horizontal.briefText(edges.values[bin]),
                frame.horizontal.briefText(edges.values[bin + 1])),
              values.joined(separator: words.comma)))
        }
      }
    }
    svg.newLine()
  }

  private func text(_ height: Double, in frame: PlotFrame) -> String {
    scale == .density ? significantText(height, digits: 3) : frame.vertical.briefText(height)
  }
}

extension Histogram {
  public var data: ChartData? {
    let edges = HistogramEdges(samples.map(\.values), bins: bins).values
    let heights = heights
    let value = y.heading.isEmpty ? words.value : y.heading
    return ChartData(
      columns: [words.from, words.to] + samples.map { $0.name.isEmpty ? value : $0.name },
      rows: (0..<edges.count - 1).map { bin in
        ([edges[bin], edges[bin + 1]] + heights.map { $0[bin] }).map(ChartData.text)
      })
  }

  public var description: String { heading + words.stop + contents }

  var heading: String {
    if !title.isEmpty { return title }
    return x.title.isEmpty ? words.histogram : words.distribution(of: x.title)
  }

  var words: ChartWording { ChartWording([title, x.title, y.title] + samples.map(\.name)) }

  var contents: String {
    samples.map { words.describe($0) }.joined(separator: words.separator) + words.period
  }
}
