/// How a chapter's citations read, and its list of references.
///
/// Works are called by authors and year, "He et al. (2016)" or "(He et al., 2016, p. 3)"; those of the
/// same authors and year are told apart by letters. Or they are called by numbers: "He et al. [1]" or
/// "[1, p. 3]".
struct CitationTexts: Sendable {
  /// An entry of the list.
  struct Reference {
    /// The anchor on the page.
    let id: String
    /// A BCP 47 tag, where it is not in the language of the page.
    let language: String?
    let content: [Inline]
    /// The citations of the work, in their order.
    let citations: [Citation]
  }

  private let words: Wording
  /// Those of works that are not in a language like the page's.
  private let foreignWords: Wording
  private let citations: [Citation]
  /// Those that are cited, in the order of the list.
  private let works: [Work]
  /// With the letters that tell works apart, by key.
  private let years: [String: String]
  /// By key; empty where works are not called by numbers.
  private let numbers: [String: Int]

  init(_ document: Document, words: Wording, languages: Languages) {
    self.words = words
    citations = document.citations
    let known = document.bibliography?.works ?? [:]
    let isNumeric = document.frontMatter.citationStyle == .numeric
    var cited: Set<String> = []
    let inOrder = citations.flatMap(\.items).map(\.key)
      .filter { cited.insert($0).inserted }.compactMap { known[$0] }
    let works =
      isNumeric
      ? inOrder
      : inOrder.sorted {
        Self.sortKey($0, words).lexicographicallyPrecedes(Self.sortKey($1, words))
      }
    self.works = works
    foreignWords =
      works.allSatisfy(words.isNative)
      ? words : languages.wording(in: words.language.usesHan ? "en" : "zh")
    numbers =
      isNumeric
      ? Dictionary(uniqueKeysWithValues: works.enumerated().map { ($1.key, $0 + 1) }) : [:]
    var years: [String: String] = [:]
    let groups = Dictionary(grouping: works) { [words.authors(of: $0), $0.year] }
    for group in groups.values {
      for (index, work) in group.enumerated() {
        let year = work.year.isEmpty ? words[.undated] : work.year
        years[work.key] = group.count == 1 || isNumeric ? year : year + Self.letter(index)
      }
    }
    self.years = years
  }

  /// Chinese works come first in a Chinese list, and last in another.
  private static func sortKey(_ work: Work, _ words: Wording) -> [String] {
    let authors = work.authors.map(\.listed).joined(separator: " ")
    let name = (authors.isEmpty ? work.title : authors).lowercased()
    return [words.isNative(work) ? "0" : "1", name, work.year, work.title, work.key]
  }

  /// a, b, … z, aa, ab, …
  static func letter(_ index: Int) -> String {
    let last = String(UnicodeScalar(UInt8(ascii: "a") + UInt8(index % 26)))
    return index < 26 ? last : letter(index / 26 - 1) + last
  }

  private static func id(of key: String) -> String { "bib-" + key }

  // MARK: Citations

  /// The text of a citation, whose works are links to the list; `nil` if one is unknown.
  func content(of citation: Citation) -> [Inline]? {
    guard citation.items.allSatisfy({ years[$0.key] != nil }) else { return nil }
    return numbers.isEmpty ? datedContent(of: citation) : numberedContent(of: citation)
  }

  /// "[1, p. 3]" or "He et al. [1, p. 3]".
  private func numberedContent(of citation: Citation) -> [Inline] {
    let separator = citation.isInText ? "; " : ", "
    return content(of: citation, separator: separator, brackets: ("[", "]")) { item, work in
      let number = link(to: work, numbers[work.key].map(String.init) ?? "")
      guard citation.isInText else { return item.withAffixes(number) }
      let locator = item.suffix.isEmpty ? "" : ", " + item.suffix
      return [.text(words.authors(of: work) + words[.space] + "["), number, .text(locator + "]")]
    }
  }

