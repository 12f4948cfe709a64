/// The numbers at which a logarithmic axis has ticks: powers of ten, with 2 and 5 times them where the
/// range is narrow, without some of them where it is wide.
struct LogarithmicTicks: Hashable {
  /// From the last tick at or below the range's beginning to the first one at or above its end.
  let numbers: [DecimalNumber]

  /// - Parameters:
  ///   - range: Of numbers above 0.
  ///   - decadesWithMore: In how many decades at most there are ticks between the powers of ten.
  init(around range: ClosedRange<Double>, decadesWithMore: Int = 3) {
    let first = decimalExponent(range.lowerBound)
    let last = decimalExponent(range.upperBound) + 1
    let decades = last - first
    let coefficients = decades <= decadesWithMore ? [1, 2, 5] : [1]
    let step = max(1, (decades + 5) / 6)
    let start = Int((Double(first) / Double(step)).rounded(.down)) * step
    let candidates = stride(from: start, through: last + step - 1, by: step).flatMap { exponent in
      coefficients.map { DecimalNumber($0, exponent: exponent) }
    }
    let lower = candidates.lastIndex { $0.value <= range.lowerBound } ?? 0
    let upper = candidates.firstIndex { $0.value >= range.upperBound } ?? candidates.count - 1
    numbers = Array(candidates[lower...max(lower, upper)])
  }

  var range: ClosedRange<Double> {
    let first = numbers[0].value
    let last = numbers[numbers.count - 1].value
    return first < last ? first...last : first / 10...first * 10
  }
}
