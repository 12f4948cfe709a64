/// The numbers at which an axis has ticks: multiples of 1, 2 or 5 times a power of ten.
///
/// Source: Heckbert, "Nice Numbers for Graph Labels", Graphics Gems (1990).
struct Ticks: Hashable {
  /// The distance between two ticks.
  let step: DecimalNumber
  /// The ticks as multiples of the step.
  let multiples: ClosedRange<Int>

  /// Ticks around `range`, the first one at or below its beginning, the last one at or above its end.
  ///
  /// - Parameters:
  ///   - range: Of finite numbers, with a beginning below its end.
  ///   - count: About so many ticks; at least 2.
  ///   - wholeNumbers: Whether no tick stands between two whole numbers.
  init(around range: ClosedRange<Double>, count: Int = 5, wholeNumbers: Bool = false) {
    step = Self.step(of: range, count: count, wholeNumbers: wholeNumbers)
    let size = step.value
    let first = Int((range.lowerBound / size).rounded(.down))
    let last = Int((range.upperBound / size).rounded(.up))
    multiples = first...max(first, last)
  }

  /// Heckbert's loose labels: the nice number that is nearest to the distance of `count` ticks in a
  /// range that was itself made nice.
  private static func step(
    of range: ClosedRange<Double>, count: Int, wholeNumbers: Bool
  ) -> DecimalNumber {
    let length = niceNumber(range.upperBound - range.lowerBound, limits: [1, 2, 5]).value
    let step = niceNumber(length / Double(count - 1), limits: [1.5, 3, 7])
    return wholeNumbers && step.exponent < 0 ? DecimalNumber(1, exponent: 0) : step
  }

  /// 1, 2, 5 or 10 times a power of ten, the first of them whose limit the number does not exceed.
  ///
  /// - Parameter limits: Of 1, 2 and 5. Those of rounding up are the numbers themselves; those of
  ///   rounding to the nearest lie between a number and the next.
  private static func niceNumber(_ value: Double, limits: [Double]) -> DecimalNumber {
    let exponent = decimalExponent(value)
    let fraction = value / powerOfTen(exponent)
    for (limit, nice) in zip(limits, [1, 2, 5]) where fraction <= limit {
      return DecimalNumber(nice, exponent: exponent)
    }
    return DecimalNumber(1, exponent: exponent + 1)
  }

  var range: ClosedRange<Double> {
    number(multiples.lowerBound).value...number(multiples.upperBound).value
  }

  var numbers: [DecimalNumber] { multiples.map(number) }

  private func number(_ multiple: Int) -> DecimalNumber {
    DecimalNumber(multiple * step.coefficient, exponent: step.exponent)
  }
}
