/// A decimal number of a float's magnitude: d.ddd · 10^exponent.
struct Decimal {
  /// Without zeros in front; of zero, `0`.
  private(set) var digits: String
  private(set) var exponent: Int

  private init(digits: String, exponent: Int) {
    self.digits = digits
    self.exponent = exponent
  }

  /// The shortest number that reads back as the same float.
  init(shortest value: Float) {
    // Swift's description of a float has these digits, in one of two notations.
    let parts = "\(Swift.abs(value))".split(separator: "e")
    let mantissa = parts[0].split(separator: ".")
    digits = mantissa.joined()
    exponent = mantissa[0].count - 1 + (parts.count > 1 ? Int(parts[1])! : 0)
    while digits.count > 1, digits.first == "0" {
      digits.removeFirst()
      exponent -= 1
    }
    if digits == "0" { exponent = 0 }
    removeZeros()
  }

  /// All digits of a float other than 0.
  init(exactly value: Float) {
    // The float is m · 2^n, and m · 2^n = m · 5^-n · 10^n.
    let m = value.significandBitPattern | (value.isNormal ? 1 << 23 : 0)
    let n = Int(Swift.max(value.exponentBitPattern, 1)) - 150
    // The number in groups of nine digits, the lowest first.
    var groups = [UInt64(m)]
    for _ in 0..<Swift.abs(n) {
      var carry: UInt64 = 0
      for i in groups.indices {
        let product = groups[i] * (n < 0 ? 5 : 2) + carry
        groups[i] = product % 1_000_000_000
        carry = product / 1_000_000_000
      }
      if carry > 0 { groups.append(carry) }
    }
    digits = groups.reversed().map { group in
      let text = "\(group)"
      return String(repeating: "0", count: 9 - text.count) + text
    }.joined()
    digits = String(digits.drop { $0 == "0" })
    exponent = digits.count - 1 + Swift.min(n, 0)
    removeZeros()
  }

  private mutating func removeZeros() {
    while digits.count > 1, digits.last == "0" { digits.removeLast() }
  }

  /// The nearest number of `count` digits, the even one of two; of no more digits if it has less.
  func rounded(to count: Int) -> Decimal {
    guard digits.count > count, count >= 0 else { return self }
    let rest = digits.dropFirst(count)
    let isTie = rest.first == "5" && rest.dropFirst().allSatisfy { $0 == "0" }
    let isOdd = digits.prefix(count).last.map { $0.wholeNumberValue! % 2 == 1 } ?? false
    var kept = digits.prefix(count).map { $0.wholeNumberValue! }
    var result = self
    if isTie ? isOdd : rest.first! >= "5" {
      var place = count - 1
      while place >= 0, kept[place] == 9 {
        kept[place] = 0
        place -= 1
      }
      if place >= 0 {
        kept[place] += 1
      } else {
        kept.insert(1, at: 0)
        result.exponent += 1
      }
    }
    result.digits = kept.isEmpty ? "0" : kept.map(String.init).joined()
    result.removeZeros()
    return result
  }

  /// The digits in front of the point and behind it, which are none for a whole number.
  var positional: (whole: String, fraction: String) {
    guard digits != "0" else { return ("0", "") }
    guard exponent >= 0 else {
      return ("0", String(repeating: "0", count: -exponent - 1) + digits)
    }
    let zeros = String(repeating: "0", count: Swift.max(exponent + 1 - digits.count, 0))
    return (digits.prefix(exponent + 1) + zeros, String(digits.dropFirst(exponent + 1)))
  }
}
