/// How an axis writes numbers.
struct AxisNotation: Hashable {
  private enum Style: Hashable {
    /// All with that many decimals.
    case fixed(decimals: Int)
    case scientific
    /// Each with the decimals that it needs, very large and very small ones as powers of ten.
    case logarithmic
  }

  private let style: Style
  private let isPercent: Bool

  init(_ axis: Axis, step: DecimalNumber, domain: ClosedRange<Double>) {
    isPercent = axis.format == .percent
    let decimals = max(0, -(step.exponent + (isPercent ? 2 : 0)))
    let largest = max(abs(domain.lowerBound), abs(domain.upperBound))
    // Large numbers that differ little have many decimals.
    let isTiny = decimals > 6 && largest < 1e-3
    style = isTiny || largest >= 1e9 ? .scientific : .fixed(decimals: decimals)
  }

  /// Of a logarithmic axis.
  init(_ axis: Axis) {
    isPercent = axis.format == .percent
    style = .logarithmic
  }

  /// The number at a tick.
  func label(_ number: DecimalNumber) -> String {
    switch style {
    case .scientific: number.scientificText
    case .fixed(let decimals): scaled(number).text(decimals: decimals) + suffix
    case .logarithmic:
      scaled(number).powerText ?? scaled(number).text(decimals: max(0, -scaled(number).exponent))
        + suffix
    }
  }

  /// Any number, with two digits more than the ticks have.
  func text(_ value: Double) -> String {
    switch style {
    case .scientific: return "\(value)".replacing("-", with: "−", maxReplacements: 1)
    case .fixed(let decimals):
      let value = isPercent ? value * 100 : value
      return DecimalNumber(rounding: value, decimals: decimals + 2).text(decimals: decimals + 2)
        + suffix
    case .logarithmic: return significantText(isPercent ? value * 100 : value, digits: 3) + suffix
    }
  }

  /// A number that is a whole one without decimals.
  func briefText(_ value: Double) -> String {
    guard value == value.rounded(), !isPercent, style != .scientific, abs(value) < 1e15 else {
      return text(value)
    }
    return DecimalNumber(rounding: value, decimals: 0).text(decimals: 0)
  }

  /// Numbers that stand for themselves, all with the decimals that they need, up to two more than the
  /// ticks have.
  func texts(_ values: [Double]) -> [String] {
    guard case .fixed(let most) = style else { return values.map(text) }
    let scaled = values.map { isPercent ? $0 * 100 : $0 }
    let decimals =
      (0..<most + 2).first { decimals in
        scaled.allSatisfy {
          abs(DecimalNumber(rounding: $0, decimals: decimals).value - $0) <= 1e-9 * abs($0)
        }
      } ?? most + 2
    return scaled.map {
      DecimalNumber(rounding: $0, decimals: decimals).text(decimals: decimals) + suffix
    }
  }

  private var suffix: String { isPercent ? "%" : "" }

  private func scaled(_ number: DecimalNumber) -> DecimalNumber {
    isPercent ? DecimalNumber(number.coefficient, exponent: number.exponent + 2) : number
  }
}
