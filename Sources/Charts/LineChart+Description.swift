extension LineChart {
  /// What the chart shows, in words: its title, and for each line where it begins, where it ends, and
  /// how far it goes beyond that. In Chinese if the titles are.
  public var description: String {
    let names = accessibleNames
    return names.title + (words.isChinese ? "。" : ". ") + names.description
  }

  /// Title and description of the drawing, and what their ids begin with, which follows from the
  /// chart, so that different charts on a page have different ones.
  var accessibleNames: (id: String, title: String, description: String) {
    let description = lines.map(describe).joined(separator: words.separator) + words.period
    let points = lines.flatMap(\.points).map { "\($0.x),\($0.y)" }.joined(separator: " ")
    let hash = stableHash("\(heading)\n\(description)\n\(points)")
    return ("chart-" + String(hash, radix: 36), heading, description)
  }

  private var heading: String {
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

/// FNV-1a (Fowler, Noll, Vo), 64 bits: the same in each process, unlike `Hasher`.
private func stableHash(_ text: String) -> UInt64 {
  text.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
}
