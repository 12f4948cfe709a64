internal import Glibc

/// How a number is written, in a table's column as in the middle of a sentence.
///
/// ```swift
/// format(0.98123, .percent(digits: 2))   // 98.12%
/// Column("Accuracy", \.accuracy, format: .percent(digits: 2))
/// ```
///
/// The result depends on nothing but the number: no locale, no environment.
public struct NumberFormat: Hashable, Sendable {
  enum Style: Hashable, Sendable {
    case automatic, ungrouped
    case fixed(Int)
    case percent(Int)
    case scientific(Int)
    case scaled(base: Double, prefixes: [String], unit: String, digits: Int)
  }

  let style: Style

  /// Thousands separators in integers, the shortest exact form of everything else.
  public static let automatic = NumberFormat(style: .automatic)
  /// The shortest exact form, without thousands separators: for years and identifiers.
  public static let ungrouped = NumberFormat(style: .ungrouped)

  /// That many decimals: `1,234.50`.
  public static func fixed(digits: Int) -> NumberFormat { NumberFormat(style: .fixed(digits)) }

  /// A fraction as a percentage: `98.12%`.
  public static func percent(digits: Int = 0) -> NumberFormat {
    NumberFormat(style: .percent(digits))
  }

  /// One digit before the point, a power of ten behind: `1.50e-3`.
  public static func scientific(digits: Int = 2) -> NumberFormat {
    NumberFormat(style: .scientific(digits))
  }

  /// Powers of 1,000: `.si(unit: "FLOP")` writes `1.43 GFLOP`.
  public static func si(unit: String = "", digits: Int = 2) -> NumberFormat {
    let prefixes = ["", "k", "M", "G", "T", "P", "E"]
    return NumberFormat(
      style: .scaled(base: 1000, prefixes: prefixes, unit: unit, digits: digits))
  }

  /// Powers of 1,024: `.binary()` writes `233.08 MiB`.
  public static func binary(unit: String = "B", digits: Int = 2) -> NumberFormat {
    let prefixes = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"]
    return NumberFormat(
      style: .scaled(base: 1024, prefixes: prefixes, unit: unit, digits: digits))
  }
}

/// `value` written as `format` says.
public func format(_ value: some BinaryInteger, _ format: NumberFormat = .automatic) -> String {
  Number(value).text(format)
}

/// `value` written as `format` says.
public func format(
  _ value: some BinaryFloatingPoint, _ format: NumberFormat = .automatic
) -> String {
  Number(value).text(format)
}

/// A fraction as a percentage: `percent(0.9812, digits: 1)` is `98.1%`.
public func percent(_ fraction: some BinaryFloatingPoint, digits: Int = 0) -> String {
  format(fraction, .percent(digits: digits))
}

/// A number with that many decimals: `fixed(3.14159, digits: 2)` is `3.14`.
public func fixed(_ value: some BinaryFloatingPoint, digits: Int) -> String {
  format(value, .fixed(digits: digits))
}

/// Any of Swift's numbers, as far as writing it is concerned.
struct Number: Hashable, Sendable {
  /// Swift's own description: exact for integers, shortest round trip for the others.
  let description: String
  let value: Double
  let isInteger: Bool

  init(_ integer: some BinaryInteger) {
    description = String(integer)
    value = Double(integer)
    isInteger = true
  }

  init(_ number: some BinaryFloatingPoint) {
    description = "\(number)"
    value = Double(number)
    isInteger = false
  }

  /// `nil` where `any` is no number.
  init?(any: Any) {
    switch any {
    case let integer as any BinaryInteger: self.init(integer)
    case let number as any BinaryFloatingPoint: self.init(number)
    default: return nil
    }
  }

  func text(_ format: NumberFormat) -> String {
    guard value.isFinite || isInteger else {
      return value.isNaN ? "NaN" : value < 0 ? "−∞" : "∞"
    }
    switch format.style {
    case .automatic: return isInteger ? grouped(description) : signed(description)
    case .ungrouped: return signed(description)
    case .fixed(let digits): return grouped(decimal(value, digits))
    case .percent(let digits): return grouped(percentage(digits)) + "%"
    case .scientific(let digits): return signed(scientific(value, digits))
    case .scaled(let base, let prefixes, let unit, let digits):
      return scaled(base, prefixes, unit, digits)
    }
  }

  /// Moves the decimal point instead of multiplying by 100, which would round a second time.
  private func percentage(_ digits: Int) -> String {
    let fraction = decimal(value, digits + 2)
    let sign = fraction.hasPrefix("-") ? "-" : ""
    let parts = fraction.drop { $0 == "-" }.split(separator: ".")
    let whole = (parts[0] + parts[1].prefix(2)).drop { $0 == "0" }
    let rest = parts[1].dropFirst(2)
    return sign + (whole.isEmpty ? "0" : whole) + (rest.isEmpty ? "" : "." + rest)
  }

  private func scaled(_ base: Double, _ prefixes: [String], _ unit: String, _ digits: Int)
    -> String
  {
    var value = value
    var power = 0
    // A value that would be rounded up to the base takes the next prefix: 1.00 M, not 1,000.00 k.
    while power + 1 < prefixes.count, Double(decimal(abs(value), digits))! >= base {
      value /= base
      power += 1
    }
    let isExact = power == 0 && (isInteger || value == value.rounded())
    let suffix = prefixes[power] + unit
    return grouped(decimal(value, isExact ? 0 : digits)) + (suffix.isEmpty ? "" : " " + suffix)
  }
}

/// Correctly rounded: the C library works on the exact binary value.
private func decimal(_ value: Double, _ digits: Int) -> String { formatted("%.*f", value, digits) }

private func scientific(_ value: Double, _ digits: Int) -> String {
  let text = formatted("%.*e", value, digits)
  guard let e = text.lastIndex(of: "e"), let exponent = Int(text[text.index(after: e)...]) else {
    return text
  }
  return text[...e] + String(exponent)
}

private func formatted(_ format: String, _ value: Double, _ digits: Int) -> String {
  withVaList([Int32(max(0, min(digits, 60))), value]) { arguments in
    var buffer = [CChar](repeating: 0, count: 400)
    let length = Int(vsnprintf(&buffer, buffer.count, format, arguments))
    return String(decoding: buffer[..<length].map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}

/// Separates thousands, and sets a true minus sign.
private func grouped(_ number: String) -> String {
  let digits = number.drop { $0 == "-" }
  let whole = Array(digits.prefix { $0 != "." })
  var result = ""
  for (index, digit) in whole.enumerated() {
    if index > 0, (whole.count - index).isMultiple(of: 3) { result += "," }
    result.append(digit)
  }
  let isZero = digits.allSatisfy { $0 == "0" || $0 == "." }
  return (number.hasPrefix("-") && !isZero ? "−" : "") + result + digits.dropFirst(whole.count)
}

private func signed(_ number: String) -> String {
  number.hasPrefix("-") ? "−" + number.dropFirst() : number
}
