/// The headings of a document with their ids, and what links may call them.
struct HeadingIndex {
  struct Entry {
    let id: String
    let number: String?
    /// The number or explicit id by which the section can be asked for.
    let answer: String?
    let content: InlineText
    let isUnnumbered: Bool
  }

  private var entries: [Int: Entry] = [:]
  /// What a link may say for an id, in lowercase and without spaces.
  private var names: [String: String] = [:]

  init() {}

  /// Reads all headings in front of everything else, so that links can be resolved at once.
  init(of tree: CMarkTree, _ reader: LeafReader, context: ParsingContext) {
    let headings = tree.root.leaves.compactMap {
      leaf -> (level: Int, line: Int, text: InlineText)? in
      guard case .heading(let level) = leaf.kind else { return nil }
      return (level, leaf.startLine, reader.headingText(of: leaf))
    }
    var numbers = HeadingNumbers(headings.compactMap { $0.text.leadingNumber?.number })
    let drafts = headings.map { heading in
      let isNumbered = numbers.count(heading.text.leadingNumber?.number, level: heading.level)
      return HeadingDraft(
        heading.text, line: heading.line, isNumbered: isNumbered, context: context)
    }
    var ids = UniqueIDs()
    for leaf in tree.root.leaves { ids.reserve(reader.ids(in: leaf, context: context)) }
    for draft in drafts {
      guard let (id, range) = draft.explicitID else { continue }
      context.define(id: id, of: "heading", at: range)
      ids.reserve([id])
    }
    for draft in drafts {
      let id = draft.explicitID?.name ?? ids.makeUnique(draft.defaultID)
      entries[draft.line] = Entry(
        id: id, number: draft.number, answer: draft.number ?? draft.explicitID?.name,
        content: draft.content, isUnnumbered: draft.isUnnumbered)
    }
    register(drafts)
  }

  /// A more exact name of a later heading goes before a less exact one of an earlier heading.
  private mutating func register(_ drafts: [HeadingDraft]) {
    let named = drafts.compactMap { draft in
      entries[draft.line].map { (id: $0.id, names: [$0.id] + draft.names) }
    }
    for exactness in named.first?.names.indices ?? 0..<0 {
      for (id, names) in named {
        let key = Self.normalized(names[exactness])
        if !key.isEmpty, self.names[key] == nil { self.names[key] = id }
      }
    }
  }

  /// The heading that begins on a line.
  subscript(line: Int) -> Entry? { entries[line] }

  /// The id of the heading that a link's fragment means: by id, number and title, number, title,
  /// or slug.
  func id(for fragment: String) -> String? {
    names[Self.normalized(fragment.percentDecoded)]
  }

  /// Case, spaces and punctuation do not matter, but dots within numbers do: 3.11 is not 3.1.1.
  private static func normalized(_ name: String) -> String {
    let name = name.lowercased().unicodeScalars.filter { scalar in
      !scalar.isMarkdownWhitespace
        && (!scalar.isPunctuation || ".-_".unicodeScalars.contains(scalar))
    }
    return String(name).trimmingDots
  }
}

/// A heading's text, taken apart.
struct HeadingDraft {
  let line: Int
  let number: String?
  let explicitID: (name: String, range: SourceRange)?
  /// Whether it has Pandoc's `{-}` or `{.unnumbered}`.
  let isUnnumbered: Bool
  /// Without the number and the id.
  let content: InlineText
  /// The content without markup.
  let title: String

  /// - Parameter isNumbered: Whether a number that the text begins with is the section's.
  init(_ text: InlineText, line: Int, isNumbered: Bool, context: ParsingContext) {
    self.line = line
    var text = text
    isUnnumbered = TrailingAttributes(of: text.bytes[...])?.isUnnumbered == true
    explicitID = text.removeAttributes()
    number = isNumbered ? text.removeNumber() : nil
    content = text
    title = InlineParser.parse(text, context: context.makeSilent()).plainText
  }

