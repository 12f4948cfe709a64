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
    /// A BCP 47 tag.
    let language: String
    let content: [Inline]
    /// The citations of the work, in their order.
    let citations: [Citation]
  }

  private let words: Wording
  private let citations: [Citation]
  /// Those that are cited, in the order of the list.
  private let works: [Work]
  /// With the letters that tell works apart, by key.
  private let years: [String: String]
  /// By key; empty where works are not called by numbers.
  private let numbers: [String: Int]

  init(_ document: Document, words: Wording) {
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
    numbers =
      isNumeric
      ? Dictionary(uniqueKeysWithValues: works.enumerated().map { ($1.key, $0 + 1) }) : [:]
    var years: [String: String] = [:]
    let groups = Dictionary(grouping: works) { [words.authors(of: $0), $0.year] }
    for group in groups.values {
      for (index, work) in group.enumerated() {
        let year = work.year.isEmpty ? words.undated : work.year
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
      return [.text(words.authors(of: work) + words.space + "["), number, .text(locator + "]")]
    }
  }

  /// "(He et al., 2016, p. 3)" or "He et al. (2016, p. 3)".
  private func datedContent(of citation: Citation) -> [Inline] {
    let brackets = (words.openParenthesis, words.closeParenthesis)
    return content(of: citation, separator: words.semicolon, brackets: brackets) { item, work in
      let authors = words.authors(of: work)
      let year = years[work.key] ?? work.year
      if citation.isInText {
        return [link(to: work, words.inText(authors, year: year, locator: item.suffix))]
      }
      return item.withAffixes(
        link(to: work, item.omitsAuthors ? year : authors + words.comma + year))
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

  private func link(to work: Work, _ text: String) -> Inline {
    .link(destination: "#" + Self.id(of: work.key), title: "", content: [.text(text)])
  }

  // MARK: References

  var references: [Reference] {
    works.map { work in
      Reference(
        id: Self.id(of: work.key), language: work.isChinese ? "zh-CN" : "en",
        content: content(of: work),
        citations: citations.filter { $0.items.contains { $0.key == work.key } })
    }
  }

  /// "He, K., & Sun, J. (2016). Title. *Journal*, 3(2), 770–778. Publisher. address", with the
  /// punctuation of the work's language.
  private func content(of work: Work) -> [Inline] {
    let words = Wording.language(work.isChinese ? "zh" : "en")
    let year = years[work.key] ?? work.year
    let authors = words.list(work.authors.map(\.listed), hasMore: work.hasMoreAuthors)
    let title = work.inlines("title")
    let isWhole = ["book", "proceedings", "phdthesis", "mastersthesis"].contains(work.kind)
    let shownTitle =
      title.isEmpty || !isWhole ? title : [.emphasis(title)] + words.edition(of: work)
    var sentences: [[Inline]] =
      authors.isEmpty
      ? [shownTitle + [.text(words.parenthesizedYear(year))]]
      : [[.text(authors + words.parenthesizedYear(year))], shownTitle]
    sentences.append(source(of: work, words))
    for field in ["publisher", "note"] { sentences.append(work.inlines(field)) }
    var content: [Inline] = numbers[work.key].map { [.text("[\($0)]\u{A0}")] } ?? []
    let label = content.count
    for sentence in sentences where !sentence.isEmpty {
      if content.count > label { content.append(.text(words.isChinese ? "" : " ")) }
      content += sentence
      // A title may end with a mark of its own.
      let end = sentence.plainText.last
      content.append(.text(end.map { ".?!。？！".contains($0) } == true ? "" : words.fullStop))
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
      case "school": [.text(words.thesis(work) + words.comma + name.plainText)]
      case "institution": [.text(name.plainText)]
      case "booktitle": [.text(words.within(work)), .emphasis(name)] + words.edition(of: work)
      default: [.emphasis(name)]
      }
    source += details.map { .text(words.comma + $0) }
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
  var references: String { isChinese ? "参考文献" : "References" }

  /// Between a name and what stands in brackets.
  fileprivate var space: String { isChinese ? "" : " " }
  fileprivate var comma: String { isChinese ? "，" : ", " }
  fileprivate var semicolon: String { isChinese ? "；" : "; " }
  fileprivate var fullStop: String { isChinese ? "。" : "." }
  fileprivate var openParenthesis: String { isChinese ? "（" : "(" }
  fileprivate var closeParenthesis: String { isChinese ? "）" : ")" }
  fileprivate var undated: String { isChinese ? "无日期" : "n.d." }

  fileprivate func isNative(_ work: Work) -> Bool { work.isChinese == isChinese }

  /// "He", "He and Sun", "He et al."; the title of what has no authors.
  fileprivate func authors(of work: Work) -> String {
    let names = work.authors.map(\.short)
    guard let first = names.first else { return work.title }
    if names.count > 2 || work.hasMoreAuthors { return first + (isChinese ? "等" : " et al.") }
    return names.joined(separator: isChinese ? "和" : " and ")
  }

  /// "He et al. (2016, p. 3)".
  fileprivate func inText(_ authors: String, year: String, locator: String) -> String {
    let place = locator.isEmpty ? "" : comma + locator
    return authors + space + openParenthesis + year + place + closeParenthesis
  }

  fileprivate func parenthesizedYear(_ year: String) -> String {
    space + openParenthesis + year + closeParenthesis
  }

  /// "He, K., Zhang, X., & Sun, J."
  fileprivate func list(_ names: [String], hasMore: Bool) -> String {
    guard let last = names.last else { return "" }
    if isChinese { return names.joined(separator: "、") + (hasMore ? "等" : "") }
    if hasMore { return names.joined(separator: ", ") + ", et al." }
    return names.count == 1 ? last : names.dropLast().joined(separator: ", ") + ", & " + last
  }

  /// "In K. He & J. Sun (Eds.), "
  fileprivate func within(_ work: Work) -> String {
    let names = work.editors.map(\.listedInside)
    guard let last = names.last else { return isChinese ? "载" : "In " }
    if isChinese { return "载" + names.joined(separator: "、") + "编，" }
    let all = names.count == 1 ? last : names.dropLast().joined(separator: ", ") + " & " + last
    return "In \(all) (\(names.count == 1 ? "Ed." : "Eds.")), "
  }

  /// " (2nd ed.)"
  fileprivate func edition(of work: Work) -> [Inline] {
    guard let edition = work.text("edition") else { return [] }
    if isChinese { return [.text("（\(edition)）")] }
    let number = Int(edition).map(ordinal) ?? edition.lowercased()
    return [.text(" (\(number.hasSuffix("ed.") ? number : number + " ed."))")]
  }

  /// 1st, 2nd, 3rd, 4th, 11th.
  private func ordinal(_ number: Int) -> String {
    let suffix =
      (11...13).contains(number % 100) ? "th" : [1: "st", 2: "nd", 3: "rd"][number % 10] ?? "th"
    return "\(number)\(suffix)"
  }

  /// The kind of a thesis, as its entry says it.
  fileprivate func thesis(_ work: Work) -> String {
    if let type = work.text("type") { return type }
    let isMasters = work.kind == "mastersthesis"
    if isChinese { return isMasters ? "硕士论文" : "博士论文" }
    return isMasters ? "Master’s thesis" : "PhD thesis"
  }

  func back(toCitation number: Int) -> String {
    isChinese ? "回到第\(number)处引用" : "Back to citation \(number)"
  }
}
