/// Links, images, spans and footnotes: all that stands in square brackets.
extension InlineParser {
  mutating func readOpeningBracket() {
    guard !readFootnoteReference(), !readBracketedReference(), !readBracketedCitation() else {
      return
    }
    pushBracket(isImage: false)
  }

  mutating func readExclamationMark() {
    let next = scanner.byte(at: scanner.index + 1)
    let isFootnote = scanner.byte(at: scanner.index + 2) == UInt8(ascii: "^")
    if next == UInt8(ascii: "["), !isFootnote {
      pushBracket(isImage: true)
    } else {
      readLiteral(1)
    }
  }

  private mutating func pushBracket(isImage: Bool) {
    if !brackets.isEmpty { brackets[brackets.count - 1].hasInnerBracket = true }
    append(.text(isImage ? "![" : "["))
    scanner.index += isImage ? 2 : 1
    brackets.append(
      Bracket(
        token: tokens.count - 1, isImage: isImage, contentStart: scanner.index,
        delimiters: delimiters.count))
  }

  /// `[^label]`
  private mutating func readFootnoteReference() -> Bool {
    let start = scanner.index
    guard let label = scanner.scanFootnoteLabel() else { return false }
    let name = label.text
    if context.isDefined(footnote: name) {
      append(.footnoteReference(label: name, number: context.number(ofFootnote: name)))
      return true
    }
    let isLink = scanner.current == UInt8(ascii: "(")
    if !isLink, context.definitions[scanner.bytes[(start + 1)..<(scanner.index - 1)]] == nil {
      context.warning(
        "there is no footnote `[^\(name)]: …`", at: text.range(of: start..<scanner.index))
    }
    scanner.index = start
    return false
  }

  mutating func readClosingBracket() {
    let end = scanner.index
    scanner.index += 1
    guard let bracket = brackets.popLast() else { return pendingText.append(UInt8(ascii: "]")) }
    if bracket.isActive, let target = scanTarget(of: bracket, end: end) {
      if bracket.isImage {
        enclose(from: bracket, in: image(target, bracket, end: end))
      } else {
        enclose(from: bracket, in: link(target, bracket))
        unlinkBareLinks(from: bracket.token)
        deactivateBrackets()
      }
    } else if !bracket.isImage, let attributes = scanSpanAttributes() {
      enclose(from: bracket, in: .attributed(attributes))
    } else {
      pendingText.append(UInt8(ascii: "]"))
    }
  }

  private mutating func enclose(from bracket: Bracket, in span: InlineToken.Span) {
    flushText()
    delimiters.pair(from: bracket.delimiters, in: &tokens)
    tokens[bracket.token].content = .text("")
    tokens[bracket.token].beginning.append(span)
    tokens.append(InlineToken(content: .text(""), ending: [span]))
  }

  private mutating func image(_ target: LinkDefinitions.Target, _ bracket: Bracket, end: Int)
    -> InlineToken.Span
  {
    let start = scanner.index
    let written = scanAttributes()
    var attributes = context.pictureAttributes(
      written?.values ?? [:], at: text.range(of: start..<scanner.index))
    attributes.id = written.flatMap { define($0.id, of: "picture") }
    if attributes.alternative == nil { requireAlternative(of: bracket, end: end) }
    return .image(source: target.destination, title: target.title, attributes)
  }

  private mutating func link(_ target: LinkDefinitions.Target, _ bracket: Bracket)
    -> InlineToken.Span
  {
    let range = text.range(of: (bracket.contentStart - 1)..<scanner.index)
    // What the attributes of a link say means nothing here; an id would, and stays as text.
    _ = scanAttributes { $0.id == nil }
    return .link(
      destination: context.resolve(target.destination, at: range), title: target.title)
  }

  // MARK: Attributes

  /// Pandoc's `{#id .class key=value}` right behind a bracket or a parenthesis.
  private mutating func scanAttributes(
    where condition: (TrailingAttributes) -> Bool = { _ in true }
  )
    -> TrailingAttributes?
  {
    scanner.attempt { scanner in
      let start = scanner.index
      guard scanner.current == UInt8(ascii: "{") else { return nil }
      scanner.scan { $0 != UInt8(ascii: "}") && $0 != UInt8(ascii: "\n") }
      guard scanner.scan("}"),
        let attributes = TrailingAttributes(of: scanner.bytes[start..<scanner.index]),
        attributes.start == start, condition(attributes)
      else { return nil }
      return attributes
    }
  }

