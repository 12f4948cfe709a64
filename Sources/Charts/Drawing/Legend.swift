/// The names of a chart's series in rows above the data, each behind a sample.
struct Legend {
  enum Sample { case line, marker, area }

  struct Entry {
    let name: String
    let style: SeriesStyle
    let sample: Sample
  }

  private static let lineHeight = 17.0
  private static let gap = 14.0

  /// Each entry with its place.
  private let entries: [(entry: Entry, left: Double, row: Int)]
  /// What it needs above a chart.
  let height: Double

  init(_ entries: [Entry]) {
    var placed: [(entry: Entry, left: Double, row: Int)] = []
    var left = 0.0
    var row = 0
    for entry in entries where !entry.name.isEmpty {
      let width = Self.sampleWidth(entry.sample) + Self.width(of: entry.name)
      if left > 0, left + width > PlotFrame.width { (left, row) = (0, row + 1) }
      placed.append((entry, left, row))
      left += width + Self.gap
    }
    self.entries = placed
    height = placed.isEmpty ? 0 : Double(row + 1) * Self.lineHeight + 4
  }

  func draw(into svg: inout SVGWriter) {
    for (entry, left, row) in entries {
      let middle = 8 + Double(row) * Self.lineHeight
      draw(entry, left: left, middle: middle, &svg)
      svg.text(
        Self.shortened(entry.name), class: "end", x: left + Self.sampleWidth(entry.sample),
        y: middle + 4)
    }
    if !entries.isEmpty { svg.newLine() }
  }

  private func draw(_ entry: Entry, left: Double, middle: Double, _ svg: inout SVGWriter) {
    switch entry.sample {
    case .line: svg.line("M\(coordinate(left)) \(coordinate(middle))h18", entry.style)
    case .marker: svg.marker(entry.style.shape.path(left + 5, middle), entry.style)
    case .area:
      svg.element(
        "rect",
        [
          "class": "area \(entry.style.name)", "fill": entry.style.color, "x": coordinate(left),
          "y": coordinate(middle - 5), "width": "10", "height": "10",
        ])
    }
  }

  private static func sampleWidth(_ sample: Sample) -> Double { sample == .line ? 22 : 14 }

  private static func shortened(_ name: String) -> String {
    ChartStyle.shortened(name, to: PlotFrame.width - 22)
  }

  private static func width(of name: String) -> Double { ChartStyle.width(of: shortened(name)) }
}
