internal import Glibc

/// From numbers to places, both ends included.
struct AxisScale: Hashable {
  /// What is shown.
  let domain: ClosedRange<Double>
  let isLogarithmic: Bool
  /// Where the domain's beginning and end are drawn; the end of a vertical axis has the smaller
  /// coordinate.
  let start: Double
  let end: Double

  func callAsFunction(_ value: Double) -> Double {
    let part =
      isLogarithmic
      ? (log10(value) - log10(domain.lowerBound))
        / (log10(domain.upperBound) - log10(domain.lowerBound))
      : (value - domain.lowerBound) / (domain.upperBound - domain.lowerBound)
    return start + part * (end - start)
  }
}
