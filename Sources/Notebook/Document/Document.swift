/// A parsed chapter: its front matter, and its blocks in order.
public struct Document: Sendable {
  /// The Markdown file, as the author named it; used in messages.
  public var path: String
  /// The whole text, for messages that quote it.
  public var source: String
  public var frontMatter: FrontMatter
  public var blocks: [Block]
  /// The notes of `[^label]: …`, in the order of their first reference.
  public var footnotes: [Footnote]
  /// The works that it may cite, once they have been read.
  public var bibliography: Bibliography?
  /// What links can call beside headings.
  var anchors: Set<String> = []
  /// The references that nothing in it answers, but perhaps another chapter.
  var outgoing: [CrossReference] = []
  /// What other chapters have by the labels that it refers to, once they have been asked.
  var elsewhere: [String: LabelTarget] = [:]

  public init(
    path: String, source: String, frontMatter: FrontMatter = FrontMatter(), blocks: [Block] = [],
    footnotes: [Footnote] = []
  ) {
    self.path = path
    self.source = source
    self.frontMatter = frontMatter
    self.blocks = blocks
    self.footnotes = footnotes
  }
}

/// A block of Markdown, and where it stands.
public struct Block: Sendable {
  public indirect enum Kind: Sendable {
    case paragraph([Inline])
    case heading(Heading)
    /// Swift code that is run.
    case cell(Cell)
    /// Any other code, shown as it is.
    case codeBlock(language: String?, text: String)
    case blockQuote([Block])
    /// A remark to the reader; without a title of its own it is called by its kind.
    case callout(Callout, title: [Inline] = [], [Block])
    case list(List)
    case table(PipeTable)
    /// Pictures, a table or code of the author's own, with a label and a caption.
    case captioned(Caption, [Block])
    /// What stands between rows of colons: beside each other in so many columns, or as one of them.
    case division(columns: Int?, [Block])
    /// Displayed mathematics, as TeX without its dollars; what has a label is numbered.
    case math(tex: String, label: String? = nil)
    case html(String)
    case thematicBreak
    /// The works that the document cites.
    case referenceList
  }

  public var kind: Kind
  public var range: SourceRange

  public init(_ kind: Kind, range: SourceRange) {
    self.kind = kind
    self.range = range
  }
}

public struct Heading: Sendable {
  /// 1 to 6.
  public var level: Int
  public var content: [Inline]
  /// The anchor on the page, unique in the document.
  public var id: String
  /// The number that the heading starts with ("3.10"); the heading's `content` is without it.
  public var number: String?
  /// Whether `number-sections` passes it over.
  public var isUnnumbered = false

  public init(level: Int, content: [Inline], id: String, number: String? = nil) {
    self.level = level
    self.content = content
    self.id = id
    self.number = number
  }
}

public struct List: Sendable {
  public struct Item: Sendable {
    public var blocks: [Block]
    /// `true` or `false` for a task list's box, `nil` for an ordinary item.
    public var checked: Bool?
    public var range: SourceRange

    public init(blocks: [Block], checked: Bool? = nil, range: SourceRange) {
      self.blocks = blocks
      self.checked = checked
      self.range = range
    }
  }

  public var items: [Item]
  /// The first number of an ordered list, `nil` for a bullet list.
  public var start: Int?
  /// A tight list's paragraphs are rendered without `<p>`.
  public var isTight: Bool

  public init(items: [Item], start: Int? = nil, isTight: Bool) {
    self.items = items
    self.start = start
    self.isTight = isTight
  }
}

/// What is written for a picture or a table so that the text can refer to it.
public struct Caption: Sendable {
  /// `fig-…`, `tbl-…` or `lst-…`, unique in the document.
  public var label: String
  public var content: [Inline]

  public init(label: String, content: [Inline]) {
    self.label = label
    self.content = content
  }
}

/// A GFM pipe table. Each row has as many cells as there are columns.
public struct PipeTable: Sendable {
  public enum Alignment: String, Sendable { case left, center, right }

  public var alignments: [Alignment?]
  public var header: [[Inline]]
  public var rows: [[[Inline]]]

  public init(alignments: [Alignment?], header: [[Inline]], rows: [[[Inline]]]) {
    self.alignments = alignments
    self.header = header
    self.rows = rows
  }
}

public struct Footnote: Sendable {
  /// As written between `[^` and `]`.
  public var label: String
  /// Counts from 1 in the order of first reference.
  public var number: Int
  public var blocks: [Block]
  public var range: SourceRange

  public init(label: String, number: Int, blocks: [Block], range: SourceRange) {
    self.label = label
    self.number = number
    self.blocks = blocks
    self.range = range
  }
}

public indirect enum Inline: Sendable {
  case text(String)
  case softBreak
  case lineBreak
  case code(String)
  /// `{swift} expression`: replaced by its value when the chapter is built.
  case expression(InlineExpression)
  case emphasis([Inline])
  case strong([Inline])
  case strikethrough([Inline])
  case link(destination: String, title: String, content: [Inline])
  case image(Picture)
  /// `[text]{.class}`
  case span(SpanAttributes, [Inline])
  /// TeX without its dollars; `display` where it was written with two of them.
  case math(tex: String, display: Bool)
  case html(String)
  case footnoteReference(label: String, number: Int)
  /// `@fig-loss`. How it reads follows from what it leads to: `content` is empty until a page is made.
  case reference(CrossReference, content: [Inline] = [])
  /// `[@he2016]`. How it reads follows from the bibliography: `content` is empty until a page is made.
  case citation(Citation, content: [Inline] = [])
}

public struct InlineExpression: Hashable, Sendable {
  /// Counts from 0 through the document.
  public var index: Int
  /// Swift source, without the `{swift}` in front.
  public var source: String
  /// Where `source` stands in the Markdown file.
  public var range: SourceRange

  public init(index: Int, source: String, range: SourceRange) {
    self.index = index
    self.source = source
    self.range = range
  }
}
