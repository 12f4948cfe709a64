/// What the YAML between `---` at the top of a chapter says. The keys are Quarto's.
public struct FrontMatter: Sendable {
  public struct Parameter: Hashable, Sendable {
    public enum Value: Hashable, Sendable {
      case integer(Int)
      case number(Double)
      case boolean(Bool)
      case string(String)
    }
    public var name: String
    public var value: Value
    public var range: SourceRange?

    public init(name: String, value: Value, range: SourceRange? = nil) {
      self.name = name
      self.value = value
      self.range = range
    }
  }

  /// Markdown.
  public var title: String?
  /// Markdown.
  public var subtitle: String?
  public var authors: [String] = []
  /// As written; dates are literal.
  public var date: String?
  public var description: String?
  /// What the chapter is about, set in front of it.
  public var abstract: [Block] = []
  /// A BCP 47 tag. If none is named, the language that the text is written in, as far as can be seen.
  public var language = "en"
  /// Where it is named.
  public var languageRange: SourceRange?
  /// `language`: what the page says in other words than its language's.
  var words: [Word: Phrase] = [:]
  public var showsContents = true
  /// Whether sections without a number of their own get one.
  public var numbersSections = false
  /// Files in BibTeX or in CSL's JSON, seen from the chapter's folder.
  public var bibliography: [String] = []
  /// Where they are named.
  public var bibliographyRange: SourceRange?
  public var citationStyle = CitationStyle.authorDate
  /// `format: pdf:`
  public var paper = Paper()
  /// Declared parameters, in their order.
  public var parameters: [Parameter] = []
  /// `execute`: defaults for the options of all cells.
  public var execute = CellOptions()

  public init() {}
}