  /// "(He et al., 2016, p. 3)" or "He et al. (2016, p. 3)".
  private func datedContent(of citation: Citation) -> [Inline] {
    let brackets = (words[.openParenthesis], words[.closeParenthesis])
    return content(of: citation, separator: words[.semicolon], brackets: brackets) { item, work in
      let authors = words.authors(of: work)
      let year = years[work.key] ?? work.year
      if citation.isInText {
        return [link(to: work, words.inText(authors, year: year, locator: item.suffix))]
      }
      return item.withAffixes(
        link(to: work, item.omitsAuthors ? year : authors + words[.comma] + year))
    }
  }

  /// The texts of the works, in brackets unless they are a part of the sentence.
  private func content(
    of citation: Citation, separator: String, brackets: (open: String, close: String),
    text: (Citation.Item, Work) -> [Inline]
  ) -> [Inline] {
    let texts = citation.items.compactMap { item in
      works.first { $0.key == item.key }.map { text(item, $0) }
    }
    let content = Array(texts.joined(separator: [.text(separator)]))
    let inBrackets = [.text(brackets.open)] + content + [.text(brackets.close)]
    return (citation.isInText ? content : inBrackets).joiningText()
  }

  /// An attribute for what has the text of a citation: ` lang="en"` where that is not in the language of
  /// the page, else nothing. What an author has added to it is.
  func mark(_ citation: Citation) -> String {
    let isOurs = citation.items.allSatisfy { $0.prefix.isEmpty && $0.suffix.isEmpty }
    return isOurs ? words.mark(.moreAuthors) : ""
  }

  private func link(to work: Work, _ text: String) -> Inline {
    .link(destination: "#" + Self.id(of: work.key), title: "", content: [.text(text)])
  }

  // MARK: References

  var references: [Reference] {
    works.map { work in
      Reference(
        id: Self.id(of: work.key),
        language: words.isNative(work) ? nil : work.isChinese ? "zh-CN" : "en",
        content: content(of: work),
        citations: citations.filter { $0.items.contains { $0.key == work.key } })
    }
  }

  /// "He, K., & Sun, J. (2016). Title. *Journal*, 3(2), 770–778. Publisher. address", with the
  /// punctuation of the work's language.
  private func content(of work: Work) -> [Inline] {
    let words = words.isNative(work) ? words : foreignWords
    let year = years[work.key] ?? work.year
    let authors = words.list(work.authors.map(\.listed), hasMore: work.hasMoreAuthors)
    let title = work.inlines("title")
    let isWhole = ["book", "proceedings", "phdthesis", "mastersthesis"].contains(work.kind)
    let shownTitle =
      title.isEmpty || !isWhole ? title : [.emphasis(title)] + words.edition(of: work)
    var sentences: [[Inline]] =
      authors.isEmpty
      ? [shownTitle + [.text(words.parenthesized(year))]]
      : [[.text(authors + words.parenthesized(year))], shownTitle]
    sentences.append(source(of: work, words))
    for field in ["publisher", "note"] { sentences.append(work.inlines(field)) }
    var content: [Inline] = numbers[work.key].map { [.text("[\($0)]\u{A0}")] } ?? []
    let label = content.count
    for sentence in sentences where !sentence.isEmpty {
      if content.count > label { content.append(.text(words[.space])) }
      content += sentence
      // A title may end with a mark of its own.
      let end = sentence.plainText.last
      content.append(.text(end.map { ".?!。？！".contains($0) } == true ? "" : words[.fullStop]))
    }
    if let address = work.address {
      content.append(.text(" "))
      content.append(.link(destination: address, title: "", content: [.text(address)]))
    }
    return content.joiningText()
  }

