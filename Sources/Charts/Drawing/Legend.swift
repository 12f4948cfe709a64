/// The names of a chart's series above the data, each behind a sample: in a row, or in columns.
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
    let named = entries.filter { !$0.name.isEmpty }
    let widths = named.map { Self.sampleWidth($0.sample) + Self.width(of: $0.name) }
    var places = Self.places(widths)
    let widest = widths.max() ?? 0
    if let last = places.last, last.row > 0, 2 * widest + Self.gap <= PlotFrame.width {
      places = Self.places(widths.map { _ in widest })
    }
    self.entries = zip(named, places).map { ($0, $1.left, $1.row) }
    height = places.last.map { Double($0.row + 1) * Self.lineHeight + 4 } ?? 0
  }

  /// One behind the other, in rows; below each other if all are as wide.
  private static func places(_ widths: [Double]) -> [(left: Double, row: Int)] {
    var (left, row) = (0.0, 0)
    return widths.map { width in
      if left > 0, left + width > PlotFrame.width { (left, row) = (0, row + 1) }
      defer { left += width + gap }
      return (left, row)
    }
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
