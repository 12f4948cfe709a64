/// What an axis of a chart shows, and how: its title alone, as in `x: "epoch"`, or more.
public struct Axis: Hashable, Sendable, ExpressibleByStringLiteral {
  /// How the numbers at the ticks are written.
  public enum Format: Hashable, Sendable {
    case number
    /// 0.98 as 98%.
    case percent
  }

  public enum Scale: Hashable, Sendable {
    case linear
    /// Equal factors are equal distances. It shows numbers above 0 alone.
    case logarithmic
  }

  public var title: String
  /// In what it is measured; stands behind the title.
  public var unit: String
  public var format: Format
  public var scale: Scale
  /// What is shown; by default, what there is, up to the next tick.
  public var range: ClosedRange<Double>?

  public init(
    _ title: String, unit: String = "", format: Format = .number, scale: Scale = .linear,
    range: ClosedRange<Double>? = nil
  ) {
    if scale == .logarithmic, let range {
      require(range.lowerBound > 0, "Axis '\(title)': a logarithmic axis from \(range.lowerBound)")
    }
    self.title = title
    self.unit = unit
    self.format = format
    self.scale = scale
    self.range = range
  }

  public init(stringLiteral title: String) { self.init(title) }

  /// The title with the unit: "time (s)", "时间（秒）".
  var heading: String {
    guard !unit.isEmpty else { return title }
    guard !title.isEmpty else { return unit }
    return ChartWording([title, unit]).isChinese ? "\(title)（\(unit)）" : "\(title) (\(unit))"
  }
}

/// A number that a chart can show.
public protocol PlottableNumber: Sendable {
  var plotted: Double { get }
}

extension Double: PlottableNumber {
  public var plotted: Double { self }
}

extension Float: PlottableNumber {
  public var plotted: Double { Double(self) }
}

extension Int: PlottableNumber {
  public var plotted: Double { Double(self) }
}

extension Double {
  /// Whether a chart can show it: no NaN, and not so large that distances overflow.
  var isUsable: Bool { abs(self) < 1e300 }

  /// What is smaller is 0 to a chart: it has no decimal fractions left.
  fileprivate static let smallest = 1e-300
}

extension [Double] {
  /// From the smallest to the largest number that can be shown; `nil` if there is none.
  var usableRange: ClosedRange<Double>? {
    let usable = filter(\.isUsable)
    guard let smallest = usable.min(), let largest = usable.max() else { return nil }
    return smallest...largest
  }

  /// The same, never empty.
  var extent: ClosedRange<Double> { (usableRange ?? 0...1).widened() }
}

extension ClosedRange<Double> {
  /// The range, or one around it where it is too narrow to be drawn.
  ///
  /// - Parameter narrowest: A part of its numbers' size. By default, what is narrower has hardly any
  ///   numbers between its ends.
  func widened(narrowest: Double = 1e-13) -> ClosedRange<Double> {
    let size = Swift.max(abs(lowerBound), abs(upperBound))
    guard upperBound - lowerBound <= Swift.max(narrowest * size, .smallest) else { return self }
    let margin = size <= .smallest ? 1 : size / 10
    return lowerBound - margin...upperBound + margin
  }
}
