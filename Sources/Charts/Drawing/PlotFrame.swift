/// Where the parts of a chart with two axes stand, and the drawing of all that is not data.
///
/// It is drawn for 320 units of width: on a phone, a unit is about a pixel, and the text can be read.
struct PlotFrame {
  static let width = 320.0
  static let height = 230.0

  private static let lineHeight = 17.0
  private static let gap = 7.0

  let horizontal: AxisLayout
  let vertical: AxisLayout
  let x: LinearScale
  let y: LinearScale

  /// - Parameter rightMargin: What is written to the right of the data needs.
  init(horizontal: AxisLayout, vertical: AxisLayout, rightMargin: Double) {
    self.horizontal = horizontal
    self.vertical = vertical
    let labels = vertical.ticks.map { ChartStyle.width(of: vertical.label($0)) }
    let left = (labels.max() ?? 0).rounded(.up) + Self.gap
    let top = vertical.axis.title.isEmpty ? 10 : 10 + Self.lineHeight
    let titleHeight = horizontal.axis.title.isEmpty ? 0 : Self.lineHeight
    let bottom = Self.height - Self.lineHeight - 8 - titleHeight
    x = LinearScale(
      domain: horizontal.domain, start: left, end: Self.width - max(rightMargin, 10))
    y = LinearScale(domain: vertical.domain, start: bottom, end: top)
  }

  func draw(into svg: inout SVGWriter) {
    grid(&svg)
    ticks(&svg)
    titles(&svg)
  }

  private func grid(_ svg: inout SVGWriter) {
    let ends = (coordinate(x.start), coordinate(x.end))
    svg.element("g", ["class": "grid", "stroke": "#d8dadd"]) { svg in
      for tick in vertical.ticks where tick.value != vertical.domain.lowerBound {
        let place = coordinate(y(tick.value))
        svg.element("path", ["d": "M\(ends.0) \(place)H\(ends.1)"])
      }
    }
    svg.newLine()
    let marks = horizontal.ticks.map { "M\(coordinate(x($0.value))) \(coordinate(y.start))v4" }
    let line = "M\(ends.0) \(coordinate(y.start))H\(ends.1)"
    svg.element(
      "path", ["class": "base", "stroke": "#63666c", "d": ([line] + marks).joined()])
    svg.newLine()
  }

  private func ticks(_ svg: inout SVGWriter) {
    svg.element("g", ["text-anchor": "end"]) { svg in
      for tick in vertical.ticks {
        svg.element(
          "text", ["x": coordinate(x.start - Self.gap), "y": coordinate(y(tick.value) + 4)],
          text: vertical.label(tick))
      }
    }
    svg.newLine()
    svg.element("g", ["text-anchor": "middle"]) { svg in
      for tick in horizontal.ticks {
        svg.element(
          "text",
          ["x": coordinate(x(tick.value)), "y": coordinate(y.start + Self.lineHeight)],
          text: horizontal.label(tick))
      }
    }
    svg.newLine()
  }

  /// The vertical axis's title stands above it, where it can be read without turning one's head.
  private func titles(_ svg: inout SVGWriter) {
    if !vertical.axis.title.isEmpty {
      svg.element("text", ["x": "0", "y": "11"], text: vertical.axis.title)
    }
    if !horizontal.axis.title.isEmpty {
      svg.element(
        "text",
        [
          "x": coordinate((x.start + x.end) / 2), "y": coordinate(Self.height - 6),
          "text-anchor": "middle",
        ], text: horizontal.axis.title)
    }
    svg.newLine()
  }
}
