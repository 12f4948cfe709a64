extension [Inline] {
  /// The text alone, as in an image's `alt`.
  var plainText: String { map(\.plainText).joined() }

  /// Without the line breaks between Chinese characters: Chinese is written without spaces, so
  /// that such a break means nothing.
  var withoutHanBreaks: [Inline] {
    enumerated().compactMap { index, inline in
      guard case .softBreak = inline, index > 0, index + 1 < count,
        self[index - 1].plainText.last?.isHan == true,
        self[index + 1].plainText.first?.isHan == true
      else { return inline }
      return nil
    }
  }

  /// Without what may not stand in a link: links, notes.
  var withoutLinks: [Inline] {
    flatMap { inline -> [Inline] in
      switch inline {
      case .link(_, _, let content): content.withoutLinks
      case .footnoteReference: []
      case .emphasis(let content): [.emphasis(content.withoutLinks)]
      case .strong(let content): [.strong(content.withoutLinks)]
      case .strikethrough(let content): [.strikethrough(content.withoutLinks)]
      default: [inline]
      }
    }
  }
}

extension Inline {
  var plainText: String {
    switch self {
    case .text(let text), .code(let text), .math(let text, _): text
    case .softBreak, .lineBreak: " "
    case .expression(let expression): expression.source
    case .emphasis(let content), .strong(let content), .strikethrough(let content),
      .link(_, _, let content), .image(_, _, let content):
      content.plainText
    case .html, .footnoteReference: ""
    }
  }
}

extension Character {
  /// Whether it is a Chinese character or full-width punctuation.
  fileprivate var isHan: Bool {
    guard let scalar = unicodeScalars.first?.value else { return false }
    return [0x3000...0x303F, 0x3400...0x9FFF, 0xF900...0xFAFF, 0xFF00...0xFF60, 0x20000...0x3FFFD]
      .contains { $0.contains(scalar) }
  }
}