  /// What links may call the heading beside its id, the most exact first.
  var names: [String] {
    let fullTitle = [number, title].compactMap { $0 }.joined(separator: " ")
    return [fullTitle, number ?? "", title, title.slug, fullTitle.slug]
  }

  var defaultID: String {
    if let number { return "sec-" + number.replacing(".", with: "-") }
    let slug = title.slug
    return slug.isEmpty ? "section" : slug
  }
}

extension LeafReader {
  /// The ids that the author has given to parts of a block: in HTML, to pictures and to spans.
  fileprivate func ids(in leaf: CMarkNode, context: ParsingContext) -> [String] {
    switch leaf.kind {
    case .htmlBlock: return leaf.literal.htmlIDs
    case .paragraph, .heading:
      let text = text(of: leaf)
      // Hardly a paragraph is parsed twice for this: ids stand in tags or, behind `#`, in braces.
      let contains = { (character: Unicode.Scalar) in
        text.bytes.contains(UInt8(ascii: character))
      }
      guard contains("<") || (contains("{") && contains("#")) else { return [] }
      return InlineParser.parse(text, context: context.makeSilent()).flatMap(\.ids)
    default: return []
    }
  }
}

extension Inline {
  fileprivate var ids: [String] {
    switch self {
    case .html(let html): html.htmlIDs
    case .image(let picture): [picture.id].compactMap(\.self)
    case .span(let attributes, let content):
      [attributes.id].compactMap(\.self) + content.flatMap(\.ids)
    default: children.flatMap(\.ids)
    }
  }
}

extension InlineText {
  /// The `3.10` that a heading begins with, and where the text behind it begins.
  fileprivate var leadingNumber: (number: String, end: Int)? {
    var scanner = ByteScanner(bytes)
    repeat {
      guard !scanner.scan(while: \.isASCIIDigit).isEmpty else { return nil }
    } while scanner.scan(".")
    let end = scanner.index
    guard !scanner.scan(while: \.isSpaceOrTab).isEmpty, !scanner.isAtEnd else { return nil }
    return (bytes[..<end].text, scanner.index)
  }

  /// Takes `3.10 ` off the beginning of a heading.
  fileprivate mutating func removeNumber() -> String? {
    guard let (number, end) = leadingNumber else { return nil }
    self = self[end..<bytes.count]
    return number
  }
}

/// Gives out ids of which no two are the same.
private struct UniqueIDs {
  private var taken: Set<String> = []
  /// The last suffix that an id was given.
  private var suffixes: [String: Int] = [:]

  /// Those that the author has given come first, wherever they stand.
  mutating func reserve(_ ids: [String]) { taken.formUnion(ids) }

  mutating func makeUnique(_ id: String) -> String {
    var candidate = id
    while !taken.insert(candidate).inserted {
      suffixes[id, default: 0] += 1
      candidate = "\(id)-\(suffixes[id, default: 0])"
    }
    return candidate
  }
}

extension String {
  /// As GitHub makes anchors: lowercase, spaces as `-`, no punctuation.
  var slug: String {
    var slug = ""
    for scalar in lowercased().unicodeScalars {
      switch scalar {
      case "-", "_": slug.unicodeScalars.append(scalar)
      case _ where scalar.properties.isWhitespace: slug += "-"
      case _
      where scalar.properties.isAlphabetic || scalar.properties.numericType != nil
        || scalar.properties.generalCategory == .nonspacingMark:
        slug.unicodeScalars.append(scalar)
      default: break
      }
    }
    return slug
  }

  /// The text without dots at its ends.
  fileprivate var trimmingDots: String {
    Array(utf8).trimming { $0 == UInt8(ascii: ".") }.text
  }

  fileprivate var percentDecoded: String {
    var bytes: [UInt8] = []
    var rest = utf8[...]
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "%"), let value = UInt8(rest.prefix(2).text, radix: 16) {
        bytes.append(value)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(byte)
      }
    }
    return bytes.text
  }
}
