/// `coefficient` · 10^`exponent`: numbers of which a chart knows every digit, such as ticks.
struct DecimalNumber: Hashable {
  var coefficient: Int
  var exponent: Int

  init(_ coefficient: Int, exponent: Int) {
    self.coefficient = coefficient
    self.exponent = exponent
  }

  /// The number that is nearest to `value`, with that many decimals.
  ///
  /// - Parameter value: Finite, and not too large for its decimals to be an integer.
  init(rounding value: Double, decimals: Int) {
    let scaled = (value * powerOfTen(decimals)).rounded()
    self.init(Int(exactly: scaled) ?? 0, exponent: -decimals)
  }

  var value: Double {
    exponent < 0
      ? Double(coefficient) / powerOfTen(-exponent) : Double(coefficient) * powerOfTen(exponent)
  }

  /// The digits with that many decimals, thousands separated by commas, and a true minus sign.
  func text(decimals: Int) -> String {
    let digits = plainText(decimals: decimals)
    let whole = digits.prefix { $0 != "." }
    var grouped = ""
    for (index, digit) in whole.enumerated() {
      if index > 0, (whole.count - index).isMultiple(of: 3) { grouped += "," }
      grouped.append(digit)
    }
    return (coefficient < 0 ? "−" : "") + grouped + digits.dropFirst(whole.count)
  }

  /// One digit before the point, a power of ten behind: `2.5e-7`.
  var scientificText: String {
    guard coefficient != 0 else { return "0" }
    var digits = String(coefficient.magnitude)
    let power = exponent + digits.count - 1
    while digits.last == "0" { digits.removeLast() }
    let rest = digits.dropFirst()
    let sign = coefficient < 0 ? "−" : ""
    return sign + digits.prefix(1) + (rest.isEmpty ? "" : "." + rest) + "e\(power)"
  }

  /// The magnitude, as CSS and SVG write numbers.
  private func plainText(decimals: Int) -> String {
    precondition(-exponent <= decimals, "\(decimals) decimals of a number with \(-exponent)")
    var digits = String(coefficient.magnitude)
    digits += String(repeating: "0", count: coefficient == 0 ? decimals : exponent + decimals)
    digits = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
    return decimals == 0 ? digits : digits.dropLast(decimals) + "." + digits.suffix(decimals)
  }
}

/// 10 to the power of `exponent`, correctly rounded on every machine.
func powerOfTen(_ exponent: Int) -> Double { Double("1e\(exponent)")! }

/// A coordinate with one decimal, or none where that is 0.
func coordinate(_ value: Double) -> String {
  let tenths = Int((value * 10).rounded())
  let magnitude = tenths.magnitude
  let decimal = magnitude % 10 == 0 ? "" : ".\(magnitude % 10)"
  return (tenths < 0 ? "-" : "") + "\(magnitude / 10)" + decimal
}
