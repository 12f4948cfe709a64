import Yams

/// Reads the YAML between `---` at the top of a chapter. Keys that are not the tool's, such as
/// `kernelspec` and most of `format`, belong to other tools and are left alone, unless they look like
/// slips.
struct FrontMatterParser {
  private static let keys = [
    "title", "subtitle", "author", "authors", "date", "description", "abstract", "lang", "language",
    "toc", "number-sections", "bibliography", "citation-style", "format", "params", "execute",
  ]
  /// Options of all cells that Quarto does not count to `execute`.
  private static let cellKeys = ["code-fold", "fig-width", "fig-height"]

  var frontMatter = FrontMatter()
  let reader: YAMLReader
  /// What all cells have as their default.
  private var cellOptions: [(key: Node, value: Node)] = []

  /// Returns the front matter, and the line behind it.
  static func parse(
    _ source: SourceText, context: ParsingContext
  ) -> (frontMatter: FrontMatter, nextLine: Int) {
    guard source.lines[0].isFence("---"), source.lines.count > 1, !source.lines[1].isBlank else {
      return (FrontMatter(), 1)
    }
    guard
      let end = source.lines.dropFirst().firstIndex(where: {
        $0.isFence("---") || $0.isFence("...")
      })
    else {
      // Without an end it may as well be a thematic break.
      if source.lines[1].text.prefixMatch(of: /[A-Za-z][\w-]*:(?:\s|$)/) != nil {
        context.flaw(
          "the front matter that begins here has no closing `---`, so that it is text",
          at: source.range(from: 1, through: 1))
      }
      return (FrontMatter(), 1)
    }
    let lines = source.lines[1..<end].enumerated().map { index, line in
      YAMLText.Line(text: Substring(line.text), start: SourcePosition(line: index + 2))
    }
    var parser = FrontMatterParser(
      reader: YAMLReader(yaml: YAMLText(lines: lines), context: context))
    parser.parse()
    return (parser.frontMatter, end + 2)
  }

  private init(reader: YAMLReader) {
    self.reader = reader
  }

  private mutating func parse() {
    for (key, value) in reader.yaml.mapping(reader.context) where !value.isNull {
      read(value, for: key)
    }
    var parser = CellOptionParser(yaml: reader.yaml, context: reader.context)
    parser.parse(cellOptions, scope: .document)
    frontMatter.execute = parser.options
  }

  private mutating func read(_ value: Node, for key: Node) {
    let name = key.scalar?.string ?? ""
    switch name {
    case "title": frontMatter.title = reader.string(value, for: name)
    case "subtitle": frontMatter.subtitle = reader.string(value, for: name)
    case "author", "authors": frontMatter.authors = authors(value, for: name)
    case "date": frontMatter.date = reader.string(value, for: name)
    case "description": frontMatter.description = reader.string(value, for: name)
    case "abstract":
      if let text = reader.string(value, for: name) {
        frontMatter.abstract = MarkdownSnippet.blocks(text, at: reader.yaml.range(of: value))
      }
    case "lang":
      if let language = reader.string(value, for: name) { frontMatter.language = language }
      frontMatter.languageRange = reader.yaml.range(of: value)
    case "language": readWords(value)
    case "toc", "number-sections", "code-fold", "fig-width", "fig-height":
      readPageOption(value, for: key, name)
    case "bibliography":
      frontMatter.bibliography = reader.strings(value, for: name) ?? []
      frontMatter.bibliographyRange = reader.yaml.range(of: value)
    case "citation-style":
      if let style: CitationStyle = reader.choice(value, for: name) {
        frontMatter.citationStyle = style
      }
    case "csl":
      reader.context.warning(
        "styles of citations are not read; write `citation-style: numeric`, or `author-date`",
        at: reader.yaml.range(of: key))
    case "format": readFormat(value)
    case "params": readParameters(value)
    case "execute": readExecute(value)
    default:
      warnOfSlip(name, for: Self.keys, at: key)
    }
  }

