/// A piece of Swift that is run when the chapter is built.
public struct Cell: Sendable {
  /// Counts from 0 through the document.
  public var index: Int
  /// `label`, where the author gave one; unique in the document.
  public var label: String? { options.label }
  public var options: CellOptions
  /// The code without the option lines.
  public var source: String
  /// The line of the Markdown file on which `source` begins.
  public var firstLine: Int
  /// How many bytes stand in front of the code on each of its lines, in a list or a quotation.
  public var indentation: Int
  /// The expressions in its captions, in their order; they are evaluated after the cell.
  public var captionExpressions: [InlineExpression] = []
  /// The nearest heading above that has a number or an explicit id: its number, else its id.
  public var answer: String?

  public init(
    index: Int, options: CellOptions = CellOptions(), source: String, firstLine: Int,
    indentation: Int = 0, answer: String? = nil
  ) {
    self.index = index
    self.options = options
    self.source = source
    self.firstLine = firstLine
    self.indentation = indentation
    self.answer = answer
  }
}

/// What the `//| key: value` lines of a cell say. `nil` leaves it to the document, then to the
/// default. The keys are Quarto's.
public struct CellOptions: Hashable, Sendable {
  public enum Optimization: String, Hashable, Sendable, CaseIterable { case auto, speed, none }
  public enum CodeFold: String, Hashable, Sendable, CaseIterable {
    case open = "false"
    case folded = "true"
    case show
  }

  /// Where outputs stand, seen from the code.
  public enum OutputLocation: String, Hashable, Sendable, CaseIterable {
    case below
    /// Beside it, where there is room.
    case column
  }

  /// Which failures of a cell are part of the page rather than the end of the build.
  public enum ErrorExpectation: Hashable, Sendable, ExpressibleByBooleanLiteral {
    case never
    /// It has to fail, whatever the reason.
    case any
    /// It may throw an error of this type: where something is missing that it needs, the page says so.
    case type(String)

    public init(booleanLiteral fails: Bool) { self = fails ? .any : .never }
  }

  /// What to do about a cell whose last outputs were published.
  public var label: String?
  /// Whether the cell is run.
  public var eval: Bool?
  /// Whether its code is shown.
  public var echo: Bool?
  /// Whether its outputs are shown.
  public var output: Bool?
  /// Whether its standard error is shown.
  public var warning: Bool?
  public var error: ErrorExpectation?
  /// Whether the page shows anything of it.
  public var include: Bool?
  public var codeFold: CodeFold?
  public var codeSummary: String?
  /// Lines of the code that stand out, counted from 1.
  public var highlightedLines: [ClosedRange<Int>]?
  public var figureCaption: String?
  public var figureAlternative: String?
  public var figureSubcaptions: [String]?
  /// Inches.
  public var figureWidth: Double?
  /// Inches.
  public var figureHeight: Double?
  public var tableCaption: String?
  public var listingCaption: String?
  /// What the code is called, where the cell's label names what it shows.
  public var listingLabel: String?
  public var outputLocation: OutputLocation?
  /// In how many columns several outputs are laid out.
  public var layoutColumns: Int?
  /// Whether the cell's outputs may come from the cache.
  public var cache: Bool?
  /// Whether its result, and those of all that depends on it, are recorded beside the chapter, for
  /// machines that can't run it.
  public var freeze: Bool?
  /// Whether the cell's outputs may differ from run to run.
  public var volatile: Bool?
  public var optimize: Optimization?
  /// Seconds.
  public var timeout: Double?
  /// Bytes that the cell may allocate beyond what was allocated before it.
  public var memory: Int?
  public var seed: Int?

  public init() {}

  public init(label: String) { self.label = label }
}
