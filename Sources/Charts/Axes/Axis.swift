/// What an axis of a chart shows, and how: its title alone, as in `x: "epoch"`, or more.
public struct Axis: Hashable, Sendable, ExpressibleByStringLiteral {
  /// How the numbers at the ticks are written.
  public enum Format: Hashable, Sendable {
    case number
    /// 0.98 as 98%.
    case percent
  }

  public var title: String
  public var format: Format
  /// What is shown; by default, what there is, up to the next tick.
  public var range: ClosedRange<Double>?

  public init(_ title: String, format: Format = .number, range: ClosedRange<Double>? = nil) {
    self.title = title
    self.format = format
    self.range = range
  }

  public init(stringLiteral title: String) { self.init(title) }
}

/// An axis of which it is known what it shows.
struct AxisLayout: Hashable {
  let axis: Axis
  let domain: ClosedRange<Double>
  let ticks: [DecimalNumber]
  /// Of the numbers at the ticks.
  let decimals: Int
  private let isScientific: Bool

  /// A vertical axis, which ends at ticks: the data have a tick above them and one below.
  init(endingAtTicks axis: Axis, data: [Double]) {
    let ticks = Ticks(around: axis.range?.widened ?? data.extent)
    self.init(axis, domain: axis.range?.widened ?? ticks.range, ticks)
  }

  /// A horizontal axis, which ends where the data do. Where they are whole numbers, so are the ticks.
  init(endingAtData axis: Axis, data: [Double]) {
    let domain = axis.range?.widened ?? data.extent
    let isWhole = data.allSatisfy { !$0.isUsable || $0 == $0.rounded() }
    self.init(axis, domain: domain, Ticks(around: domain, wholeNumbers: isWhole))
  }

  private init(_ axis: Axis, domain: ClosedRange<Double>, _ ticks: Ticks) {
    self.axis = axis
    self.domain = domain
    var inside = ticks.numbers.filter { domain.contains($0.value) }
    // Counting often begins at 1, which is no multiple of any other step.
    if let second = inside.first?.value, domain.lowerBound == 1,
      second - 1 > 0.6 * ticks.step.value
    {
      inside.insert(DecimalNumber(1, exponent: 0), at: 0)
    }
    self.ticks = inside
    let percentDigits = axis.format == .percent ? 2 : 0
    let exponent = ticks.step.exponent + percentDigits
    decimals = max(0, -exponent)
    let largest = max(abs(domain.lowerBound), abs(domain.upperBound))
    isScientific = decimals > 6 || largest >= 1e9
  }

  /// The number at a tick.
  func label(_ number: DecimalNumber) -> String {
    isScientific
      ? scaled(number).scientificText : scaled(number).text(decimals: decimals) + suffix
  }

  /// Any number, with two digits more than the ticks have.
  func text(_ value: Double) -> String {
    let digits = decimals + 2
    guard !isScientific else { return "\(value)".replacing("-", with: "−", maxReplacements: 1) }
    let value = axis.format == .percent ? value * 100 : value
    return DecimalNumber(rounding: value, decimals: digits).text(decimals: digits) + suffix
  }

  /// A number that is a whole one without decimals, as most are on a horizontal axis.
  func briefText(_ value: Double) -> String {
    value == value.rounded() && axis.format == .number && !isScientific
      ? DecimalNumber(rounding: value, decimals: 0).text(decimals: 0) : text(value)
  }

  private var suffix: String { axis.format == .percent ? "%" : "" }

  private func scaled(_ number: DecimalNumber) -> DecimalNumber {
    axis.format == .percent && !isScientific
      ? DecimalNumber(number.coefficient, exponent: number.exponent + 2) : number
  }
}

extension Double {
  /// Whether a chart can show it: no NaN, and not so large that distances overflow.
  var isUsable: Bool { abs(self) < 1e300 }

  /// What is smaller is 0 to a chart: it has no decimal fractions left.
  fileprivate static let smallest = 1e-300
}

extension [Double] {
  /// From the smallest to the largest number that can be shown, never empty.
  var extent: ClosedRange<Double> {
    let usable = filter(\.isUsable)
    guard let smallest = usable.min(), let largest = usable.max() else { return 0...1 }
    return (smallest...largest).widened
  }
}

extension ClosedRange<Double> {
  /// The range, or one around it where it is too narrow to be drawn.
  var widened: ClosedRange<Double> {
    let size = Swift.max(abs(lowerBound), abs(upperBound))
    guard upperBound - lowerBound <= Swift.max(1e-9 * size, .smallest) else { return self }
    let margin = size <= .smallest ? 1 : size / 10
    return lowerBound - margin...upperBound + margin
  }
}
