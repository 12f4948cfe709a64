/// How summaries write numbers: as torchinfo does, hence as Python does.

/// `61100840` as `61,100,840`.
func grouped(_ number: Int) -> String {
  var text = ""
  for (position, digit) in String(number.magnitude).reversed().enumerated() {
    if position > 0, position.isMultiple(of: 3) { text.append(",") }
    text.append(digit)
  }
  return (number < 0 ? "-" : "") + String(text.reversed())
}

/// A count in millions (M), thousands of millions (G) or millions of millions (T): `714682664` as
/// `("M", "714.68")`.
func abbreviated(_ number: Int) -> (unit: String, value: String) {
  let (unit, scale) =
    switch number {
    case 1_000_000_000_000...: ("T", 1_000_000_000_000)
    case 1_000_000_000...: ("G", 1_000_000_000)
    default: ("M", 1_000_000)
    }
  return (
    unit,
    number.isMultiple(of: scale) ? grouped(number / scale) : hundredths(number, per: scale)
  )
}

/// Bytes in millions: `3953472` as `3.95`.
func megabytes(_ bytes: Int) -> String { hundredths(bytes, per: 1_000_000) }

/// `number / scale` with two decimals. Like C's and Python's `%.2f`, it rounds the nearest `Double`,
/// a tie to even.
private func hundredths(_ number: Int, per scale: Int) -> String {
  var hundredths = number * 100 / scale
  // The sign is exact: a fused multiplication and addition rounds once.
  let beyondTie = (-Double(hundredths) - 0.5).addingProduct(Double(number) / Double(scale), 100)
  if beyondTie > 0 || beyondTie == 0 && !hundredths.isMultiple(of: 2) { hundredths += 1 }
  let rest = hundredths % 100
  return "\(grouped(hundredths / 100)).\(rest < 10 ? "0" : "")\(rest)"
}

/// Text followed by spaces up to a width in characters.
func padded(_ text: String, to width: Int) -> String {
  text + String(repeating: " ", count: max(width - text.count, 0))
}
