/// Small charts beside each other, (a), (b) and so on; where there is no room, one below the other.
///
///     Panels {
///       LineChart("loss", x: "epoch") { … }
///       LineChart("accuracy", x: "epoch") { … }
///     }
public struct Panels: Sendable {
  public var charts: [any Chart]
  /// In how many columns they stand in a file of their own. A page's width decides by itself.
  public var columns: Int

  public init(columns: Int = 2, @ChartBuilder<any Chart> charts: () -> [any Chart]) {
    require(columns > 0, "Panels: \(columns) columns")
    self.columns = columns
    self.charts = charts()
  }

  /// What stands below each chart: "(a) loss".
  public var captions: [String] {
    charts.enumerated().map { index, chart in
      let letter = "(\(Self.letter(index)))"
      return chart.title.isEmpty ? letter : "\(letter) \(chart.title)"
    }
  }

  /// a to z, then aa, ab …
  private static func letter(_ index: Int) -> String {
    let last = String(UnicodeScalar(UInt8(97 + index % 26)))
    return index < 26 ? last : letter(index / 26 - 1) + last
  }

  public var description: String {
    zip(captions, charts).map { caption, chart in
      let description = chart.description
      // The caption names the chart already.
      return chart.title.isEmpty
        ? "\(caption) \(description)"
        : caption
          + description.dropFirst(description.hasPrefix(chart.title) ? chart.title.count : 0)
    }.joined(separator: " ")
  }
}

extension Panels {
  /// The tables of all charts that have one, a blank line between two.
  public var csv: String? {
    let tables = charts.compactMap { $0.data?.csv }
    return tables.isEmpty ? nil : tables.joined(separator: "\n\n")
  }

  private static let gap = 24.0
  private static let captionHeight = 22.0

  /// All charts in one drawing.
  public var svg: String {
    let count = min(columns, max(charts.count, 1))
    let drawings = charts.map { PanelDrawing($0.svg) }
    let rows = stride(from: 0, to: drawings.count, by: count).map {
      Array(drawings[$0..<min($0 + count, drawings.count)])
    }
    let width = Double(count) * (PlotFrame.width + Self.gap) - Self.gap
    let heights = rows.map { ($0.map(\.height).max() ?? 0) + Self.captionHeight + Self.gap }
    return SVGWriter.drawing(
      width: width, height: max(heights.reduce(-Self.gap, +), 1),
      title: captions.joined(separator: " "), description: description, digest: "\(columns)",
      widthLimit: "\(count * ChartStyle.widest)rem"
    ) { svg, _ in
      var top = 0.0
      for (row, drawings) in rows.enumerated() {
        for (column, drawing) in drawings.enumerated() {
          let left = Double(column) * (PlotFrame.width + Self.gap)
          svg.raw(drawing.nested(x: left, y: top))
          svg.newLine()
          svg.text(
            captions[row * count + column], class: "end", x: left + PlotFrame.width / 2,
            y: top + drawing.height + 16, anchor: "middle")
          svg.newLine()
        }
        top += heights[row]
      }
    }
  }
}

/// A chart's drawing as a part of another one.
private struct PanelDrawing {
  private let source: String
  let height: Double

  init(_ svg: String) {
    source = svg
    let box = svg.firstMatch(of: /viewBox="0 0 [0-9.]+ ([0-9.]+)"/)
    height = box.flatMap { Double($0.1) } ?? 0
  }

  /// At a place, and without the style that the outer drawing has already.
  func nested(x: Double, y: Double) -> String {
    let place =
      "<svg x=\"\(coordinate(x))\" y=\"\(coordinate(y))\" "
      + "width=\"\(coordinate(PlotFrame.width))\" height=\"\(coordinate(height))\" "
    let style = "<style>\(ChartStyle.sheet)</style>\n"
    return place + source.dropFirst("<svg ".count).replacing(style, with: "", maxReplacements: 1)
  }
}
