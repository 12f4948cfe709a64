/// Lines, dots and marks between two axes of numbers: what line, step and scatter charts have in common.
public struct Plot: Sendable {
  enum Kind: Hashable {
    case lines
    case steps(StepChart.Steps)
    case scatter
  }

  let kind: Kind
  let title: String
  let x: Axis
  let y: Axis
  /// Lines with their numbers among the series.
  let lines: [(index: Int, line: Line)]
  /// Dots with theirs.
  let points: [(index: Int, points: Points)]
  let rules: [Rule]

  init(_ kind: Kind, _ title: String, x: Axis, y: Axis, _ marks: [PlotMark]) {
    self.kind = kind
    self.title = title
    self.x = x
    self.y = y
    let series = marks.filter { if case .rule = $0 { false } else { true } }.enumerated()
    lines = series.compactMap { index, mark in
      if case .line(let line) = mark { (index, line) } else { nil }
    }
    points = series.compactMap { index, mark in
      if case .points(let points) = mark { (index, points) } else { nil }
    }
    rules = marks.compactMap { if case .rule(let rule) = $0 { rule } else { nil } }
  }

  /// Stops the program where a logarithmic axis would have to show 0 or less.
  func checkLogarithmicAxes() {
    for (axis, coordinate) in [(x, \Line.Point.x), (y, \Line.Point.y)]
    where axis.scale == .logarithmic {
      for (name, points) in named {
        let value = points.lazy.filter(\.isUsable).map { $0[keyPath: coordinate] }.first { $0 <= 0 }
        require(
          value == nil,
          "the logarithmic axis '\(axis.title)' cannot show \(value ?? 0) of '\(name)': it has numbers above 0 alone"
        )
      }
    }
  }

  /// All points by the names of their series.
  private var named: [(name: String, points: [Line.Point])] {
    lines.map { ($0.line.name, $0.line.points) } + points.map { ($0.points.name, $0.points.points) }
  }

  var usablePoints: [Line.Point] { named.flatMap(\.points).filter(\.isUsable) }
}

// MARK: Layout

/// Where a plot's parts stand.
struct PlotLayout {
  let frame: PlotFrame
  let legend: Legend
  /// Names at the ends of lines and of horizontal marks.
  let endLabels: [EndLabel]
  let ruleLabels: RuleLabels

  init(_ plot: Plot) {
    let ends = plot.endLabels
    let entries = plot.legendEntries(withLines: ends.isEmpty)
    legend = Legend(entries)
    let labels = ends + plot.ruleEndLabels
    let points = plot.usablePoints
    let band = plot.lines.flatMap { $0.line.bandSegments.flatMap(\.self) }
      .flatMap { [$0.interval.low, $0.interval.high] }
    let horizontal = AxisLayout(
      endingAtData: plot.x, data: points.map(\.x) + plot.rules.compactMap(\.verticalPlace))
    let vertical = AxisLayout(
      endingAtTicks: plot.y,
      data: points.map(\.y) + band + plot.rules.compactMap(\.horizontalPlace))
    let top = legend.height
    func frame(marks: Double) -> PlotFrame {
      PlotFrame(
        horizontal: horizontal, vertical: vertical,
        margins: .init(top: top, marks: marks, right: EndLabel.width(of: labels)))
    }
    ruleLabels = RuleLabels(plot.rules, at: frame(marks: 0).x)
    self.frame = frame(marks: ruleLabels.height)
    endLabels = labels
  }
}

extension Plot {
  /// The names of lines at their ends; none if they are too long or too many to stand there.
  fileprivate var endLabels: [EndLabel] {
    let labels = lines.compactMap { index, line in
      line.usable.last.map { EndLabel(name: line.name, value: $0.y, style: SeriesStyle(index)) }
    }.filter { !$0.name.isEmpty }
    return labels.count > 10 || labels.contains { $0.isLong } ? [] : labels
  }

  fileprivate var ruleEndLabels: [EndLabel] {
    rules.compactMap { rule in
      guard let place = rule.horizontalPlace, !rule.name.isEmpty else { return nil }
      return EndLabel(name: rule.name, value: place, style: nil)
    }
  }

  /// - Parameter withLines: Whether all lines are named here, or those alone that end nowhere.
  fileprivate func legendEntries(withLines: Bool) -> [Legend.Entry] {
    let all =
      lines.filter { withLines || $0.line.usable.isEmpty }.map {
        (index: $0.index, name: $0.line.name, sample: Legend.Sample.line)
      }
      + points.map { (index: $0.index, name: $0.points.name, sample: Legend.Sample.marker) }
    return all.sorted { $0.index < $1.index }
      .map { Legend.Entry(name: $0.name, style: SeriesStyle($0.index), sample: $0.sample) }
  }
}

extension Rule {
  var verticalPlace: Double? {
    if case .x(let value) = place, value.isUsable { value } else { nil }
  }

  var horizontalPlace: Double? {
    if case .y(let value) = place, value.isUsable { value } else { nil }
  }
}