  /// Those that Quarto has at the top as well as under `format: html:`.
  mutating func readPageOption(_ value: Node, for key: Node, _ name: String) {
    switch name {
    case "toc":
      if let shows = reader.boolean(value, for: name) { frontMatter.showsContents = shows }
    case "number-sections":
      if let numbers = reader.boolean(value, for: name) { frontMatter.numbersSections = numbers }
    default: if Self.cellKeys.contains(name) { cellOptions.append((key, value)) }
    }
  }

  func warnOfSlip(_ name: String, for keys: [String], at key: Node) {
    guard let meant = keys.first(where: name.isSlip) else { return }
    reader.context.warning(
      "`\(name)` means nothing here; did you mean `\(meant)`?", at: reader.yaml.range(of: key))
  }

  /// A name, a list of names, or Quarto's mappings with a `name`.
  private func authors(_ node: Node, for key: String) -> [String] {
    let names = (node.sequence.map(Array.init) ?? [node]).map { author in
      author.scalar?.string ?? author.mapping?["name"].flatMap(name)
    }
    if names.contains(nil) {
      reader.context.error("`\(key)` should be names", at: reader.yaml.range(of: node))
    }
    return names.compactMap { $0 }
  }

  /// A text, or its parts.
  private func name(_ node: Node) -> String? {
    guard let parts = node.mapping else { return node.scalar?.string }
    let names = ["given", "family"].compactMap { parts[$0]?.scalar?.string }
    return parts["literal"]?.scalar?.string ?? (names.isEmpty ? nil : names.joined(separator: " "))
  }

  private mutating func readExecute(_ node: Node) {
    guard let mapping = node.mapping else {
      reader.context.error("`execute` should be options of cells", at: reader.yaml.range(of: node))
      return
    }
    cellOptions += mapping.map { ($0.key, $0.value) }
  }

  /// Quarto has other keys here, so that what is unknown is only warned of.
  private mutating func readWords(_ node: Node) {
    guard let mapping = node.mapping else {
      reader.context.warning(
        "`language` should be words by their keys; the language itself is `lang`",
        at: reader.yaml.range(of: node))
      return
    }
    let words = WordsReader(yaml: reader.yaml) { [context = reader.context] in
      context.warning($0, at: $1)
    }
    frontMatter.words = words.words(mapping.map { ($0.key, $0.value) })
  }

  private mutating func readParameters(_ node: Node) {
    guard let mapping = node.mapping else {
      reader.context.error(
        "`params` should be names with their defaults", at: reader.yaml.range(of: node))
      return
    }
    for (key, value) in mapping {
      let name = key.scalar?.string ?? ""
      guard name.isSwiftIdentifier else {
        reader.context.error(
          "the parameter `\(name)` should be a Swift identifier", at: reader.yaml.range(of: key))
        continue
      }
      guard let scalar = value.scalar else {
        reader.context.error(
          "the parameter `\(name)` should be a number, a text, or true or false",
          at: reader.yaml.range(of: value))
        continue
      }
      frontMatter.parameters.append(
        FrontMatter.Parameter(
          name: name, value: parameterValue(value, scalar.string),
          range: reader.yaml.range(of: key)))
    }
  }

  private func parameterValue(_ node: Node, _ text: String) -> FrontMatter.Parameter.Value {
    guard node.isPlain else { return .string(text) }
    if let integer = node.int { return .integer(integer) }
    if let number = node.float { return .number(number) }
    switch text.lowercased() {
    case "true": return .boolean(true)
    case "false": return .boolean(false)
    default: return .string(text)
    }
  }
}

extension [UInt8] {
  fileprivate var isBlank: Bool { allSatisfy(\.isASCIIWhitespace) }

  fileprivate func isFence(_ fence: String) -> Bool {
    trimmingEnd(while: \.isASCIIWhitespace).elementsEqual(fence.utf8)
  }
}

extension String {
  fileprivate var isSwiftIdentifier: Bool {
    guard let first = unicodeScalars.first else { return false }
    return (first == "_" || first.properties.isXIDStart)
      && unicodeScalars.dropFirst().allSatisfy(\.properties.isXIDContinue)
  }
}
