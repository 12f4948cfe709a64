/// Where the parts of a chart with two axes stand, and the drawing of all that is not data.
///
/// It is drawn for 320 units of width: on a phone, a unit is about a pixel, and the text can be read.
struct PlotFrame {
  static let width = 320.0
  static let lineHeight = 17.0
  /// Of a chart with its axes, if nothing asks for another height.
  static let usualHeight = 230.0
  private static let gap = 7.0

  let horizontal: AxisLayout
  let vertical: AxisLayout
  let x: AxisScale
  let y: AxisScale
  /// The edges of the data.
  let left: Double
  let right: Double
  let top: Double
  let bottom: Double
  let height: Double
  /// What the data stand on, as a number of the axis that is across it.
  private let baseline: Double
  /// Of the vertical axis's title: where its first line stands.
  private let titlePlace: Double
  private let verticalTitle: [String]
  private let horizontalTitle: [String]
  private let verticalLabels: SlotLabels
  private let horizontalLabels: SlotLabels

  /// What is needed around the data, beside the axes and their titles.
  struct Margins {
    /// Above everything.
    var top = 0.0
    /// Between the vertical axis's title and the data.
    var marks = 0.0
    var right = 0.0
  }

  /// How high the data are: what a chart of the usual height leaves, or so much for each slot of the
  /// vertical axis, given a slot's width.
  enum Height {
    case usual
    case slots((_ width: Double) -> Double)
  }

  /// - Parameter standsOnZero: Whether data grow from 0 to both sides, if the axis has it; by default,
  ///   they stand on its beginning.
  init(
    horizontal: AxisLayout, vertical: AxisLayout, margins: Margins = Margins(),
    height: Height = .usual, standsOnZero: Bool = false
  ) {
    self.horizontal = horizontal
    self.vertical = vertical
    let domain = (vertical.isCategorical ? horizontal : vertical).domain
    baseline = standsOnZero && domain.contains(0) ? 0 : domain.lowerBound
    let widest = vertical.ticks.map { ChartStyle.width(of: $0.label) }.max() ?? 0
    let room = horizontal.roomForLabels(
      from: min(widest, Self.width * 0.4).rounded(.up) + Self.gap,
      to: Self.width - max(margins.right, 10), in: Self.width)
    (left, right) = (room.lowerBound, room.upperBound)
    verticalTitle = ChartStyle.lines(of: vertical.title, width: Self.width)
    horizontalTitle = ChartStyle.lines(of: horizontal.title, width: Self.width)
    titlePlace = margins.top + 11
    top = margins.top + margins.marks + 10 + Double(verticalTitle.count) * Self.lineHeight
    horizontalLabels = SlotLabels(below: horizontal, width: right - left)
    let below = 6 + Double(horizontalTitle.count) * Self.lineHeight
    switch height {
    case .usual:
      // Second lines of titles take from the page, not from the data.
      let titles = min(horizontalTitle.count, 1) - max(verticalTitle.count - 1, 0)
      bottom =
        margins.top + margins.marks + Self.usualHeight - 8 - Double(1 + titles) * Self.lineHeight
    case .slots(let slotHeight):
      let slot = (right - left) / Double(max(horizontal.ticks.count, 1))
      bottom = top + slotHeight(slot) * Double(max(vertical.ticks.count, 1))
    }
    // Turned names take from the page, not from the data.
    self.height = bottom + horizontalLabels.height + below
    verticalLabels = SlotLabels(
      beside: vertical, height: bottom - top, width: left - Self.gap,
      twin: vertical.ticks == horizontal.ticks ? horizontalLabels : nil)
    x = horizontal.scale(from: left, to: right)
    y =
      vertical.isCategorical
      ? vertical.scale(from: top, to: bottom) : vertical.scale(from: bottom, to: top)
  }

  func draw(into svg: inout SVGWriter) {
    drawGrid(&svg)
    verticalLabels.draw(at: y, leftOf: left - Self.gap, &svg)
    horizontalLabels.draw(at: x, below: bottom, &svg)
    drawTitles(&svg)
  }

  /// Lines at the ticks of the axis that shows numbers, and the line that the data stand on. Cells that
  /// fill everything have neither.
  private func drawGrid(_ svg: inout SVGWriter) {
    guard !vertical.isCategorical || !horizontal.isCategorical else { return }
    let paths =
      vertical.isCategorical
      ? lines(of: horizontal).map {
        "M\(coordinate(x($0))) \(coordinate(bottom))V\(coordinate(top))"
      }
      : lines(of: vertical).map { "M\(coordinate(left)) \(coordinate(y($0)))H\(coordinate(right))" }
    svg.element("g", ["class": "grid", "stroke": "#d8dadd"]) { svg in
      for path in paths { svg.element("path", ["d": path]) }
    }
    svg.newLine()
    svg.element("path", ["class": "base", "stroke": "#63666c", "d": base])
    svg.newLine()
  }

  private func lines(of axis: AxisLayout) -> [Double] {
    axis.ticks.map(\.value).filter { $0 != baseline }
  }

  private var base: String {
    guard !vertical.isCategorical else {
      return "M\(coordinate(x(baseline))) \(coordinate(bottom))V\(coordinate(top))"
    }
    let line = "M\(coordinate(left)) \(coordinate(y(baseline)))H\(coordinate(right))"
    guard !horizontal.isCategorical else { return line }
    return horizontal.ticks.reduce(line) { path, tick in
      path + "M\(coordinate(x(tick.value))) \(coordinate(bottom))v4"
    }
  }

  /// The vertical axis's title stands above it, where it can be read without turning one's head.
  private func drawTitles(_ svg: inout SVGWriter) {
    for (index, line) in verticalTitle.enumerated() {
      let y = titlePlace + Double(index) * Self.lineHeight
      svg.element("text", ["x": "0", "y": coordinate(y)], text: line)
    }
    for (index, line) in horizontalTitle.reversed().enumerated() {
      let half = ChartStyle.width(of: line) / 2
      svg.element(
        "text",
        [
          "x": coordinate(min(max((left + right) / 2, half), Self.width - half)),
          "y": coordinate(height - 6 - Double(index) * Self.lineHeight), "text-anchor": "middle",
        ], text: line)
    }
    svg.newLine()
  }
}

extension AxisLayout {
  /// Where a horizontal axis begins and ends, so that its first and last numbers lie within the drawing:
  /// about so wide, or narrower.
  fileprivate func roomForLabels(
    from left: Double, to right: Double, in width: Double
  ) -> ClosedRange<Double> {
    guard !isCategorical, let first = ticks.first, let last = ticks.last else {
      return left...right
    }
    let half = { (tick: Tick) in ChartStyle.width(of: tick.label) / 2 }
    let part = scale(from: 0, to: 1)
    let (before, after) = (part(first.value), part(last.value))
    let start = before < 1 ? max(left, (half(first) - before * right) / (1 - before)) : left
    let end = after > 0 ? min(right, start + (width - half(last) - start) / after) : right
    return start.rounded(.up)...max(end, start.rounded(.up))
  }
}
