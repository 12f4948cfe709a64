/// What other programs understand and this one shows as it is written, which an author should know.
enum ForeignSyntax: Hashable {
  case definitionList, gridTable, contents, pageBreak, admonition, tabs, liquid, role, wikiLink
  case expression

  var message: String {
    switch self {
    case .definitionList: "definition lists are not understood: this is shown as text"
    case .gridTable: "grid tables are not understood: write a table with `|` between its cells"
    case .contents: "this is shown as text: pages have a table of contents, unless `toc: false`"
    case .pageBreak: "page breaks are not understood: this is shown as text"
    case .admonition:
      "MkDocs's admonitions are not understood: write `> [!NOTE]`, or `::: {.callout-note}`"
    case .tabs: "tabs are not understood: this is shown as text, and what is indented as code"
    case .liquid: "tags of templates are not understood: this is shown as text"
    case .role: "roles are not understood: this is shown as text; references are `@fig-name`"
    case .wikiLink: "links of wikis are not understood: write `[text](page.md)`"
    case .expression: "only expressions in Swift are computed: write `` `{swift} expression` ``"
    }
  }

  /// What a paragraph begins with or consists of.
  init?(paragraph bytes: [UInt8]) {
    // Hardly a paragraph is looked at more closely than this.
    guard let first = bytes.first,
      "+:[\\!?={".utf8.contains(first) || bytes.contains("\n", then: ":")
    else {
      return nil
    }
    let text = bytes.text
    let firstLine = text.prefix { $0 != "\n" }
    if firstLine.wholeMatch(of: /\+([-=:]{3,}\+)+ */) != nil {
      self = .gridTable
    } else if text.contains(/^:[ \t]+\S/) || text.contains(/\n:[ \t]+\S/) {
      self = .definitionList
    } else if text.wholeMatch(of: /\[{1,2}_?(?i:toc)_?\]{1,2}|\\tableofcontents/) != nil {
      self = .contents
    } else if text.wholeMatch(of: /\\(newpage|pagebreak|clearpage)/) != nil {
      self = .pageBreak
    } else if firstLine.contains(/^(!!!|\?\?\?\+?) +[a-z]/) {
      self = .admonition
    } else if firstLine.wholeMatch(of: /===[!+]? +".*" */) != nil {
      self = .tabs
    } else if firstLine.contains(/^\{% *[a-z].*%\}/) {
      self = .liquid
    } else {
      return nil
    }
  }

  /// What stands in a line of text, and which words it is; `next` is what comes behind it.
  static func inline(_ inline: Inline, before next: Inline?) -> (ForeignSyntax, String)? {
    switch inline {
    case .text(let text):
      if text.utf8.last == UInt8(ascii: ":"), case .code? = next,
        let role = text.firstMatch(of: /(?:^|[^\w:])(:[a-z][a-z:-]*:)$/)
      {
        return (.role, String(role.1))
      }
      guard text.utf8.contains("[", then: "[") else { return nil }
      return text.firstMatch(of: /!?\[\[[^\[\]]+\]\]/).map { (.wikiLink, String($0.0)) }
    case .code(let code):
      let isForeign =
        "r{".utf8.contains(code.utf8.first ?? 0)
        // A name in R, or a call; else it may be mathematics.
        && (code.contains(/^\{(?!swift\})[a-z]+\}\s+\S/)
          || code.contains(/^r\s+(?:[A-Za-z.][\w.$]*|[A-Za-z.][\w.:$]*\(.*\))$/))
      return isForeign ? (.expression, code) : nil
    default: return nil
    }
  }
}

extension ParsingContext {
  /// Warns of each kind of foreign syntax once.
  func reportForeignSyntax(in text: InlineText, _ inlines: [Inline]) {
    if let foreign = ForeignSyntax(paragraph: text.bytes) {
      let end = text.bytes.firstIndex(of: UInt8(ascii: "\n")) ?? text.bytes.count
      return report(foreign, at: text.range(of: 0..<end))
    }
    for (index, inline) in inlines.enumerated() {
      let next = index + 1 < inlines.count ? inlines[index + 1] : nil
      guard let (foreign, words) = ForeignSyntax.inline(inline, before: next) else { continue }
      let place = text.bytes.firstRange(of: Array(words.utf8)) ?? 0..<text.bytes.count
      report(foreign, at: text.range(of: place))
    }
  }

  private func report(_ foreign: ForeignSyntax, at range: SourceRange) {
    if foreignSyntax.insert(foreign).inserted { flaw(foreign.message, at: range) }
  }
}

extension Sequence<UInt8> {
  /// Whether the second character stands behind the first one somewhere.
  fileprivate func contains(_ first: Unicode.Scalar, then second: Unicode.Scalar) -> Bool {
    let (first, second) = (UInt8(ascii: first), UInt8(ascii: second))
    var isBehind = false
    for byte in self {
      if isBehind, byte == second { return true }
      isBehind = byte == first
    }
    return false
  }
}
