extension [Inline] {
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

  /// Without what may not stand in a link: links, notes, and ids, which the text has elsewhere.
  var withoutLinks: [Inline] {
    flatMap { inline -> [Inline] in
      switch inline {
      case .link(_, _, let content): content.withoutLinks
      case .footnoteReference: []
      case .reference(_, let content), .citation(_, let content): content.withoutLinks
      case .emphasis(let content): [.emphasis(content.withoutLinks)]
      case .strong(let content): [.strong(content.withoutLinks)]
      case .strikethrough(let content): [.strikethrough(content.withoutLinks)]
      case .span(let attributes, let content):
        [.span(attributes.withoutID, content.withoutLinks)]
      case .image(let picture): [.image(picture.withoutID)]
      default: [inline]
      }
    }
  }
}

extension Character {
  /// Whether it is a Chinese character or full-width punctuation.
  var isHan: Bool { unicodeScalars.first?.isCJK == true }
}
