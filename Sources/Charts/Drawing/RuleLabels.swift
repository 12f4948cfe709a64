/// The names of vertical marks above the data, in rows, so that none covers another.
struct RuleLabels {
  private static let lineHeight = 15.0

  private var labels: [(name: String, mark: Double, middle: Double, row: Int)] = []
  let height: Double

  init(_ rules: [Rule], at x: AxisScale) {
    var ends: [Double] = []
    let named = rules.compactMap { rule in rule.verticalPlace.map { (rule.name, x($0)) } }
    for (name, mark) in named.sorted(by: { $0.1 < $1.1 }) where !name.isEmpty {
      let text = ChartStyle.shortened(name, to: PlotFrame.width / 2)
      let half = ChartStyle.width(of: text) / 2
      // On the left is the vertical axis's topmost number.
      let middle = min(max(mark, x.start - 3 + half), PlotFrame.width - half)
      let row = ends.firstIndex { $0 + 8 < middle - half } ?? ends.count
      if row == ends.count { ends.append(0) }
      ends[row] = middle + half
      labels.append((text, mark, middle, row))
    }
    height = Double(ends.count) * Self.lineHeight
  }

  /// - Parameter bottom: Where the data begin.
  func draw(above bottom: Double, _ svg: inout SVGWriter) {
    for (name, _, middle, row) in labels {
      svg.text(
        name, class: "end", x: middle, y: bottom - 4 - Double(row) * Self.lineHeight,
        anchor: "middle")
    }
    if !labels.isEmpty { svg.newLine() }
  }
}
