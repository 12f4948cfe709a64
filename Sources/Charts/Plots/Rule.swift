/// A mark across a chart: `Rule("early stopping", x: 7)`, `Rule("chance", y: 0.1)`.
public struct Rule: Hashable, Sendable {
  enum Place: Hashable {
    case x(Double)
    case y(Double)
  }

  /// What stands at its end.
  public var name: String
  let place: Place

  /// A vertical mark.
  public init(_ name: String = "", x: some PlottableNumber) {
    self.name = name
    place = .x(x.plotted)
  }

  /// A horizontal mark.
  public init(_ name: String = "", y: some PlottableNumber) {
    self.name = name
    place = .y(y.plotted)
  }
}
