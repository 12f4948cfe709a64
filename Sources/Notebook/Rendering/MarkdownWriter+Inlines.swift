import NotebookDisplay

extension MarkdownWriter {
  /// - Parameters:
  ///   - onOneLine: In headings, which have only one.
  ///   - inTable: In table cells, where pipes mean something too.
  func inline(_ content: [Inline], onOneLine: Bool = false, inTable: Bool = false) -> String {
    InlineMarkdown(
      values: result.inlineValues, references: references, isOneLine: onOneLine || inTable,
      isTable: inTable
    )
    .text(content, before: nil, after: nil)
  }
}

/// Writes inlines for one kind of place.
private struct InlineMarkdown {
  let values: [Int: String]
  let references: CrossReferences
  let isOneLine: Bool
  let isTable: Bool

  /// - Parameters:
  ///   - before: The character in front of the content on its line.
  ///   - after: The character behind it.
  func text(_ content: [Inline], before: Character?, after: Character?) -> String {
    let content = references.resolved(content).withoutHanBreaks
    var result = ""
    for (index, inline) in content.enumerated() {
      let next = content[(index + 1)...].lazy.compactMap { first($0) }.first ?? after
      let previous = result.last ?? before
      result += text(inline, before: previous == "\n" ? nil : previous, after: next)
    }
    return result
  }

  private func text(_ inline: Inline, before: Character?, after: Character?) -> String {
    switch inline {
    case .text(let text): MarkdownText.escaped(text, next: after)
    case .softBreak: isOneLine ? " " : "\n"
    case .lineBreak: isOneLine ? "<br>" : "\\\n"
    case .code(let code): span(code)
    case .expression(let expression):
      values[expression.index].map { value in
        ScientificNumber(value)?.markdown ?? String(value.map { $0.isNewline ? " " : $0 })
      } ?? span(expression.source)
    case .emphasis(let content): emphasis(content, "*", "em", before, after)
    case .strong(let content): emphasis(content, "**", "strong", before, after)
    case .strikethrough(let content): emphasis(content, "~~", "del", before, after)
    case .link(let destination, let title, let content):
      "[\(text(content, before: "[", after: "]"))](\(target(destination, title)))"
    case .image(let picture): image(picture)
    case .span(let attributes, let content): span(attributes, content, before, after)
    case .math(let tex, true): protected("$$\(tex)$$")
    case .math(let tex, false): inlineMath(tex, before, after)
    case .html(let html): protected(html)
    case .footnoteReference(let label, _): "[^\(label)]"
    case .reference(let reference, let content):
      references[reference.label].map { target in
        "[\(text(content, before: "[", after: "]"))](\(self.target(target.address, "")))"
      } ?? span("@" + reference.label)
    case .citation(let citation, let content):
      content.isEmpty
        ? span(citation.items.map { "@" + $0.key }.joined(separator: "; "))
        : "<a id=\"\(citation.id)\"></a>" + text(content, before: ">", after: after)
    }
  }

  /// GitHub leaves out all that a span may have, but its id.
  private func span(
    _ attributes: SpanAttributes, _ content: [Inline], _ before: Character?, _ after: Character?
  ) -> String {
    guard let id = attributes.id else { return text(content, before: before, after: after) }
    return "<span id=\"\(id.htmlEscaped)\">\(text(content, before: ">", after: "<"))</span>"
  }

  /// A picture; one of a certain size or with an id as HTML, since GitHub's Markdown has none.
  private func image(_ picture: Picture) -> String {
    guard picture.size != nil || picture.id != nil else {
      return "![\(text(picture.alternative, before: "[", after: "]"))]"
        + "(\(target(picture.source, picture.title)))"
    }
    let attributes = [
      ("id", picture.id), ("src", picture.source), ("alt", picture.alternative.plainText),
      ("title", picture.title.isEmpty ? nil : picture.title),
      ("width", picture.size?.width?.attribute),
      ("height", picture.size?.height?.attribute),
    ]
    let texts = attributes.compactMap { name, value in
      value.map { " \(name)=\"\($0.htmlEscaped)\"" }
    }
    return protected("<img\(texts.joined())>")
  }

  /// The first character that the inline is written with, roughly: enough to know its class.
  private func first(_ inline: Inline) -> Character? {
    switch inline {
    case .text(let text): text.first
    case .softBreak, .lineBreak: " "
    case .code: "`"
    case .expression(let expression): values[expression.index]?.first ?? "`"
    case .emphasis, .strong: "*"
    case .strikethrough: "~"
    case .link, .footnoteReference, .reference: "["
    case .image: "!"
    case .span(let attributes, let content):
      attributes.id == nil ? content.lazy.compactMap { first($0) }.first : "<"
    case .math: "$"
    case .html, .citation: "<"
    }
  }

  /// Between delimiters where GitHub recognises them, else between tags.
  private func emphasis(
    _ content: [Inline], _ delimiter: String, _ tag: String, _ before: Character?,
    _ after: Character?
  ) -> String {
    let mark = delimiter.first!
    let inner = text(content, before: mark, after: mark)
    let context = EmphasisContext(before: before, after: after)
    let isNested = content.contains { $0.isEmphasis }
    return context.recognizes(inner) && !isNested
      ? delimiter + inner + delimiter : "<\(tag)>\(inner)</\(tag)>"
  }

  /// GitHub sees no formula whose dollar touches a Chinese character; a space costs nothing there.
  private func inlineMath(_ tex: String, _ before: Character?, _ after: Character?) -> String {
    let opening = before?.isHan == true ? " $" : "$"
    let closing = after?.isHan == true && after?.isLetter == true ? "$ " : "$"
    return opening + protected(tex) + closing
  }

  private func span(_ code: String) -> String {
    guard !code.isEmpty else { return "<code></code>" }
    let fence = String(repeating: "`", count: MarkdownText.longestRun(of: "`", in: code) + 1)
    let isBlank = code.allSatisfy { $0 == " " }
    let touches = code.hasPrefix("`") || code.hasSuffix("`")
    let isPadded = touches || (code.hasPrefix(" ") && code.hasSuffix(" ") && !isBlank)
    let padding = isPadded ? " " : ""
    return protected(fence + padding + code + padding + fence)
  }

  private func target(_ destination: String, _ title: String) -> String {
    var address = ""
    for scalar in destination.unicodeScalars {
      switch scalar {
      case "\\", "<", ">", "(", ")", "&": address += "\\\(scalar)"
      case "\n", "\r", "|": address += percentEncoded(String(scalar))
      default: address.unicodeScalars.append(scalar)
      }
    }
    if address.isEmpty || address.contains(where: { $0.isWhitespace }) { address = "<\(address)>" }
    guard !title.isEmpty else { return address }
    return address + " \"" + MarkdownText.escaped(title).replacing("\"", with: "\\\"") + "\""
  }

  /// A table's pipes divide its cells even in code.
  private func protected(_ text: String) -> String {
    isTable ? text.replacing("|", with: "\\|").replacing("\n", with: " ") : text
  }
}

extension Inline {
  fileprivate var isEmphasis: Bool {
    switch self {
    case .emphasis, .strong: true
    default: false
    }
  }
}
