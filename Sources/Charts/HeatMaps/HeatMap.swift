/// A matrix as cells of more or less colour, such as a confusion matrix:
///
///     HeatMap(counts, x: "predicted", y: "true", rows: names, columns: names)
public struct HeatMap: Chart {
  public enum Colors: Hashable, Sendable {
    /// From nothing to all of one colour.
    case sequential
    /// One colour above 0, another below.
    case diverging
  }

  public var title: String
  public var x: Axis
  public var y: Axis
  /// Rows of the same length; what is no number is hatched.
  public var values: [[Double]]
  public var rows: [String]
  public var columns: [String]
  public var colors: Colors
  /// What has no colour, and what has all; by default, what there is.
  public var range: ClosedRange<Double>?
  public var format: Axis.Format
  /// Of the numbers in the cells; by default none for whole numbers, else two.
  public var decimals: Int
  /// Whether each cell's number stands in it; by default where there is room.
  public var showsValues: Bool?

  /// - Parameters:
  ///   - title: By default, one is made of the axes' titles.
  ///   - rows: The names of the rows, by default their numbers from 0.
  ///   - columns: The names of the columns.
  public init(
    _ values: [[some PlottableNumber]], title: String = "", x: Axis = "", y: Axis = "",
    rows: [String]? = nil, columns: [String]? = nil, colors: Colors = .sequential,
    range: ClosedRange<Double>? = nil, format: Axis.Format = .number, decimals: Int? = nil,
    showsValues: Bool? = nil
  ) {
    let values = values.map { $0.map(\.plotted) }
    let count = values.first?.count ?? 0
    for (index, row) in values.enumerated() {
      require(
        row.count == count, "HeatMap: row \(index) has \(row.count) values, the first \(count)")
    }
    require(
      rows.map { $0.count == values.count } ?? true,
      "HeatMap: \(rows?.count ?? 0) names for \(values.count) rows")
    require(
      columns.map { $0.count == count } ?? true,
      "HeatMap: \(columns?.count ?? 0) names for \(count) columns")
    self.title = title
    self.x = x
    self.y = y
    self.values = values
    self.rows = rows ?? values.indices.map(String.init)
    self.columns = columns ?? (0..<count).map(String.init)
    self.colors = colors
    self.range = range
    self.format = format
    let isWhole = values.allSatisfy { $0.allSatisfy { !$0.isUsable || $0 == $0.rounded() } }
    self.decimals = decimals ?? (isWhole || format == .percent ? 0 : 2)
    self.showsValues = showsValues
  }

  /// A cell's number, as it is written.
  func text(_ value: Double) -> String {
    guard value.isUsable else { return "" }
    let scaled = format == .percent ? value * 100 : value
    guard abs(scaled) < 1e12 else { return significantText(scaled, digits: 4) }
    return DecimalNumber(rounding: scaled, decimals: decimals).text(decimals: decimals)
      + (format == .percent ? "%" : "")
  }

  var hasMissing: Bool { values.contains { !$0.allSatisfy(\.isUsable) } }

  var shading: HeatShading { HeatShading(self) }
}

/// How much colour a heat map's numbers have.
struct HeatShading: Hashable {
  /// The number that has no colour.
  let zero: Double
  /// The distance from it at which there is all colour.
  let full: Double
  private let isDiverging: Bool

  init(_ map: HeatMap) {
    let extent = map.range ?? map.values.flatMap(\.self).usableRange ?? 0...1
    isDiverging = map.colors == .diverging
    if isDiverging {
      zero = 0
      full = max(abs(extent.lowerBound), abs(extent.upperBound))
    } else {
      // Counts and shares begin at 0, whether or not there is one.
      zero = map.range == nil && extent.lowerBound >= 0 ? 0 : extent.lowerBound
      full = extent.upperBound - zero
    }
  }

  /// From −1 to 1: how much colour, and which.
  func shade(of value: Double) -> Double {
    guard value.isUsable, full > 0 else { return 0 }
    return min(max((value - zero) / full, isDiverging ? -1 : 0), 1)
  }
}

extension HeatMap {
  public var data: ChartData? {
    ChartData(
      columns: [y.heading.isEmpty ? words.row : y.heading] + columns,
      rows: zip(rows, values).map { name, values in [name] + values.map(ChartData.text) })
  }

  public var description: String { heading + words.stop + contents }

  var heading: String {
    if !title.isEmpty { return title }
    if x.title.isEmpty || y.title.isEmpty { return words.heatMap }
    return words.heading(y.title, against: x.title)
  }

  var words: ChartWording { ChartWording([title, x.title, y.title] + rows + columns) }

  var contents: String {
    let size = words.cells(rows: values.count, columns: columns.count)
    let all = values.enumerated().flatMap { row, values in
      values.enumerated().map { (row: row, column: $0, value: $1) }
    }
    let cells = all.filter { $0.value.isUsable }
    let missing = all.count > cells.count ? [words.missing(all.count - cells.count)] : []
    guard let least = cells.min(by: { $0.value < $1.value }),
      let most = cells.max(by: { $0.value < $1.value })
    else { return ([size] + missing).joined(separator: words.comma) + words.period }
    let place = { (cell: (row: Int, column: Int, value: Double)) in
      words.cell(rows[cell.row], columns[cell.column])
    }
    let parts = [
      size, words.extreme(least: text(least.value), at: place(least)),
      words.extreme(most: text(most.value), at: place(most)),
    ]
    return (parts + missing).joined(separator: words.comma) + words.period
  }
}