  private mutating func scanSpanAttributes() -> SpanAttributes? {
    let attributes = scanAttributes {
      $0.id != nil || !$0.classes.isEmpty || !$0.values.isEmpty
    }
    return attributes.map {
      SpanAttributes(
        id: define($0.id, of: "span"), classes: $0.classes, values: $0.values)
    }
  }

  /// The id that stands in a part of the text.
  private func define(_ id: Range<Int>?, of owner: String) -> String? {
    guard let id else { return nil }
    let name = text.bytes[id].dropFirst().text
    if CrossReference.Kind(label: name) == .figure, owner == "picture" {
      context.error(
        "a label names a picture that stands alone in its paragraph", at: text.range(of: id))
    }
    context.define(id: name, of: owner, at: text.range(of: id))
    return name
  }

  private func requireAlternative(of bracket: Bracket, end: Int) {
    guard scanner.bytes[bracket.contentStart..<end].allSatisfy(\.isASCIIWhitespace) else { return }
    context.flaw(
      "this picture has no alternative text; write `![what it shows](…)`",
      at: text.range(of: (bracket.contentStart - 2)..<scanner.index))
  }

  /// A link's text contains no links: URLs that were recognised in it become text again.
  private mutating func unlinkBareLinks(from start: Int) {
    for index in start..<tokens.count where tokens[index].isBareLink {
      tokens[index].content = .text(tokens[index].content.children.plainText)
      tokens[index].isBareLink = false
    }
  }

  private mutating func deactivateBrackets() {
    for index in brackets.indices.reversed() where !brackets[index].isImage {
      guard brackets[index].isActive else { break }
      brackets[index].isActive = false
    }
  }

  private mutating func scanTarget(of bracket: Bracket, end: Int) -> LinkDefinitions.Target? {
    if let target = scanInlineTarget() { return target }
    let label = scanner.scanLinkLabel()
    if let label, !label.isEmpty { return definition(of: label, orBackTo: end + 1) }
    // `[text]` and `[text][]` are named by their text, which then has no brackets of its own.
    guard !bracket.hasInnerBracket, end - bracket.contentStart <= 999 else {
      scanner.index = end + 1
      return nil
    }
    return definition(of: scanner.bytes[bracket.contentStart..<end], orBackTo: end + 1)
  }

  private mutating func definition(
    of label: ArraySlice<UInt8>, orBackTo index: Int
  ) -> LinkDefinitions.Target? {
    let target = context.definitions[label]
    if target == nil { scanner.index = index }
    return target
  }

  /// `(destination "title")`
  private mutating func scanInlineTarget() -> LinkDefinitions.Target? {
    scanner.attempt { scanner in
      guard scanner.scan("(") else { return nil }
      scanner.skipSpacesAndLineEnd()
      return scanner.attempt { $0.scanTargetAndTitle() }
        ?? scanner.attempt { scanner in
          guard let destination = scanner.scanHeadingDestination(), scanner.scan(")") else {
            return nil
          }
          return LinkDefinitions.Target(destination: destination, title: "")
        }
    }
  }
}

extension ByteScanner {
  fileprivate mutating func scanTargetAndTitle() -> LinkDefinitions.Target? {
    guard let destination = scanLinkDestination() else { return nil }
    let end = index
    skipSpacesAndLineEnd()
    let title = index > end ? scanLinkTitle() : nil
    skipSpacesAndLineEnd()
    guard scan(")") else { return nil }
    return LinkDefinitions.Target(destination: destination, title: title ?? "")
  }

  /// `[^label]`, without its brackets and `^`.
  mutating func scanFootnoteLabel() -> ArraySlice<UInt8>? {
    attempt { scanner in
      guard scanner.scan("[^") else { return nil }
      let label = scanner.scan {
        !$0.isASCIIWhitespace && $0 != UInt8(ascii: "]") && $0 != UInt8(ascii: "[")
      }
      return !label.isEmpty && scanner.scan("]") ? label : nil
    }
  }
}
