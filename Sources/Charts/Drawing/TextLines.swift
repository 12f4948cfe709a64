extension ChartStyle {
  /// The text in lines, broken at spaces and beside Chinese characters. The last of `most` lines is
  /// shortened where there is more.
  static func lines(of text: String, width limit: Double, most: Int = 2) -> [String] {
    var lines: [String] = []
    for piece in pieces(of: text) {
      if let last = lines.last,
        lines.count == most || width(of: withoutSpaces(last + piece)) <= limit
      {
        lines[lines.count - 1] += piece
      } else {
        lines.append(piece)
      }
    }
    return lines.map { shortened(withoutSpaces($0), to: limit) }
  }

  private static func withoutSpaces(_ line: String) -> String {
    String(line.reversed().drop(while: \.isWhitespace).reversed())
  }

  /// What stays on one line: words with the spaces behind them, and Chinese characters with their
  /// punctuation.
  private static func pieces(of text: String) -> [String] {
    var pieces: [String] = []
    var last: Unicode.Scalar?
    for character in text {
      let first = character.unicodeScalars.first!
      if let last, !canBreak(between: last, and: first) {
        pieces[pieces.count - 1].append(character)
      } else {
        pieces.append(String(character))
      }
      last = first
    }
    return pieces
  }

  private static func canBreak(between a: Unicode.Scalar, and b: Unicode.Scalar) -> Bool {
    if a.properties.isWhitespace || b.properties.isWhitespace { return !b.properties.isWhitespace }
    let opening: [Unicode.GeneralCategory] = [.openPunctuation, .initialPunctuation]
    let closing: [Unicode.GeneralCategory] = [
      .closePunctuation, .finalPunctuation, .otherPunctuation,
    ]
    return max(a.value, b.value) >= 0x2E80 && !opening.contains(a.properties.generalCategory)
      && !closing.contains(b.properties.generalCategory)
  }
}
