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

  /// A very large or small number as a power of ten: "10⁻⁶", "2×10⁷"; `nil` for others.
  var powerText: String? {
    guard coefficient != 0 else { return nil }
    var digits = coefficient
    var power = exponent
    while digits.isMultiple(of: 10) { (digits, power) = (digits / 10, power + 1) }
    let size = power + String(digits.magnitude).count - 1
    guard size < -4 || size > 5 else { return nil }
    let exponent = ((power < 0 ? "−" : "") + String(power.magnitude)).map { digit in
      Self.superscripts.first { $0.plain == digit }!.raised
    }
    return (digits == 1 ? "" : "\(digits)×") + "10" + String(exponent)
  }

  /// What exponents are written with.
  static let superscripts = zip("−0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹").map { (plain: $0, raised: $1) }

  /// The magnitude, as CSS and SVG write numbers.
  private func plainText(decimals: Int) -> String {
    require(-exponent <= decimals, "\(decimals) decimals of a number with \(-exponent)")
    var digits = String(coefficient.magnitude)
    digits += String(repeating: "0", count: coefficient == 0 ? decimals : exponent + decimals)
    digits = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
    return decimals == 0 ? digits : digits.dropLast(decimals) + "." + digits.suffix(decimals)
  }
}

/// 10 to the power of `exponent`, correctly rounded on every machine.
func powerOfTen(_ exponent: Int) -> Double { Double("1e\(exponent)")! }

/// The exponent of the largest power of ten that a number above 0 reaches.
func decimalExponent(_ value: Double) -> Int {
  var exponent = 0
  while powerOfTen(exponent + 1) <= value { exponent += 1 }
  while powerOfTen(exponent) > value { exponent -= 1 }
  return exponent
}

/// The number with that many significant digits, without zeros at its end.
func significantText(_ value: Double, digits: Int) -> String {
  guard value.isFinite else { return "" }
  guard abs(value) >= 1e-300 else { return "0" }
  let exponent = decimalExponent(abs(value)) - digits + 1
  // Dividing by a power of ten that is exact loses less than multiplying by its reciprocal.
  let scaled = exponent < 0 ? value * powerOfTen(-exponent) : value / powerOfTen(exponent)
  guard scaled.isFinite else { return "\(value)" }
  var number = DecimalNumber(Int(scaled.rounded()), exponent: exponent)
  guard (-6...12).contains(exponent + digits) else { return number.scientificText }
  while number.exponent < 0, number.coefficient.isMultiple(of: 10) {
    number = DecimalNumber(number.coefficient / 10, exponent: number.exponent + 1)
  }
  return number.text(decimals: max(0, -number.exponent))
}

/// A coordinate with one decimal, or none where that is 0.
func coordinate(_ value: Double) -> String {
  let tenths = Int((value * 10).rounded())
  let magnitude = tenths.magnitude
  let decimal = magnitude % 10 == 0 ? "" : ".\(magnitude % 10)"
  return (tenths < 0 ? "-" : "") + "\(magnitude / 10)" + decimal
}
