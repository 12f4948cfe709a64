/// How works are called where they are cited, in CSL's terms.
public enum CitationStyle: String, CaseIterable, Sendable {
  /// "(He et al., 2016)"; the list of references is in the order of the names.
  case authorDate = "author-date"
  /// "[1]"; the list is in the order in which works are cited.
  case numeric
}

/// `[@he2016, p. 3; @ren2015]`, or `@he2016` in the text.
public struct Citation: Hashable, Sendable {
  public struct Item: Hashable, Sendable {
    public var key: String
    /// What stands in front of the key: "see".
    public var prefix = ""
    /// What stands behind it: ", p. 3", or "p. 3" where the authors are a part of the sentence.
    public var suffix = ""
    /// `-@he2016`: the year alone.
    public var omitsAuthors = false
    /// Where the key stands in the Markdown file.
    public var range: SourceRange?
  }

  /// Counts from 1 through the document.
  public var index: Int
  public var items: [Item]
  /// Whether its authors are a part of the sentence: "He et al. (2016)".
  public var isInText: Bool

  /// The anchor on the page.
  var id: String { "cite-\(index)" }
}

extension ByteScanner {
  /// `@key` or `@{key}`, where it does not name a figure, table, equation or section.
  mutating func scanCitationKey() -> Range<Int>? {
    attempt { scanner in
      guard scanner.byte(at: scanner.index - 1)?.isASCIIAlphanumeric != true, scanner.scan("@")
      else { return nil }
      let isBraced = scanner.scan("{")
      let run = scanner.scan {
        $0.isASCIIAlphanumeric || "_:.-+/".utf8.contains($0) || (isBraced && $0 >= 0x80)
      }
      let key = run.trimmingEnd { !$0.isASCIIAlphanumeric && $0 < 0x80 }
      scanner.index = key.endIndex
      guard
        key.first.map({ $0.isASCIIAlphanumeric || $0 == UInt8(ascii: "_") || $0 >= 0x80 }) == true,
        !isBraced || scanner.scan("}"), CrossReference.Kind(label: key.text) == nil
      else { return nil }
      return key.startIndex..<key.endIndex
    }
  }

  /// The text up to the bracket that closes the one in front of the cursor, which is then behind it.
  mutating func scanBracketed() -> Range<Int>? {
    attempt { scanner in
      let start = scanner.index
      scanner.scan { !"[]`".utf8.contains($0) }
      let end = scanner.index
      guard scanner.scan("]"), scanner.current.map({ !"([".utf8.contains($0) }) ?? true else {
        return nil
      }
      return start..<end
    }
  }
}

/// Citations in the text of a document that has a bibliography.
extension InlineParser {
  /// `@he2016`, with `[p. 3]` behind it if there is more to say.
  mutating func readCitation() -> Bool {
    guard context.citesWorks, let key = scanner.scanCitationKey() else { return false }
    var item = Citation.Item(key: scanner.bytes[key].text, range: text.range(of: key))
    let locator = scanner.attempt { scanner -> Range<Int>? in
      scanner.scan(while: \.isSpaceOrTab)
      guard scanner.scan("["), scanner.current != UInt8(ascii: "^"),
        let locator = scanner.scanBracketed(),
        !scanner.bytes[locator].contains(UInt8(ascii: "@"))
      else { return nil }
      return locator
    }
    if let locator {
      item.suffix = scanner.bytes[locator].trimming(while: \.isASCIIWhitespace).text.onOneLine
    }
    append(.citation(context.makeCitation([item], isInText: true)))
    return true
  }

  /// `[see @he2016, p. 3; -@ren2015]`
  mutating func readBracketedCitation() -> Bool {
    guard context.citesWorks else { return false }
    let start = scanner.index
    let content = scanner.attempt { scanner in
      scanner.index += 1
      return scanner.scanBracketed()
    }
    guard let content else { return false }
    let parts = scanner.bytes[content].split(
      separator: UInt8(ascii: ";"), omittingEmptySubsequences: false)
    let items = parts.compactMap { item(in: $0.startIndex..<$0.endIndex) }
    guard items.count == parts.count else {
      scanner.index = start
      return false
    }
    append(.citation(context.makeCitation(items, isInText: false)))
    return true
  }

  private func item(in range: Range<Int>) -> Citation.Item? {
    var scanner = scanner
    scanner.index = range.lowerBound
    while scanner.index < range.upperBound {
      let start = scanner.index
      guard let key = scanner.scanCitationKey() else {
        scanner.index += 1
        continue
      }
      let omits = start > range.lowerBound && scanner.byte(at: start - 1) == UInt8(ascii: "-")
      let prefix = scanner.bytes[range.lowerBound..<(omits ? start - 1 : start)]
      let suffix = scanner.bytes[scanner.index..<range.upperBound]
      guard !suffix.contains(UInt8(ascii: "@")) else { return nil }
      return Citation.Item(
        key: scanner.bytes[key].text,
        prefix: prefix.trimming(while: \.isASCIIWhitespace).text.onOneLine,
        suffix: suffix.trimmingEnd(while: \.isASCIIWhitespace).text.onOneLine, omitsAuthors: omits,
        range: text.range(of: key))
    }
    return nil
  }
}

extension String {
  /// What the author has broken into lines.
  fileprivate var onOneLine: String {
    split(whereSeparator: \.isNewline).map { $0.drop { $0 == " " } }.joined(separator: " ")
      // "pp. 3-5" is a range.
      .replacing(/(\d)--?(?=\d)/) { $0.1 + "–" }
  }
}
