extension Plot {
  /// What the chart shows, in words: its title, and for each line where it begins, where it ends, and
  /// how far it goes beyond that.
  var description: String { heading + words.stop + courses }

  /// What the series do.
  var courses: String {
    let frame = PlotLayout(self).frame
    let series =
      lines.map { (index: $0.index, text: describe($0.line, in: frame)) }
      + points.map { (index: $0.index, text: describe($0.points, in: frame)) }
    let phrases =
      series.sorted { $0.index < $1.index }.map(\.text)
      + rules.compactMap { describe($0, in: frame) }
    return phrases.joined(separator: words.separator) + words.period
  }

  var heading: String {
    if !title.isEmpty { return title }
    switch (y.title.isEmpty, x.title.isEmpty) {
    case (true, true): return words.name(of: kind)
    case (false, true): return y.title
    case (true, false): return x.title
    case (false, false): return words.heading(y.title, by: x.title)
    }
  }

  var words: ChartWording {
    ChartWording(
      [title, x.title, y.title] + lines.map(\.line.name) + points.map(\.points.name)
        + rules.map(\.name))
  }

  private func describe(_ line: Line, in frame: PlotFrame) -> String {
    let points = line.usable
    guard let first = points.first, let last = points.last else {
      return words.nothing(line.name)
    }
    let text = frame.vertical.text
    let place = { (point: Line.Point) in (x.title, frame.horizontal.briefText(point.x)) }
    guard points.count > 1 else { return words.one(line.name, text(first.y), at: place(first)) }
    var phrase = words.course(
      line.name, from: text(first.y), to: text(last.y), change: last.y - first.y)
    let lowest = points.min { $0.y < $1.y }!
    let highest = points.max { $0.y < $1.y }!
    if text(lowest.y) != text(min(first.y, last.y)) {
      phrase += words.lowest(text(lowest.y), at: place(lowest))
    }
    if text(highest.y) != text(max(first.y, last.y)) {
      phrase += words.highest(text(highest.y), at: place(highest))
    }
    return phrase
  }

  private func describe(_ points: Points, in frame: PlotFrame) -> String {
    let usable = points.points.filter(\.isUsable)
    guard let x = usable.map(\.x).usableRange, let y = usable.map(\.y).usableRange else {
      return words.nothing(points.name)
    }
    let text = frame.vertical.text
    let brief = frame.horizontal.briefText
    return words.cloud(
      points.name, count: usable.count,
      x: (self.x.title, brief(x.lowerBound), brief(x.upperBound)),
      y: (self.y.title, text(y.lowerBound), text(y.upperBound)))
  }

  private func describe(_ rule: Rule, in frame: PlotFrame) -> String? {
    if let x = rule.verticalPlace {
      return words.mark(rule.name, at: (self.x.title, frame.horizontal.briefText(x)))
    }
    return rule.horizontalPlace.map {
      words.mark(rule.name, at: (self.y.title, frame.vertical.text($0)))
    }
  }
}

extension Plot {
  /// A row for each place, if the lines have theirs in common; else one for each point.
  var data: ChartData {
    let x = x.heading.isEmpty ? "x" : x.heading
    let shared = Set(lines.flatMap { $0.line.points.map(\.x) }).filter(\.isUsable)
    let most = lines.map(\.line.points.count).max() ?? 0
    guard points.isEmpty, shared.count <= most + most / 2 else { return longData(x) }
    let columns = lines.flatMap { DataColumn.columns(of: $0.line, words) }
    return ChartData(
      columns: [x] + columns.map(\.name),
      rows: shared.sorted().map { place in
        [ChartData.text(place)] + columns.map { $0.values[place].map(ChartData.text) ?? "" }
      })
  }

  private func longData(_ x: String) -> ChartData {
    // A line is dots without labels here.
    let series =
      lines.map { index, line in
        (index: index, points: Points(line.name, line.points, x: \.x, y: \.y))
      } + points
    let rows = series.sorted { $0.index < $1.index }.flatMap { series in
      let points = series.points
      return points.points.enumerated().map { index, point in
        [
          points.labels.isEmpty ? points.name : points.labels[index], ChartData.text(point.x),
          ChartData.text(point.y),
        ]
      }
    }
    return ChartData(
      columns: [words.series, x, y.heading.isEmpty ? "y" : y.heading], rows: rows)
  }
}

/// Values by their places.
private struct DataColumn {
  var name: String
  var values: [Double: Double]

  static func columns(of line: Line, _ words: ChartWording) -> [DataColumn] {
    func column(_ name: String, _ values: [Double]) -> DataColumn {
      let pairs = zip(line.points.map(\.x), values).filter { $0.0.isUsable }
      return DataColumn(name: name, values: Dictionary(pairs) { first, _ in first })
    }
    let values = column(line.name, line.points.map(\.y))
    guard !line.band.isEmpty else { return [values] }
    return [
      values, column(words.low(line.name), line.band.map(\.low)),
      column(words.high(line.name), line.band.map(\.high)),
    ]
  }
}
