/// What the labels of a chapter lead to: its figures, tables and listings, equations and sections; and
/// what its citations lead to. Other chapters come after it.
struct CrossReferences {
  struct Target {
    /// Of the anchor, as a link has it.
    let address: String
    let number: String?
    /// Whether it is the whole chapter rather than a section of it.
    var isChapter = false
    /// How a section without a number is called.
    var title: [Inline] = []

    /// - Parameter id: The anchor on the page.
    init(id: String, number: String?, title: [Inline] = []) {
      address = "#" + id
      self.number = number
      self.title = title
    }

    init(_ target: LabelTarget) {
      address = target.address
      number = target.number
      isChapter = target.isChapter
      title = MarkdownSnippet.inlines(target.title).withoutLinks
    }
  }

  let words: Wording
  private var targets: [String: Target] = [:]
  /// Labels of cells of which it is not known what they show.
  private var unknown: Set<String> = []
  /// Labels that other chapters are asked for.
  private let outgoing: Set<String>
  private(set) var equations: EquationNumbers
  let citations: CitationTexts

  init(_ document: Document, _ cells: ShownCells, languages: Languages) {
    words = languages.wording(for: document.frontMatter)
    equations = EquationNumbers(document)
    citations = CitationTexts(document, words: words, languages: languages)
    outgoing = Set(document.outgoing.map(\.label))
    let chapterNumber = document.chapterNumber
    for heading in document.headings {
      var target = Target(
        id: heading.id, number: heading.number, title: heading.content.withoutLinks)
      target.isChapter = heading.level == 1 || heading.number == chapterNumber
      targets[heading.id] = target
    }
    for (label, number) in equations.numbers {
      targets[label] = Target(id: label, number: number)
    }
    for (label, float) in cells.captions {
      targets[label] = Target(id: float.id, number: float.number)
    }
    for listing in document.cells.compactMap({ cells[$0].listing }) {
      targets[listing.id] = Target(id: listing.id, number: listing.number)
    }
    for cell in document.cells {
      guard let label = cell.label, CrossReference.Kind(label: label) != nil else { continue }
      let shown = cells[cell]
      let floats = [shown.group].compactMap(\.self) + shown.outputs.compactMap(\.label)
      if let float = floats.first(where: { $0.id == label }) {
        targets[label] = Target(id: float.id, number: float.number)
      } else if !shown.isComplete {
        unknown.insert(label)
      }
    }
    targets.merge(document.elsewhere.mapValues(Target.init)) { own, _ in own }
  }

  /// The content with its references' texts, as far as it is known what they lead to; those within
  /// emphasis and links stay as they are.
  func resolved(_ content: [Inline]) -> [Inline] {
    content.map { inline in
      switch inline {
      case .reference(let reference, _):
        text(of: reference).map { .reference(reference, content: $0) } ?? inline
      case .citation(let citation, _):
        .citation(citation, content: citations.content(of: citation) ?? [])
      default: inline
      }
    }
  }

  subscript(label: String) -> Target? { targets[label] }

  /// An attribute for the link of a reference: ` lang="en"` where its text is not in the language of the
  /// page, else nothing.
  func mark(_ reference: CrossReference) -> String {
    guard !reference.isNumberOnly, let target = self[reference.label], target.number != nil else {
      return ""
    }
    return words.mark(reference.kind.word(isChapter: target.isChapter))
  }

  /// Whether the reference leads nowhere though all that it may lead to is known. Those that lead out of
  /// the chapter are left to whoever asks the others.
  func isDangling(_ reference: CrossReference) -> Bool {
    let label = reference.label
    return targets[label] == nil && !unknown.contains(label) && !outgoing.contains(label)
  }

  private func text(of reference: CrossReference) -> [Inline]? {
    guard let target = targets[reference.label] else { return nil }
    guard let number = target.number else { return target.title }
    if reference.isNumberOnly { return [.text(number)] }
    return [
      .text(words.reference(to: reference.kind, number, isChapter: target.isChapter))
    ]
  }
}
