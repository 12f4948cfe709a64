/// Numbers of which their distribution is to be seen.
public struct Samples: Hashable, Sendable {
  public var name: String
  public var values: [Double]

  public init(_ name: String, _ values: some Sequence<some PlottableNumber>) {
    self.name = name
    self.values = values.map(\.plotted)
  }

  /// A number of each item.
  public init<Item>(
    _ name: String, _ items: some Sequence<Item>, value: (Item) -> some PlottableNumber
  ) {
    self.init(name, items.map { value($0).plotted })
  }

  /// Those that can be shown, in ascending order.
  var sorted: [Double] { values.filter(\.isUsable).sorted() }
}

extension [Double] {
  /// Of sorted numbers, that below which the part `part` of them lies, between two of them in proportion
  /// (Hyndman and Fan, "Sample Quantiles in Statistical Packages", 1996, type 7).
  func quantile(_ part: Double) -> Double {
    let place = part * Double(count - 1)
    let index = Int(place)
    guard index + 1 < count else { return self[count - 1] }
    return self[index] + (place - Double(index)) * (self[index + 1] - self[index])
  }
}
