/// The labels along an axis. Names below a horizontal axis that are wider than their slots are turned;
/// where labels have no room, some are left out.
struct SlotLabels {
  /// A turned name takes no more than this.
  private static let turnedWidth = 110.0
  /// Of turned names: in degrees, and its sine and cosine.
  private static let angle = (degrees: "40", sine: 0.643, cosine: 0.766)

  /// Below the data, clear of the vertical axis's lowest number.
  private static let lineHeight = PlotFrame.lineHeight + 2

  private let labels: [(value: Double, text: String)]
  private let isTurned: Bool
  /// Of the tallest label.
  let height: Double
  /// Each such one of the axis's labels is there.
  private let step: Int

  init(below axis: AxisLayout, width: Double) {
    let slot = axis.slot(of: width)
    let widest = axis.ticks.map { ChartStyle.width(of: $0.label) }.max() ?? 0
    // Short names that do not fit are numbers: each second or third of them says enough.
    isTurned =
      axis.isCategorical && widest + 4 > slot && widest > 3 * ChartStyle.fontSize
    step = Self.step(slot: slot, needed: isTurned ? ChartStyle.fontSize + 2 : widest + 4)
    labels = Self.labels(of: axis, step: step, limit: Self.turnedWidth)
    let turned = labels.map { ChartStyle.width(of: $0.text) }.max() ?? 0
    height = isTurned ? (turned * Self.angle.sine + 14).rounded(.up) : Self.lineHeight
  }

  /// - Parameter twin: The labels below an axis of the same names, of which no more are shown here.
  init(beside axis: AxisLayout, height: Double, width: Double, twin: SlotLabels? = nil) {
    isTurned = false
    self.height = height
    let needed = Self.step(slot: axis.slot(of: height), needed: ChartStyle.fontSize + 1)
    step = max(needed, twin?.step ?? 1)
    labels = Self.labels(of: axis, step: step, limit: width)
  }

  /// Each label has room, or each second, fifth, tenth …
  private static func step(slot: Double, needed: Double) -> Int {
    let steps = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000]
    return steps.first { Double($0) * slot >= needed } ?? steps.last!
  }

  private static func labels(of axis: AxisLayout, step: Int, limit: Double)
    -> [(value: Double, text: String)]
  {
    axis.ticks.enumerated().filter { $0.offset.isMultiple(of: step) }.map { _, tick in
      (tick.value, ChartStyle.shortened(tick.label, to: limit))
    }
  }

  // MARK: Drawing

  func draw(at y: AxisScale, leftOf x: Double, _ svg: inout SVGWriter) {
    svg.element("g", ["text-anchor": "end"]) { svg in
      for (value, text) in labels {
        svg.power(text, ["x": coordinate(x), "y": coordinate(y(value) + 4)])
      }
    }
    svg.newLine()
  }

  func draw(at x: AxisScale, below y: Double, _ svg: inout SVGWriter) {
    svg.element("g", ["text-anchor": isTurned ? "end" : "middle"]) { svg in
      for (value, text) in labels {
        if isTurned {
          drawTurned(text, x: x(value) + 4, y: y + 12, &svg)
        } else {
          svg.power(
            text, ["x": coordinate(x(value)), "y": coordinate(y + Self.lineHeight)])
        }
      }
    }
    svg.newLine()
  }

  /// The text up to its place, without what would lie outside of the drawing.
  private func drawTurned(_ text: String, x: Double, y: Double, _ svg: inout SVGWriter) {
    let (left, top) = (coordinate(x), coordinate(y))
    svg.element(
      "text",
      ["x": left, "y": top, "transform": "rotate(-\(Self.angle.degrees) \(left) \(top))"],
      text: ChartStyle.shortened(text, to: x / Self.angle.cosine))
  }
}

extension AxisLayout {
  /// What there is for each name of an axis, or between the numbers that are closest together.
  fileprivate func slot(of length: Double) -> Double {
    guard !isCategorical else { return length / Double(max(ticks.count, 1)) }
    let scale = scale(from: 0, to: length)
    return zip(ticks, ticks.dropFirst()).map { scale($1.value) - scale($0.value) }.min() ?? length
  }
}
