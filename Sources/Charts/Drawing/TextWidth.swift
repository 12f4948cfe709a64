extension ChartStyle {
  /// How wide a text is, about, in the widest of the typefaces that pages are read in (DejaVu Sans):
  /// what is too wide by a little stands closer to its neighbour, what is too narrow is cut off.
  static func width(of text: String, size: Double = fontSize) -> Double {
    var width = 0.0
    var last: Unicode.Scalar?
    for scalar in text.unicodeScalars {
      width += ems(of: scalar)
      if let last, isSpaced(last, scalar) { width += 0.125 }
      last = scalar
    }
    return width * size
  }

  /// The text, without its end where that is wider than `limit`.
  static func shortened(_ text: String, to limit: Double) -> String {
    guard width(of: text) > limit else { return text }
    var short = text
    while !short.isEmpty, width(of: short + "…") > limit { short.removeLast() }
    return short + "…"
  }

  private static func ems(of scalar: Unicode.Scalar) -> Double {
    switch scalar {
    case "i", "j", "l", "I", ".", ",", ":", ";", "!", "|", "'", " ": 0.32
    case "f", "r", "t", "(", ")", "[", "]", "/", "-": 0.4
    case "m", "w", "M", "W", "@", "%", "—", "…", "→", "×", "+", "=", "<", ">", "−": 0.9
    case "A"..."Z": 0.69
    case _ where scalar.properties.generalCategory == .nonspacingMark: 0
    case _ where isEastAsian(scalar): 1
    default: 0.63
    }
  }

  /// As wide as high.
  private static func isEastAsian(_ scalar: Unicode.Scalar) -> Bool { scalar.value >= 0x2E80 }

  /// Browsers leave an eighth between Chinese and Latin (CSS Text 4, `text-autospace`).
  private static func isSpaced(_ a: Unicode.Scalar, _ b: Unicode.Scalar) -> Bool {
    isEastAsian(a) != isEastAsian(b) && isLetterOrNumber(a) && isLetterOrNumber(b)
  }

  private static func isLetterOrNumber(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isAlphabetic || scalar.properties.numericType != nil
  }
}
