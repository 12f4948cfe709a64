/// Lines over a common axis, such as losses over epochs:
///
///     LineChart(x: "epoch", y: "loss") {
///       Line("training", [0.42, 0.21, 0.15])
///       Line("validation", [0.30, 0.22, 0.20])
///     }
///
/// Values that are no number leave a gap.
public struct LineChart: Hashable, Sendable {
  /// What the chart shows, for those who cannot see it; a figure's caption says more.
  public var title: String
  public var x: Axis
  public var y: Axis
  public var lines: [Line]

  /// - Parameter title: By default, one is made of the axes' titles.
  public init(
    _ title: String = "", x: Axis = "", y: Axis = "", @LineBuilder lines: () -> [Line]
  ) {
    self.title = title
    self.x = x
    self.y = y
    self.lines = lines()
  }
}

/// A line of a chart.
public struct Line: Hashable, Sendable {
  /// What stands at its end.
  public var name: String
  public var points: [Point]

  public struct Point: Hashable, Sendable {
    public var x: Double
    public var y: Double
  }

  /// Values that follow each other.
  ///
  /// - Parameters:
  ///   - first: The x of the first value; that of the next one is by 1 larger.
  public init(_ name: String, _ values: some Sequence<Double>, from first: Double = 1) {
    self.name = name
    points = values.enumerated().map { Point(x: first + Double($0), y: $1) }
  }

  /// Values at places of their own.
  public init(_ name: String, x: [Double], y: [Double]) {
    precondition(x.count == y.count, "Line: \(x.count) places for \(y.count) values")
    self.name = name
    points = zip(x, y).map { Point(x: $0, y: $1) }
  }

  /// The points that can be shown.
  var usable: [Point] { points.filter(\.isUsable) }

  /// The points that can be shown, apart where something is missing between them.
  var segments: [[Point]] {
    points.split { !$0.isUsable }.map(Array.init)
  }
}

extension Line.Point {
  var isUsable: Bool { x.isUsable && y.isUsable }
}

/// Lists the lines of a chart, with `if` and `for`.
@resultBuilder
public enum LineBuilder {
  public static func buildExpression(_ line: Line) -> [Line] { [line] }
  public static func buildExpression(_ lines: [Line]) -> [Line] { lines }
  public static func buildBlock(_ lines: [Line]...) -> [Line] { lines.flatMap(\.self) }
  public static func buildOptional(_ lines: [Line]?) -> [Line] { lines ?? [] }
  public static func buildEither(first lines: [Line]) -> [Line] { lines }
  public static func buildEither(second lines: [Line]) -> [Line] { lines }
  public static func buildArray(_ lines: [[Line]]) -> [Line] { lines.flatMap(\.self) }
}
