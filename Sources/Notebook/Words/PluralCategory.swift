/// The forms that texts with numbers have in a language, as CLDR calls and chooses them for whole
/// numbers: https://cldr.unicode.org/index/cldr-spec/plural-rules
enum PluralCategory: String, CaseIterable, Sendable {
  case zero, one, two, few, many, other

  /// The form that belongs to "3 rows".
  init(of count: Int, in language: LanguageTag) {
    let (tens, units) = (count % 100, count % 10)
    switch language.primary {
    case "zh", "ja", "ko", "vi", "th", "id", "ms": self = .other
    case "fr", "pt", "hy", "fa", "hi", "bn": self = count <= 1 ? .one : .other
    case "ru", "uk", "be": self = .slavic(tens, units, remaining: .many)
    case "sr", "hr", "bs": self = .slavic(tens, units, remaining: .other)
    case "pl":
      self = count == 1 ? .one : units == 1 ? .many : .slavic(tens, units, remaining: .many)
    case "cs", "sk": self = count == 1 ? .one : (2...4).contains(count) ? .few : .other
    case "he": self = count == 1 ? .one : count == 2 ? .two : .other
    case "ar":
      switch (count, tens) {
      case (0, _): self = .zero
      case (1, _): self = .one
      case (2, _): self = .two
      case (_, 3...10): self = .few
      case (_, 11...99): self = .many
      default: self = .other
      }
    default: self = count == 1 ? .one : .other
    }
  }

  /// The form that belongs to "3rd".
  init(ordinal number: Int, in language: LanguageTag) {
    switch (language.primary, number % 10) {
    case ("en", _) where (11...13).contains(number % 100): self = .other
    case ("en", 1): self = .one
    case ("en", 2): self = .two
    case ("en", 3): self = .few
    case ("fr", _) where number == 1: self = .one
    default: self = .other
    }
  }

  /// 1, 21, 31 …; 2, 3, 4, 22 …; all else.
  private static func slavic(
    _ tens: Int, _ units: Int, remaining: PluralCategory
  ) -> PluralCategory {
    switch (tens, units) {
    case (11...14, _): remaining
    case (_, 1): .one
    case (_, 2...4): .few
    default: remaining
    }
  }
}
