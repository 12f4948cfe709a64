/// Numbers by names:
///
///     BarChart(x: "digit", y: "images") {
///       Bars("training", ["0": 59, "1": 67])
///       Bars("test", labels: ["0", "1"], values: [10, 11])
///     }
public struct BarChart: Chart {
  public enum Orientation: Hashable, Sendable {
    case vertical
    /// For names that are long.
    case horizontal
  }

  /// How bars of the same name stand.
  public enum Arrangement: Hashable, Sendable {
    /// Beside each other.
    case grouped
    /// On top of each other.
    case stacked
  }

  public var title: String
  /// As drawn: of horizontal bars, this axis shows the numbers.
  public var x: Axis
  public var y: Axis
  public var orientation: Orientation
  public var arrangement: Arrangement
  /// Whether each bar's number stands at its end; by default where there is room.
  public var showsValues: Bool?
  public var bars: [Bars]

  /// - Parameter title: By default, one is made of the axes' titles.
  public init(
    _ title: String = "", x: Axis = "", y: Axis = "", orientation: Orientation = .vertical,
    arrangement: Arrangement = .grouped, showsValues: Bool? = nil,
    @ChartBuilder<Bars> bars: () -> [Bars]
  ) {
    self.title = title
    self.x = x
    self.y = y
    self.orientation = orientation
    self.arrangement = arrangement
    self.showsValues = showsValues
    self.bars = bars()
    checkLogarithmicAxis()
  }

  var valueAxis: Axis { orientation == .vertical ? y : x }
  var nameAxis: Axis { orientation == .vertical ? x : y }

  /// The names in the order in which they first occur.
  var labels: [String] {
    var known: Set<String> = []
    return bars.flatMap(\.labels).filter { known.insert($0).inserted }
  }

  /// All bars, as they are drawn.
  var pieces: [BarPiece] {
    let slots = Dictionary(uniqueKeysWithValues: labels.enumerated().map { ($1, $0) })
    var totals: [Int: (above: Double, below: Double)] = [:]
    var pieces: [BarPiece] = []
    for (series, bars) in bars.enumerated() {
      for (index, value) in bars.values.enumerated() where value.isUsable {
        let slot = slots[bars.labels[index]]!
        var piece = BarPiece(series: series, slot: slot, value: value, base: 0)
        if arrangement == .stacked {
          let total = totals[slot, default: (0, 0)]
          piece.base = value < 0 ? total.below : total.above
          if value < 0 {
            totals[slot] = (total.above, piece.end)
          } else {
            totals[slot] = (piece.end, total.below)
          }
        }
        if !bars.errors.isEmpty { piece.error = bars.errors[index] }
        pieces.append(piece)
      }
    }
    return pieces
  }

  private func checkLogarithmicAxis() {
    guard valueAxis.scale == .logarithmic else { return }
    require(
      arrangement == .grouped, "BarChart: stacked bars have no lengths on a logarithmic axis")
    for bars in bars {
      let value = bars.values.first { $0.isUsable && $0 <= 0 }
      require(
        value == nil,
        "the logarithmic axis '\(valueAxis.title)' cannot show \(value ?? 0) of '\(bars.name)': it has numbers above 0 alone"
      )
    }
  }
}

/// A bar, or a part of a stacked one.
struct BarPiece {
  let series: Int
  /// The number of its name.
  let slot: Int
  let value: Double
  /// Where it begins.
  var base: Double
  var error: Line.Interval?

  var end: Double { base + value }
}

extension BarChart {
  public var data: ChartData? {
    let name = nameAxis.heading.isEmpty ? words.category : nameAxis.heading
    let values = valueAxis.heading.isEmpty ? words.value : valueAxis.heading
    let columns = bars.flatMap { bars in
      let name = bars.name.isEmpty ? values : bars.name
      return bars.errors.isEmpty ? [name] : [name, words.low(name), words.high(name)]
    }
    let indices = bars.map {
      Dictionary(uniqueKeysWithValues: $0.labels.enumerated().map { ($1, $0) })
    }
    let rows = labels.map { label in
      [label]
        + zip(bars, indices).flatMap { bars, indices -> [String] in
          let count = bars.errors.isEmpty ? 1 : 3
          guard let index = indices[label] else { return Array(repeating: "", count: count) }
          let errors = bars.errors.isEmpty ? [] : [bars.errors[index].low, bars.errors[index].high]
          return ([bars.values[index]] + errors).map(ChartData.text)
        }
    }
    return ChartData(columns: [name] + columns, rows: rows)
  }

  public var description: String { heading + words.stop + contents }

  var heading: String {
    if !title.isEmpty { return title }
    let (value, name) = (valueAxis.title, nameAxis.title)
    if value.isEmpty || name.isEmpty { return value + name == "" ? words.barChart : value + name }
    return words.heading(value, over: name)
  }

  var words: ChartWording {
    ChartWording([title, x.title, y.title] + bars.map(\.name) + labels)
  }

  /// Of few bars each one, of many the smallest and the largest.
  var contents: String {
    let axis = valueLayout
    let phrases = bars.map { bars -> String in
      let pairs = zip(bars.labels, bars.values).filter { $0.1.isUsable }
      let texts = Dictionary(
        uniqueKeysWithValues: zip(pairs.map(\.0), axis.texts(pairs.map(\.1))))
      guard pairs.count > 6 else {
        let list = pairs.map { words.entry($0.0, texts[$0.0]!) }
        return list.isEmpty
          ? words.nothing(bars.name)
          : words.labelled(bars.name, list.joined(separator: words.comma))
      }
      let least = pairs.min { $0.1 < $1.1 }!
      let most = pairs.max { $0.1 < $1.1 }!
      return words.bars(
        bars.name, count: pairs.count, least: (least.0, texts[least.0]!),
        most: (most.0, texts[most.0]!))
    }
    return phrases.joined(separator: words.separator) + words.period
  }

  /// The axis of the numbers.
  var valueLayout: AxisLayout {
    let pieces = pieces
    let ends = pieces.flatMap { [$0.end] + ($0.error.map { [$0.low, $0.high] } ?? []) }
    return AxisLayout(fromZero: valueAxis, lengths: ends)
  }
}
