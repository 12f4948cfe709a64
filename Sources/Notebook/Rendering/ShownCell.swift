import NotebookDisplay

/// A cell as a page shows it: its options applied, its outputs merged, labelled and numbered.
///
/// All page formats start from here, so that they agree on what is shown and how it is counted.
struct ShownCell {
  struct Output {
    var content: CellOutput
    /// For tables and figures.
    var label: FloatLabel?
  }

  let cell: Cell
  let showsCode: Bool
  let fold: CellOptions.CodeFold
  /// What folded code is called, if the author says it.
  let codeSummary: String?
  let outputs: [Output]
  /// Of the figure that the cell's figures are parts of, if they are.
  let group: FloatLabel?
  /// Of the code, if that is shown with a caption or a label.
  let listing: FloatLabel?
  /// Where the outputs were made elsewhere, and are recorded beside the chapter: why the cell did not
  /// run here.
  let recordingReason: String?

  /// Whether the cell was run, to its end.
  let isComplete: Bool

  var isEmpty: Bool { !showsCode && outputs.isEmpty }
  /// Whether the page has to say that it shows what is recorded.
  var showsRecording: Bool {
    recordingReason.map { !outputs.isEmpty || (showsCode && !$0.isEmpty) } ?? false
  }

  fileprivate init(
    _ cell: Cell, _ outputs: [CellOutput]?, recordingReason: String?, defaults: CellOptions,
    numbering: inout FloatNumbering
  ) {
    func option(_ key: KeyPath<CellOptions, Bool?>) -> Bool {
      cell.options[keyPath: key] ?? defaults[keyPath: key] ?? true
    }
    let isIncluded = option(\.include)
    isComplete = outputs.map { !$0.contains(where: \.isError) } ?? false
    self.cell = cell
    showsCode = isIncluded && option(\.echo)
    listing = showsCode ? numbering.listing(of: cell) : nil
    self.recordingReason = recordingReason
    fold = cell.options.codeFold ?? defaults.codeFold ?? .open
    codeSummary = cell.options.codeSummary ?? defaults.codeSummary
    guard isIncluded, option(\.output), option(\.eval) else {
      self.outputs = []
      group = nil
      return
    }
    let shown = (outputs ?? []).filter { output in
      if case .stream(.stderr, _) = output { option(\.warning) } else { true }
    }
    let merged = StreamText.merged(shown)
    let group = merged.contains(where: \.isFigure) ? numbering.group(of: cell) : nil
    var parts = 0
    self.outputs = merged.map { output in
      guard case .display(let bundle) = output else { return Output(content: output) }
      guard let group, bundle.role == .figure else {
        return Output(content: output, label: numbering.label(bundle, in: cell))
      }
      defer { parts += 1 }
      return Output(content: output, label: numbering.part(parts, of: group, in: cell))
    }
    self.group = group
  }
}

/// The cells of a chapter in order, as they are shown, and the labels of the author's own pictures,
/// tables and code between them.
struct ShownCells {
  private let cells: [Int: ShownCell]
  /// By what the author calls them.
  let captions: [String: FloatLabel]

  init(_ document: Document, _ result: ExecutionResult) {
    var numbering = FloatNumbering(chapter: document.chapterNumber)
    var cells: [Int: ShownCell] = [:]
    var captions: [String: FloatLabel] = [:]
    var ahead = document.captions[...]
    func number(captionsBefore line: Int) {
      while let (caption, range) = ahead.first, range.lowerBound.line < line {
        captions[caption.label] = captions[caption.label] ?? numbering.label(caption)
        ahead.removeFirst()
      }
    }
    for cell in document.cells {
      number(captionsBefore: cell.firstLine)
      cells[cell.index] = ShownCell(
        cell.withCaptionValues(result.inlineValues), result.outputs[cell.index],
        recordingReason: result.recordedCells[cell.index], defaults: document.frontMatter.execute,
        numbering: &numbering)
    }
    number(captionsBefore: .max)
    self.cells = cells
    self.captions = captions
  }

  subscript(cell: Cell) -> ShownCell { cells[cell.index]! }

  /// In any order.
  var all: some Collection<ShownCell> { cells.values }

  var count: Int { cells.count }

  /// How many cells could not run here.
  var recordedCount: Int { cells.values.count { $0.recordingReason != nil } }

  /// Whether a reader has to open some of the code to see it.
  var foldsCode: Bool { cells.values.contains { $0.showsCode && $0.fold == .folded } }

  /// How many cells show an error.
  var failureCount: Int {
    cells.values.count {
      $0.outputs.contains { $0.content.isError }
    }
  }
}

extension Cell {
  /// What the cell's code is called.
  var listingLabel: String? {
    options.listingLabel ?? label.flatMap { CrossReference.Kind(label: $0) == .listing ? $0 : nil }
  }

  /// The code as pages show it.
  var shownSource: String {
    var source = source[...]
    while source.last?.isNewline == true { source.removeLast() }
    return String(source)
  }

  var shownLineCount: Int {
    shownSource.split(separator: "\n", omittingEmptySubsequences: false).count
  }
}

extension CellOutput {
  fileprivate var isError: Bool { if case .error = self { true } else { false } }

  var isFigure: Bool {
    if case .display(let bundle) = self { bundle.role == .figure } else { false }
  }
}
