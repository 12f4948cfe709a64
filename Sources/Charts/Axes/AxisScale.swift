/// From numbers to places: straight, both ends included.
struct LinearScale: Hashable {
  /// What is shown.
  let domain: ClosedRange<Double>
  /// Where the domain's beginning and end are drawn; the end of a vertical axis has the smaller
  /// coordinate.
  let start: Double
  let end: Double

  func callAsFunction(_ value: Double) -> Double {
    let part = (value - domain.lowerBound) / (domain.upperBound - domain.lowerBound)
    return start + part * (end - start)
  }
}
