/// Floats as NumPy writes them.
enum FloatText {
  private static let precision = 8

  /// Numbers below each other: their points are in one column, or all have an exponent.
  static func column(_ values: [Float]) -> [String] {
    let finite = values.filter(\.isFinite)
    let parts = usesExponents(finite) ? Parts.withExponents(finite) : finite.map(Parts.init(fixed:))
    let whole = parts.map(\.whole.count).max() ?? 0
    let rest = parts.map(\.rest.count).max() ?? 0
    let special = values.filter { !$0.isFinite }.map { text($0) }
    let width = Swift.max(whole + rest, special.map(\.count).max() ?? 0)
    var remaining = parts[...]
    return values.map { value in
      guard value.isFinite else { return text(value).leftPadded(to: width) }
      let part = remaining.removeFirst()
      let padding = String(repeating: " ", count: rest - part.rest.count)
      return (part.whole + part.rest + padding).leftPadded(to: width)
    }
  }

  /// A number by itself.
  static func scalar(_ value: Float) -> String {
    guard value.isFinite else { return text(value) }
    let decimal = Decimal(shortest: value)
    // Unlike in columns, 1e-4 is that of double precision.
    let magnitude = Double(Swift.abs(value))
    guard magnitude == 0 || (1e-4..<1e6).contains(magnitude) else {
      let rest = decimal.digits.count > 1 ? "." + decimal.digits.dropFirst() : ""
      return sign(value) + decimal.digits.prefix(1) + rest + exponent(decimal.exponent)
    }
    let (whole, fraction) = decimal.positional
    return sign(value) + whole + "." + (fraction.isEmpty ? "0" : fraction)
  }

  /// NumPy's rule for scientific notation of numbers in single precision.
  private static func usesExponents(_ finite: [Float]) -> Bool {
    let magnitudes = finite.map { Swift.abs($0) }.filter { $0 > 0 }
    guard let largest = magnitudes.max(), let smallest = magnitudes.min() else { return false }
    return largest >= 1e6 || smallest < 1e-4 || largest / smallest > 1000
  }

  private static func text(_ special: Float) -> String {
    special.isNaN ? "nan" : sign(special) + "inf"
  }

  fileprivate static func sign(_ value: Float) -> String { value.sign == .minus ? "-" : "" }

  fileprivate static func exponent(_ exponent: Int) -> String {
    let digits = "\(Swift.abs(exponent))"
    return (exponent < 0 ? "e-" : "e+") + (digits.count < 2 ? "0" + digits : digits)
  }

  /// What is left of the point, and the rest from the point on.
  private struct Parts {
    let whole, rest: String

    init(whole: String, rest: String) {
      self.whole = whole
      self.rest = rest
    }

    init(fixed value: Float) {
      var decimal = Decimal(shortest: value)
      if decimal.positional.fraction.count > precision {
        decimal = Decimal(exactly: value).rounded(to: decimal.exponent + 1 + precision)
      }
      let (whole, fraction) = decimal.positional
      self.init(whole: sign(value) + whole, rest: "." + fraction)
    }

    /// Numbers with exponents have as many digits as the longest of the shortest ones needs.
    static func withExponents(_ values: [Float]) -> [Parts] {
      let shortest = values.map(Decimal.init(shortest:))
      let count = shortest.map(\.digits.count).max() ?? 1
      return Swift.zip(values, shortest).map { value, shortest in
        let isComplete = shortest.digits.count == count || value == 0
        let decimal = isComplete ? shortest : Decimal(exactly: value).rounded(to: count)
        let zeros = String(repeating: "0", count: count - decimal.digits.count)
        return Parts(
          whole: sign(value) + decimal.digits.prefix(1),
          rest: "." + decimal.digits.dropFirst() + zeros + exponent(decimal.exponent))
      }
    }
  }
}
