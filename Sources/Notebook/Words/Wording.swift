/// The words that a page adds to its author's, in the language of the page as far as there are any.
struct Wording: Sendable {
  private struct Entry {
    let phrase: Phrase
    /// That of the phrase.
    let language: LanguageTag
  }

  /// The page's.
  let language: LanguageTag
  private var entries: [Word: Entry] = [:]
  /// What templates find them by: those without places; and by `lang`, the marks of all.
  private(set) var byName: [String: any Sendable] = [:]

  /// Without any words.
  init(language: LanguageTag) {
    self.language = language
  }

  /// A word that there is no phrase for.
  var missing: Word? { Word.allCases.first { entries[$0] == nil } }

  /// Takes the phrases of the words that are missing.
  mutating func complete(with words: [Word: Phrase], in language: LanguageTag) {
    let others = words.mapValues { Entry(phrase: $0, language: language) }
    entries.merge(others) { own, _ in own }
    nameEntries()
  }

  mutating func complete(with other: Wording) {
    entries.merge(other.entries) { own, _ in own }
    nameEntries()
  }

  /// With a page's own phrases.
  func replacing(_ words: [Word: Phrase]) -> Wording {
    guard !words.isEmpty else { return self }
    var wording = Wording(language: language)
    wording.complete(with: words, in: language)
    wording.complete(with: self)
    return wording
  }

  private mutating func nameEntries() {
    var texts: [String: any Sendable] = [:]
    var marks: [String: String] = [:]
    for (word, entry) in entries {
      let name = "\(word)"
      if word.places.isEmpty { texts[name] = entry.phrase.text() }
      marks[name] = mark(word)
    }
    texts["lang"] = marks
    byName = texts
  }

  // MARK: Texts

  subscript(word: Word) -> String { text(word) }

  /// The text of a word.
  ///
  /// - Parameter values: What is filled in, by the names of its places.
  func text(_ word: Word, _ values: [String: String] = [:]) -> String {
    entries[word]?.phrase.text(.other, values) ?? ""
  }

  /// The text of a word with its place `number`.
  func text(_ word: Word, number: Int) -> String { text(word, ["number": String(number)]) }

  /// The text of a word in the form that belongs to a count, which is its place `count`.
  func text(_ word: Word, count: Int, _ values: [String: String] = [:]) -> String {
    guard let entry = entries[word] else { return "" }
    let values = values.merging(["count": String(count)]) { own, _ in own }
    return entry.phrase.text(PluralCategory(of: count, in: entry.language), values)
  }

  /// The text of a word in the form that belongs to an ordinal number, which is its place `number`.
  func text(_ word: Word, ordinal: Int) -> String {
    guard let entry = entries[word] else { return "" }
    return entry.phrase.text(
      PluralCategory(ordinal: ordinal, in: entry.language), ["number": String(ordinal)])
  }

  // MARK: Languages

  /// The language of a word's text, where that is not the page's.
  func foreignLanguage(of word: Word) -> String? {
    guard let entry = entries[word], entry.language.primary != language.primary else { return nil }
    return entry.language.description
  }

  /// An attribute for the element that has the text of a word: ` lang="en"` where that is not in the
  /// language of the page, else nothing.
  func mark(_ word: Word) -> String {
    foreignLanguage(of: word).map { " lang=\"\($0)\"" } ?? ""
  }

  /// The text of a word among its author's, in an element that marks it where that is needed.
  func content(_ word: Word) -> [Inline] {
    let mark = mark(word)
    let text = Inline.text(self[word])
    return mark.isEmpty ? [text] : [.html("<span\(mark)>"), text, .html("</span>")]
  }
}
