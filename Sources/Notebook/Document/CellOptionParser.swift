import Yams

/// The keys of options, which are Quarto's where Quarto has them.
enum CellOptionKey: String, CaseIterable {
  case label, eval, echo, output, warning, error, include
  case codeFold = "code-fold"
  case codeSummary = "code-summary"
  case highlightedLines = "code-line-numbers"
  case figureCaption = "fig-cap"
  case figureAlternative = "fig-alt"
  case figureSubcaptions = "fig-subcap"
  case figureWidth = "fig-width"
  case figureHeight = "fig-height"
  case tableCaption = "tbl-cap"
  case listingCaption = "lst-cap"
  case listingLabel = "lst-label"
  case layoutColumns = "layout-ncol"
  case outputLocation = "output-location"
  case cache, freeze, volatile, optimize, timeout, memory, seed

  /// Whether the key makes sense for all cells, under `execute` in the front matter.
  var isDocumentWide: Bool {
    switch self {
    case .label, .codeSummary, .highlightedLines, .figureCaption, .figureAlternative,
      .figureSubcaptions, .tableCaption, .listingCaption, .listingLabel, .layoutColumns:
      false
    default: true
    }
  }
}

/// Reads the options of a cell, or those of all cells.
struct CellOptionParser {
  enum Scope { case cell, document }

  private(set) var options = CellOptions()
  /// What the cell and its code are called, and where that stands.
  private(set) var labels: [(name: String, owner: String, range: SourceRange)] = []
  /// Where the lines that stand out are named.
  private(set) var highlightedLinesRange: SourceRange?
  private let reader: YAMLReader

  init(yaml: YAMLText, context: ParsingContext) {
    reader = YAMLReader(yaml: yaml, context: context)
  }

  mutating func parse(scope: Scope) {
    parse(reader.yaml.mapping(reader.context), scope: scope)
  }

  mutating func parse(_ pairs: [(key: Node, value: Node)], scope: Scope) {
    let known = CellOptionKey.allCases.filter { scope == .cell || $0.isDocumentWide }
    for (key, value) in pairs where !value.isNothing {
      let name = key.scalar?.string ?? ""
      if let option = known.first(where: { $0.rawValue == name }) {
        read(value, for: option)
      } else if ForeignCellOptions.names.contains(name) {
        readForeign(value, for: key, name)
      } else {
        let what = scope == .cell ? "option" : "key under `execute`"
        reader.context.error(
          "unknown \(what) `\(name)`" + name.suggestion(from: known.map(\.rawValue)),
          at: reader.yaml.range(of: key))
      }
    }
  }

  /// knitr's way to hide what a cell shows is understood.
  private mutating func readForeign(_ node: Node, for key: Node, _ name: String) {
    if name == "results", let value = node.scalar?.string {
      if value == "hide" || value == "false" { options.output = false }
    } else {
      reader.context.warning("`\(name)` has no effect here", at: reader.yaml.range(of: key))
    }
  }

  private mutating func read(_ node: Node, for option: CellOptionKey) {
    let key = option.rawValue
    switch option {
    case .label: options.label = readLabel(node, for: key, of: "cell")
    case .eval: options.eval = reader.boolean(node, for: key)
    case .echo: options.echo = reader.boolean(node, for: key)
    case .output: options.output = reader.boolean(node, for: key)
    case .warning: options.warning = reader.boolean(node, for: key)
    case .error: options.error = reader.errorExpectation(node, for: key)
    case .include: options.include = reader.boolean(node, for: key)
    case .codeFold: options.codeFold = reader.choice(node, for: key)
    case .codeSummary: options.codeSummary = reader.string(node, for: key)
    case .highlightedLines:
      options.highlightedLines = reader.lineRanges(node, for: key)
      highlightedLinesRange = reader.yaml.range(of: node)
    case .figureCaption: options.figureCaption = reader.string(node, for: key)
    case .figureAlternative: options.figureAlternative = reader.string(node, for: key)
    case .figureSubcaptions: options.figureSubcaptions = reader.strings(node, for: key)
    case .figureWidth: options.figureWidth = reader.positiveNumber(node, for: key)
    case .figureHeight: options.figureHeight = reader.positiveNumber(node, for: key)
    case .tableCaption: options.tableCaption = reader.string(node, for: key)
    case .listingCaption: options.listingCaption = reader.string(node, for: key)
    case .listingLabel: readListingLabel(node, for: key)
    case .outputLocation: options.outputLocation = reader.choice(node, for: key)
    case .layoutColumns: options.layoutColumns = reader.positiveInteger(node, for: key)
    case .cache: options.cache = reader.boolean(node, for: key)
    case .freeze where node.scalar?.string == "auto": break  // as it is without
    case .freeze: options.freeze = reader.boolean(node, for: key)
    case .volatile: options.volatile = reader.boolean(node, for: key)
    case .optimize: options.optimize = reader.choice(node, for: key)
    case .timeout: options.timeout = reader.duration(node, for: key)
    case .memory: options.memory = reader.byteCount(node, for: key)
    case .seed: options.seed = reader.integer(node, for: key)
    }
  }

  /// A label becomes an anchor on the page, and the name of files.
  private mutating func readLabel(_ node: Node, for key: String, of owner: String) -> String? {
    guard let label = reader.string(node, for: key) else { return nil }
    let range = reader.yaml.range(of: node)
    let isName = label.unicodeScalars.allSatisfy {
      "-_.:".unicodeScalars.contains($0) || $0.properties.isAlphabetic
        || $0.properties.numericType != nil
    }
    guard !label.isEmpty, isName else {
      reader.context.error(
        "`\(key)` should be letters, digits, `-`, `_`, `.` and `:`, without spaces", at: range)
      return nil
    }
    labels.append((label, owner, range))
    return label
  }

  private mutating func readListingLabel(_ node: Node, for key: String) {
    guard let label = readLabel(node, for: key, of: "listing") else { return }
    guard CrossReference.Kind(label: label) == .listing else {
      reader.context.error(
        "the label `\(label)` of a listing should begin with `lst-`",
        at: reader.yaml.range(of: node))
      return
    }
    options.listingLabel = label
  }
}

extension Node {
  /// An explicit `null`, which leaves an option as it is.
  fileprivate var isNothing: Bool { isPlain && scalar?.string == "null" }
}
