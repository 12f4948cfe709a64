/// Dots of a chart, told from others by their shape.
public struct Points: Hashable, Sendable {
  public typealias Point = Line.Point

  public var name: String
  public var points: [Point]
  /// What stands beside each point, if there is anything.
  public var labels: [String]

  public init(
    _ name: String = "", x: [some PlottableNumber], y: [some PlottableNumber],
    labels: [String] = []
  ) {
    require(x.count == y.count, "Points '\(name)': \(x.count) places for \(y.count) values")
    require(
      labels.isEmpty || labels.count == x.count,
      "Points '\(name)': \(labels.count) labels for \(x.count) points")
    self.name = name
    points = zip(x, y).map { Point(x: $0.plotted, y: $1.plotted) }
    self.labels = labels
  }

  /// A point for each item.
  ///
  /// - Parameter label: What stands beside it.
  public init<Item>(
    _ name: String, _ items: some Sequence<Item>, x: (Item) -> some PlottableNumber,
    y: (Item) -> some PlottableNumber, label: ((Item) -> String)? = nil
  ) {
    let items = Array(items)
    self.init(
      name, x: items.map { x($0).plotted }, y: items.map { y($0).plotted },
      labels: label.map { items.map($0) } ?? [])
  }
}
