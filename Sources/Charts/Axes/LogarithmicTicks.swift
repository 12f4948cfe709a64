/// The numbers at which a logarithmic axis has ticks: 1, 2 and 5 times powers of ten, or, where these would
/// be too many for more than about two decades, powers of ten alone.
struct LogarithmicTicks: Hashable {
  let numbers: [DecimalNumber]
  /// From the last of the nice numbers at or below the beginning of what is shown to the first one at or
  /// above its end.
  let range: ClosedRange<Double>

  /// - Parameters:
  ///   - range: Of numbers above 0.
  ///   - most: How many ticks there are at most.
  init(around range: ClosedRange<Double>, most: Int = 7) {
    let exponents =
      decimalExponent(range.lowerBound)...decimalExponent(range.upperBound) + 1
    let candidates = exponents.flatMap { exponent in
      [1, 2, 5].map { DecimalNumber($0, exponent: exponent) }
    }
    let lower = candidates.lastIndex { $0.value <= range.lowerBound } ?? 0
    let upper = candidates.firstIndex { $0.value >= range.upperBound } ?? candidates.count - 1
    let nice = candidates[lower...max(lower, upper)]
    let powers = nice.filter { $0.coefficient == 1 }
    let step = (powers.count + most - 1) / most
    let isShort = range.upperBound / range.lowerBound <= 50
    numbers =
      isShort || nice.count <= most
      ? Array(nice) : powers.filter { step == 0 || $0.exponent.isMultiple(of: step) }
    let (first, last) = (nice.first!.value, nice.last!.value)
    self.range = first < last ? first...last : first / 10...first * 10
  }
}
