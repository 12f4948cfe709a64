import NotebookDisplay

/// What a table, a figure or a listing is called: its anchor, its number, its caption.
struct FloatLabel: Hashable {
  enum Kind: String {
    case table = "tbl"
    case figure = "fig"
    /// Code with a caption.
    case listing = "lst"
  }

  var kind: Kind
  /// Unique on the page.
  var id: String
  /// `nil` for one without a caption, which cannot be referred to.
  var number: String?
  /// Markdown.
  var caption: String?
  /// "(a)", for a part of a figure that has the number.
  var part: String?
}

/// Counts a chapter's tables, figures and listings, each kind on its own: 3.1, 3.2 …
struct FloatNumbering {
  private let chapter: String?
  private var counts: [FloatLabel.Kind: Int] = [:]
  private var ids: Set<String> = []

  init(chapter: String?) { self.chapter = chapter }

  /// `nil` for a result that is neither table nor figure.
  ///
  /// The cell's caption and label go to its first float of that kind.
  mutating func label(_ bundle: MIMEBundle, in cell: Cell) -> FloatLabel? {
    let kind: FloatLabel.Kind
    let caption: String?
    switch bundle.role {
    case .value: return nil
    case .table: (kind, caption) = (.table, cell.options.tableCaption)
    case .figure: (kind, caption) = (.figure, cell.options.figureCaption)
    }
    let prefix = kind.rawValue + "-"
    let isLabelled = cell.label?.hasPrefix(prefix) == true
    let base = isLabelled ? cell.label! : prefix + (cell.label ?? "cell-\(cell.index + 1)")
    let isFirst = !ids.contains(base)
    let text = (isFirst ? caption : nil) ?? bundle.caption
    return FloatLabel(
      kind: kind, id: unique(base),
      number: text != nil || (isLabelled && isFirst) ? next(kind) : nil, caption: text)
  }

  /// The label of the figure that a cell's figures are parts of, where they have captions of their own.
  mutating func group(of cell: Cell) -> FloatLabel? {
    guard cell.options.figureSubcaptions != nil else { return nil }
    return label(MIMEBundle(plain: "", role: .figure), in: cell)
  }

  /// The label of a figure in a group, counted from 0.
  mutating func part(_ index: Int, of group: FloatLabel, in cell: Cell) -> FloatLabel {
    let captions = cell.options.figureSubcaptions ?? []
    let letter = CitationTexts.letter(index)
    return FloatLabel(
      kind: .figure, id: unique("\(group.id)-\(letter)"), number: nil,
      caption: captions.indices.contains(index) ? captions[index] : nil, part: "(\(letter))")
  }

  /// The label of a cell's code, if that has a caption or a label.
  mutating func listing(of cell: Cell) -> FloatLabel? {
    let caption = cell.options.listingCaption
    let unlabelled = caption.map { _ in "lst-" + (cell.label ?? "cell-\(cell.index + 1)") }
    guard let label = cell.listingLabel ?? unlabelled else { return nil }
    return FloatLabel(kind: .listing, id: unique(label), number: next(.listing), caption: caption)
  }

  /// The label of one of the author's own.
  mutating func label(_ caption: Caption) -> FloatLabel {
    let named = CrossReference.Kind(label: caption.label)
    let kind = named.flatMap { FloatLabel.Kind(rawValue: $0.rawValue) } ?? .figure
    return FloatLabel(kind: kind, id: unique(caption.label), number: next(kind))
  }

  private mutating func unique(_ base: String) -> String {
    var id = base
    var suffix = 1
    while !ids.insert(id).inserted {
      suffix += 1
      id = "\(base)-\(suffix)"
    }
    return id
  }

  private mutating func next(_ kind: FloatLabel.Kind) -> String {
    counts[kind, default: 0] += 1
    return (chapter.map { $0 + "." } ?? "") + "\(counts[kind]!)"
  }
}
