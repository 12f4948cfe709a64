/// What the parts of the parser share while they read one file.
final class ParsingContext {
  let path: String
  /// Whether what makes a page worse than it should be is an error.
  let isStrict: Bool
  private(set) var diagnostics: [Diagnostic] = []
  var definitions = LinkDefinitions()
  var headings = HeadingIndex()
  /// Whether there is a bibliography, so that `@name` is a citation.
  var citesWorks = false
  /// Whether the front matter has a title; `nil` for a snippet, which is no page and needs none.
  var hasTitle: Bool?
  private var citationCount = 0
  private var footnoteRanges: [String: SourceRange] = [:]
  private var footnoteNumbers: [String: Int] = [:]
  /// Those that stand where they are called, `^[…]`.
  var inlineNotes: [Footnote] = []
  private var noteLabelCount = 0
  /// What links can lead to beside headings: labels and other ids.
  var anchors: Set<String> = []
  private var unresolvedLinks: [(fragment: String, range: SourceRange)] = []
  /// Where labels and the author's own ids are defined.
  private var labels: [String: (owner: String, range: SourceRange)] = [:]
  private(set) var references: [CrossReference] = []
  /// Of which the author has been warned.
  var foreignSyntax: Set<ForeignSyntax> = []
  private var expressionCount = 0
  private var tableCount = 0

  init(path: String, isStrict: Bool = false) {
    self.path = path
    self.isStrict = isStrict
  }

  /// For what is parsed ahead of its turn: whatever is wrong in it is reported later.
  func makeSilent() -> ParsingContext {
    let silent = ParsingContext(path: path)
    silent.definitions = definitions
    silent.citesWorks = citesWorks
    return silent
  }

  func error(_ message: String, at range: SourceRange?, notes: [Diagnostic] = []) {
    diagnostics.append(Diagnostic(.error, message, file: path, range: range, notes: notes))
  }

  func warning(_ message: String, at range: SourceRange?) {
    diagnostics.append(Diagnostic(.warning, message, file: path, range: range))
  }

  /// A warning, which a strict build does not let pass.
  func flaw(_ message: String, at range: SourceRange?) {
    diagnostics.append(Diagnostic.flaw(message, isStrict: isStrict, file: path, range: range))
  }

  func note(_ message: String, at range: SourceRange?) -> Diagnostic {
    Diagnostic(.note, message, file: path, range: range)
  }

  func makeExpression(source: String, range: SourceRange) -> InlineExpression {
    defer { expressionCount += 1 }
    return InlineExpression(index: expressionCount, source: source, range: range)
  }

  /// For a table that its author has not labelled, though it has a caption.
  func makeTableLabel() -> String {
    tableCount += 1
    return "tbl-unlabelled-\(tableCount)"
  }

  func makeCitation(_ items: [Citation.Item], isInText: Bool) -> Citation {
    citationCount += 1
    return Citation(index: citationCount, items: items, isInText: isInText)
  }

  /// The diagnostics in the order of the text.
  var sortedDiagnostics: [Diagnostic] {
    let start = SourcePosition(line: 1)
    return diagnostics.enumerated()
      .sorted {
        ($0.element.range?.lowerBound ?? start, $0.offset)
          < ($1.element.range?.lowerBound ?? start, $1.offset)
      }
      .map(\.element)
  }

  // MARK: Footnotes

  func define(footnote label: String, at range: SourceRange) {
    if footnoteRanges[label] == nil {
      footnoteRanges[label] = range
    } else {
      warning("there are two footnotes `[^\(label)]`; this one is dropped", at: range)
    }
  }

  func isDefined(footnote label: String) -> Bool { footnoteRanges[label] != nil }

  /// A label for a note without one, which no other has.
  func makeNoteLabel() -> String {
    repeat { noteLabelCount += 1 } while isDefined(footnote: "note-\(noteLabelCount)")
    return "note-\(noteLabelCount)"
  }

  /// The number of a footnote, in the order of first references.
  func number(ofFootnote label: String) -> Int {
    if let number = footnoteNumbers[label] { return number }
    footnoteNumbers[label] = footnoteNumbers.count + 1
    return footnoteNumbers.count
  }

  /// The footnotes that something refers to, in the order of first references.
  func numbered(_ footnotes: [Footnote]) -> [Footnote] {
    var numbered: [Int: Footnote] = [:]
    for var footnote in footnotes {
      if let number = footnoteNumbers[footnote.label] {
        footnote.number = number
        if numbered[number] == nil { numbered[number] = footnote }
      } else {
        warning("nothing refers to the footnote `[^\(footnote.label)]`", at: footnote.range)
      }
    }
    return numbered.values.sorted { $0.number < $1.number }
  }

  // MARK: Links to headings

  /// The destination of a link, which for a heading becomes its id.
  func resolve(_ destination: String, at range: SourceRange) -> String {
    guard destination.hasPrefix("#"), destination != "#" else { return destination }
    let fragment = String(destination.dropFirst())
    if let id = headings.id(for: fragment) { return "#" + id }
    unresolvedLinks.append((fragment, range))
    return destination
  }

  /// Reports the links that lead nowhere, when all anchors are known.
  func reportUnresolvedLinks() {
    // Browsers know `#top` on any page.
    for (fragment, range) in unresolvedLinks where !anchors.contains(fragment) && fragment != "top"
    {
      flaw("no heading matches the link `#\(fragment)`", at: range)
    }
  }

  // MARK: Labels

  /// - Parameter owner: What has the label: "cell".
  func define(label: String, of owner: String, at range: SourceRange) {
    define(label, "label", of: owner, at: range)
  }

  /// - Parameter owner: What has the id: "heading".
  func define(id: String, of owner: String, at range: SourceRange) {
    define(id, "id", of: owner, at: range)
  }

  private func define(_ name: String, _ kind: String, of owner: String, at range: SourceRange) {
    if let first = labels[name] {
      error(
        "the \(kind) `\(name)` is taken", at: range,
        notes: [note("by this \(first.owner)", at: first.range)])
    } else {
      labels[name] = (owner, range)
      anchors.insert(name)
    }
  }

  func refer(to reference: CrossReference) { references.append(reference) }
}
