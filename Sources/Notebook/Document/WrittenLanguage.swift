extension Document {
  /// The language that most of the prose is in, if its script tells: Chinese, Japanese or Korean.
  var writtenLanguage: String? {
    var count = ScriptCount()
    for inline in frontMatter.titleContent + allInlines { count.add(inline) }
    return count.language
  }
}

/// How much of a text is in which script.
private struct ScriptCount {
  private var han = 0
  private var kana = 0
  private var hangul = 0
  private var otherWords = 0

  /// Code and formulas are no prose.
  mutating func add(_ inline: Inline) {
    if case .text(let text) = inline { add(text) }
    for child in inline.children { add(child) }
  }

  private mutating func add(_ text: String) {
    var isInWord = false
    for scalar in text.unicodeScalars {
      let wasInWord = isInWord
      isInWord = false
      switch scalar.value {
      case ..<0x80:
        isInWord = (0x61...0x7A).contains(scalar.value | 0x20)
        if isInWord, !wasInWord { otherWords += 1 }
      case 0x3400...0x4DBF, 0x4E00...0x9FFF, 0x20000...0x3FFFF: han += 1
      case 0x3041...0x30FF: kana += 1
      case 0xAC00...0xD7AF: hangul += 1
      default:
        isInWord = scalar.properties.isAlphabetic
        if isInWord, !wasInWord { otherWords += 1 }
      }
    }
  }

  var language: String? {
    // A word of these has about two characters.
    guard han + kana + hangul > 2 * otherWords else { return nil }
    if hangul > han + kana { return "ko" }
    // Japanese has a particle or an ending every few characters; Chinese names a の at most.
    return kana * 10 > han ? "ja" : "zh"
  }
}
