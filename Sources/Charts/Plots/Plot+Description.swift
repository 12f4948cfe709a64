extension LineChart {
  /// What the chart shows, in words: its title, and for each line where it begins, where it ends, and
  /// how far it goes beyond that. In Chinese if the titles are.
  public var description: String {
    heading + (words.isChinese ? "。" : ". ") + courses
  }

  /// What the lines do.
  var courses: String {
    lines.map(describe).joined(separator: words.separator) + words.period
  }

  var heading: String {
    if !title.isEmpty { return title }
    switch (y.title.isEmpty, x.title.isEmpty) {
    case (true, true): return words.chart
    case (false, true): return y.title
    case (true, false): return x.title
    case (false, false): return words.heading(y.title, by: x.title)
    }
  }

  private var words: ChartWording { ChartWording([title, x.title, y.title] + lines.map(\.name)) }

  private func describe(_ line: Line) -> String {
    let points = line.usable
    guard let first = points.first, let last = points.last else {
      return words.nothing(line.name)
    }
    let frame = frame
    let text = frame.vertical.text
    let place = { (point: Line.Point) in
      (x.title.isEmpty ? "x" : x.title, frame.horizontal.briefText(point.x))
    }
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
}
