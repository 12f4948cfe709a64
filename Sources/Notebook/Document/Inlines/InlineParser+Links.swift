/// Links, images and footnotes: all that stands in square brackets.
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
    guard bracket.isActive, let target = scanTarget(of: bracket, end: end) else {
      return pendingText.append(UInt8(ascii: "]"))
    }
    flushText()
    delimiters.pair(from: bracket.delimiters, in: &tokens)
    let span: InlineToken.Span
    let targetEnd = scanner.index
    let attributes = scanAttributes()
    if bracket.isImage {
      let attributes = context.pictureAttributes(
        attributes, at: text.range(of: targetEnd..<scanner.index))
      span = .image(source: target.destination, title: target.title, attributes)
      if attributes.alternative == nil { requireAlternative(of: bracket, end: end) }
    } else {
      let range = text.range(of: (bracket.contentStart - 1)..<targetEnd)
      let destination = context.resolve(target.destination, at: range)
      span = .link(destination: destination, title: target.title)
      unlinkBareLinks(from: bracket.token)
      deactivateBrackets()
    }
    tokens[bracket.token].content = .text("")
    tokens[bracket.token].beginning.append(span)
    tokens.append(InlineToken(content: .text(""), ending: [span]))
  }

  /// Pandoc's `{width=50%}` right behind a picture or a link; a label is no part of the text.
  private mutating func scanAttributes() -> [String: String] {
    scanner.attempt { scanner in
      let start = scanner.index
      guard scanner.current == UInt8(ascii: "{") else { return nil }
      scanner.scan { $0 != UInt8(ascii: "}") && $0 != UInt8(ascii: "\n") }
      guard scanner.scan("}"),
        let attributes = TrailingAttributes(of: scanner.bytes[start..<scanner.index]),
        attributes.id == nil
      else { return nil }
      return attributes.values
    } ?? [:]
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
