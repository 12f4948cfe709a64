/// A stretch of inline content in the order of the text, before it is nested.
///
/// Emphasis and links are found after the text that they enclose has been read. So the parser
/// keeps a flat list, notes on its tokens which spans end and begin there, and nests them at last.
struct InlineToken {
  /// What encloses a sequence of inlines.
  enum Span {
    case emphasis, strong, strikethrough
    case link(destination: String, title: String)
    case attributed(SpanAttributes)
    /// What it shows is what it encloses, unless its attributes say so.
    case image(source: String, title: String, PictureAttributes)

    func enclosing(_ content: [Inline]) -> Inline {
      switch self {
      case .emphasis: .emphasis(content)
      case .strong: .strong(content)
      case .strikethrough: .strikethrough(content)
      case .link(let destination, let title):
        .link(destination: destination, title: title, content: content)
      case .attributed(let attributes): .span(attributes, content)
      case .image(let source, let title, let attributes):
        .image(
          Picture(
            source: source, title: title,
            alternative: attributes.alternative.map { [.text($0)] } ?? content,
            size: attributes.size, id: attributes.id))
      }
    }
  }

  var content: Inline
  /// The spans that end in front of `content`, the innermost first.
  var ending: [Span] = []
  /// The spans that begin behind `content`, the innermost first.
  var beginning: [Span] = []
  /// A URL that was recognised without angle brackets, which gives way to a link around it.
  var isBareLink = false
}

extension Sequence<InlineToken> {
  /// Nests the tokens by their spans. What lies deeper than `Document.maximalDepth` is kept, but
  /// loses its markup: consumers recurse, and hostile text nests without end.
  func nested() -> [Inline] {
    var open: [(span: InlineToken.Span, content: [Inline])] = []
    var content: [Inline] = []
    var flattened = 0
    for token in self {
      for _ in token.ending {
        if flattened > 0 {
          flattened -= 1
        } else if var enclosing = open.popLast() {
          enclosing.content.append(enclosing.span.enclosing(content.joiningText()))
          content = enclosing.content
        }
      }
      content.append(token.content)
      for span in token.beginning.reversed() {
        if open.count == Document.maximalDepth {
          flattened += 1
        } else {
          open.append((span, content))
          content = []
        }
      }
    }
    return content.joiningText()
  }
}

extension [Inline] {
  /// Merges adjacent texts, drops empty ones, and drops line breaks between two CJK characters: in
  /// a script without spaces a line end must not become one.
  func joiningText() -> [Inline] {
    var result: [Inline] = []
    var text = ""
    for (index, inline) in enumerated() {
      switch inline {
      case .text(let piece): text += piece
      case .softBreak where joinsLines(at: index): break
      default:
        if !text.isEmpty { result.append(.text(text)) }
        text = ""
        result.append(inline)
      }
    }
    if !text.isEmpty { result.append(.text(text)) }
    return result
  }

  private func joinsLines(at index: Int) -> Bool {
    guard let before = self[..<index].last(where: { !$0.isEmptyText })?.lastScalar,
      let after = self[(index + 1)...].first(where: { !$0.isEmptyText })?.firstScalar
    else { return false }
    return before.isCJK && (after.isCJK || after.isSharedWithCJK)
      || before.isSharedWithCJK && after.isCJK
  }
}

extension Inline {
  fileprivate var isEmptyText: Bool { if case .text("") = self { true } else { false } }

  fileprivate var firstScalar: Unicode.Scalar? {
    if case .text(let text) = self { return text.unicodeScalars.first }
    return children.first?.firstScalar
  }

  fileprivate var lastScalar: Unicode.Scalar? {
    if case .text(let text) = self { return text.unicodeScalars.last }
    return children.last?.lastScalar
  }

  /// What emphasis, strikethrough, a link, a span, an image, a reference or a citation encloses.
  var children: [Inline] {
    switch self {
    case .emphasis(let content), .strong(let content), .strikethrough(let content),
      .link(_, _, let content), .span(_, let content), .reference(_, let content),
      .citation(_, let content):
      content
    case .image(let picture): picture.alternative
    default: []
    }
  }

  /// The inline with something else in the place of each that it encloses.
  func mapChildren(_ transform: (Inline) -> Inline) -> Inline {
    switch self {
    case .emphasis(let content): return .emphasis(content.map(transform))
    case .strong(let content): return .strong(content.map(transform))
    case .strikethrough(let content): return .strikethrough(content.map(transform))
    case .link(let destination, let title, let content):
      return .link(destination: destination, title: title, content: content.map(transform))
    case .span(let attributes, let content): return .span(attributes, content.map(transform))
    case .reference(let reference, let content):
      return .reference(reference, content: content.map(transform))
    case .citation(let citation, let content):
      return .citation(citation, content: content.map(transform))
    case .image(var picture):
      picture.alternative = picture.alternative.map(transform)
      return .image(picture)
    case .text, .softBreak, .lineBreak, .code, .expression, .math, .html, .footnoteReference:
      return self
    }
  }

  /// The text without markup, as in a table of contents.
  var plainText: String {
    switch self {
    case .text(let text), .code(let text): text
    case .softBreak, .lineBreak: " "
    case .math(let tex, _): tex
    case .expression(let expression): expression.source
    case .html, .footnoteReference: ""
    default: children.plainText
    }
  }
}

extension Sequence<Inline> {
  var plainText: String { map(\.plainText).joined() }
}
