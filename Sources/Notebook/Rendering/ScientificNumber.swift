/// A number such as "2.4e10", as programs write it.
struct ScientificNumber {
  private let mantissa: Substring
  private let exponent: Int

  /// `nil` for text that is not such a number and nothing else.
  init?(_ text: String) {
    guard let match = text.wholeMatch(of: /([-−]?\d+(?:\.\d+)?)e([-−+]?\d+)/),
      let exponent = Int(match.2.replacing("−", with: "-"))
    else { return nil }
    mantissa = match.1
    self.exponent = exponent
  }

  /// As prose has it: 2.4 × 10<sup>10</sup>, which GitHub shows too. A power of 0 says nothing.
  var markdown: String {
    guard exponent != 0 else { return String(mantissa) }
    let sign = exponent < 0 ? "−" : ""
    return "\(mantissa)\u{A0}×\u{A0}10<sup>\(sign)\(exponent.magnitude)</sup>"
  }

  var machineReadable: String { "\(mantissa.replacing("−", with: "-"))e\(exponent)" }
}
