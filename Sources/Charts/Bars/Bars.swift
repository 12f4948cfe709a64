/// A series of bars, one for each name.
public struct Bars: Hashable, Sendable {
  public var name: String
  /// What stands below the bars; each once.
  public var labels: [String]
  public var values: [Double]
  /// From where to where the value of each bar may be, if that is known.
  public private(set) var errors: [Line.Interval] = []

  /// `Bars("training", ["cat": 59, "dog": 67])`.
  public init(_ name: String, _ values: KeyValuePairs<String, some PlottableNumber>) {
    self.init(name, labels: values.map(\.key), values: values.map(\.value))
  }

  /// Of the only series, which needs no name.
  public init(_ values: KeyValuePairs<String, some PlottableNumber>) { self.init("", values) }

  public init(_ name: String = "", labels: [String], values: [some PlottableNumber]) {
    require(
      labels.count == values.count,
      "Bars '\(name)': \(labels.count) labels for \(values.count) values")
    require(Set(labels).count == labels.count, "Bars '\(name)': a label stands there twice")
    self.name = name
    self.labels = labels
    self.values = values.map(\.plotted)
  }

  /// A bar for each item.
  public init<Item>(
    _ name: String, _ items: some Sequence<Item>, label: (Item) -> String,
    value: (Item) -> some PlottableNumber
  ) {
    let items = Array(items)
    self.init(name, labels: items.map(label), values: items.map { value($0).plotted })
  }

  /// The bars with whiskers that reach as far on both sides, such as a standard deviation.
  public func errors(plusMinus margins: [some PlottableNumber]) -> Bars {
    require(
      margins.count == values.count,
      "Bars '\(name)': errors of \(margins.count) bars for \(values.count)")
    let pairs = zip(values, margins)
    return errors(from: pairs.map { $0 - $1.plotted }, to: pairs.map { $0 + $1.plotted })
  }

  /// The bars with whiskers.
  public func errors(from lows: [some PlottableNumber], to highs: [some PlottableNumber]) -> Bars {
    require(
      lows.count == values.count && highs.count == values.count,
      "Bars '\(name)': errors of \(lows.count) and \(highs.count) bars for \(values.count)")
    var bars = self
    bars.errors = zip(lows, highs).map { Line.Interval(low: $0.plotted, high: $1.plotted) }
    return bars
  }
}
