/// A line of a chart.
public struct Line: Hashable, Sendable {
  public struct Point: Hashable, Sendable {
    public var x: Double
    public var y: Double

    public init(x: Double, y: Double) {
      self.x = x
      self.y = y
    }
  }

  /// From where to where a band around a line reaches at a point.
  public struct Interval: Hashable, Sendable {
    public var low: Double
    public var high: Double
  }

  /// What stands at its end.
  public var name: String
  public var points: [Point]
  /// For each point, if there is a band.
  public private(set) var band: [Interval] = []
  public private(set) var hasMarkers = false

  /// Values that follow each other.
  ///
  /// - Parameters:
  ///   - first: The x of the first value; that of the next one is by 1 larger.
  public init(_ name: String, _ values: some Sequence<Double>, from first: Double = 1) {
    self.name = name
    points = values.enumerated().map { Point(x: first + Double($0), y: $1) }
  }

  public init(
    _ name: String, _ values: some Sequence<some PlottableNumber>, from first: Double = 1
  ) {
    self.init(name, values.map(\.plotted), from: first)
  }

  /// Values at places of their own.
  public init(_ name: String, x: [some PlottableNumber], y: [some PlottableNumber]) {
    require(x.count == y.count, "Line '\(name)': \(x.count) places for \(y.count) values")
    self.name = name
    points = zip(x, y).map { Point(x: $0.plotted, y: $1.plotted) }
  }

  /// A point for each item: `Line("loss", epochs, x: \.number, y: \.loss)`.
  public init<Item>(
    _ name: String, _ items: some Sequence<Item>, x: (Item) -> some PlottableNumber,
    y: (Item) -> some PlottableNumber
  ) {
    self.name = name
    points = items.map { Point(x: x($0).plotted, y: y($0).plotted) }
  }

  /// A function: `Line("tanh", over: -4...4) { tanh($0) }`.
  ///
  /// - Parameter count: At how many places it is evaluated.
  public init(
    _ name: String, over range: ClosedRange<Double>, count: Int = 121,
    function: (Double) -> Double
  ) {
    require(count > 1, "Line '\(name)': a function at \(count) places")
    let step = (range.upperBound - range.lowerBound) / Double(count - 1)
    self.name = name
    points = (0..<count).map { index in
      let x = index == count - 1 ? range.upperBound : range.lowerBound + Double(index) * step
      return Point(x: x, y: function(x))
    }
  }

  /// The line with a band around it, such as the range of several runs.
  public func band(from lows: [some PlottableNumber], to highs: [some PlottableNumber]) -> Line {
    require(
      lows.count == points.count && highs.count == points.count,
      "Line '\(name)': a band of \(lows.count) and \(highs.count) values around \(points.count) points"
    )
    var line = self
    line.band = zip(lows, highs).map { Interval(low: $0.plotted, high: $1.plotted) }
    return line
  }

  /// The line with a band that reaches as far on both sides, such as a standard deviation.
  public func band(plusMinus margins: [some PlottableNumber]) -> Line {
    require(
      margins.count == points.count,
      "Line '\(name)': a band of \(margins.count) values around \(points.count) points")
    let pairs = zip(points, margins)
    return band(from: pairs.map { $0.y - $1.plotted }, to: pairs.map { $0.y + $1.plotted })
  }

  /// The line with a mark at each of its points.
  public func markers() -> Line {
    var line = self
    line.hasMarkers = true
    return line
  }
}

extension Line {
  /// The points that can be shown.
  var usable: [Point] { points.filter(\.isUsable) }

  /// The points that can be shown, apart where something is missing between them.
  var segments: [[Point]] { points.split { !$0.isUsable }.map(Array.init) }

  /// The places and intervals of the band that can be shown, apart in the same way.
  var bandSegments: [[(x: Double, interval: Interval)]] {
    zip(points, band).map { (x: $0.x, interval: $1) }
      .split { !$0.x.isUsable || !$0.interval.low.isUsable || !$0.interval.high.isUsable }
      .map(Array.init)
  }
}

extension Line.Point {
  var isUsable: Bool { x.isUsable && y.isUsable }
}