  /// The journal or the book that it is in, with volume and pages.
  private func source(of work: Work, _ words: Wording) -> [Inline] {
    let containers = [
      "journal", "journaltitle", "booktitle", "school", "institution", "howpublished",
    ]
    // An address stands at the end.
    guard
      let field = containers.first(where: { work.text($0) != nil && work.text($0) != work.address })
    else { return [] }
    var details: [String] = []
    if let volume = work.text("volume") {
      details.append(volume + (work.text("number").map { "(\($0))" } ?? ""))
    }
    if let pages = work.text("pages") { details.append(pages.replacing("-", with: "–")) }
    let name = work.inlines(field)
    var source: [Inline] =
      switch field {
      case "school": [.text(words.thesis(work) + words[.comma] + name.plainText)]
      case "institution": [.text(name.plainText)]
      case "booktitle": words.within([.emphasis(name)] + words.edition(of: work), of: work)
      default: [.emphasis(name)]
      }
    source += details.map { .text(words[.comma] + $0) }
    return source
  }
}

extension Citation.Item {
  /// With what the author wrote before and behind the key.
  fileprivate func withAffixes(_ link: Inline) -> [Inline] {
    [prefix.isEmpty ? nil : .text(prefix + " "), link, suffix.isEmpty ? nil : .text(suffix)]
      .compactMap { $0 }
  }
}

extension Wording {
  /// Whether a work is in a language like the page's.
  fileprivate func isNative(_ work: Work) -> Bool { work.isChinese == language.usesHan }

  /// "He", "He and Sun", "He et al."; the title of what has no authors.
  fileprivate func authors(of work: Work) -> String {
    let names = work.authors.map(\.short)
    guard let first = names.first else { return work.title }
    if names.count > 2 || work.hasMoreAuthors { return text(.moreAuthors, ["first": first]) }
    return names.count == 1 ? first : text(.twoAuthors, ["first": first, "second": names[1]])
  }

  /// "He et al. (2016, p. 3)".
  fileprivate func inText(_ authors: String, year: String, locator: String) -> String {
    authors + parenthesized(locator.isEmpty ? year : year + self[.comma] + locator)
  }

  /// " (2016)"
  fileprivate func parenthesized(_ text: String) -> String {
    self[.space] + self[.openParenthesis] + text + self[.closeParenthesis]
  }

  /// "He, K., Zhang, X., & Sun, J."
  fileprivate func list(_ names: [String], hasMore: Bool) -> String {
    guard hasMore, !names.isEmpty else { return list(names, .listedLast) }
    return text(.listedMore, ["names": names.joined(separator: self[.listComma])])
  }

  private func list(_ names: [String], _ last: Word) -> String {
    guard names.count > 1 else { return names.first ?? "" }
    let others = names.dropLast().joined(separator: self[.listComma])
    return text(last, ["names": others, "last": names[names.count - 1]])
  }

  /// "In K. He & J. Sun (Eds.), *Title*"
  fileprivate func within(_ title: [Inline], of work: Work) -> [Inline] {
    let editors = work.editors.map(\.listedInside)
    // Nothing else has that character in it.
    let mark = "\u{0}"
    let text =
      editors.isEmpty
      ? text(.within, ["title": mark])
      : text(
        .withinEdited, count: editors.count,
        ["editors": list(editors, .editorsLast), "title": mark])
    let parts = text.split(separator: mark, omittingEmptySubsequences: false)
      .map { $0.isEmpty ? [] : [Inline.text(String($0))] }
    return Array(parts.joined(separator: title))
  }

  /// " (2nd ed.)"
  fileprivate func edition(of work: Work) -> [Inline] {
    guard let edition = work.text("edition") else { return [] }
    return [
      .text(parenthesized(Int(edition).map { text(.edition, ordinal: $0) } ?? named(edition)))
    ]
  }

  /// "second ed."; an entry may say "2nd ed." itself.
  private func named(_ edition: String) -> String {
    let edition = language.usesHan ? edition : edition.lowercased()
    let ending = text(.editionNamed, ["edition": ""]).drop(while: \.isWhitespace)
    return edition.hasSuffix(ending) ? edition : text(.editionNamed, ["edition": edition])
  }

  /// The kind of a thesis, as its entry says it.
  fileprivate func thesis(_ work: Work) -> String {
    work.text("type") ?? self[work.kind == "mastersthesis" ? .mastersThesis : .doctoralThesis]
  }
}
