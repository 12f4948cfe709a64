/// A BCP 47 tag, such as `zh-TW`, as far as pages depend on it.
struct LanguageTag: Hashable, Sendable, CustomStringConvertible {
  let description: String
  /// The language itself: `zh`.
  let primary: String
  /// In lowercase.
  private let subtags: [String]

  init(_ tag: String) {
    description = tag.replacing("_", with: "-")
    subtags = description.lowercased().split(separator: "-").map(String.init)
    primary = subtags.first ?? ""
  }

  /// What files of words for it may be called, in lowercase, the nearest first: `zh-tw`, `zh-hant`, `zh`.
  var candidates: [String] {
    var candidates = subtags.indices.reversed().map { subtags[...$0].joined(separator: "-") }
    if primary == "zh", script == nil, !Set(subtags).isDisjoint(with: ["tw", "hk", "mo"]) {
      candidates.insert("zh-hant", at: candidates.count - 1)
    }
    return candidates
  }

  /// Whether its lines begin on the right.
  var isRightToLeft: Bool {
    let scripts = ["arab", "hebr", "thaa", "syrc", "nkoo", "adlm"]
    let languages = ["ar", "he", "fa", "ur", "yi", "ps", "sd", "ug", "dv", "ckb"]
    return script.map(scripts.contains) ?? languages.contains(primary)
  }

  /// Whether it is written with Chinese characters.
  var usesHan: Bool { ["zh", "ja"].contains(primary) }

  private var script: String? {
    subtags.dropFirst().first { $0.count == 4 && $0.first?.isLetter == true }
  }
}
