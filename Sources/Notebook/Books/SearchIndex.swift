import Foundation

/// What a book's search knows: what each section shows, but its code.
struct SearchIndex: Sendable {
  struct Section: Codable, Hashable, Sendable {
    var page: String
    /// The heading's anchor; `nil` for what stands before the first one.
    var id: String?
    var title: String
    var text: String
  }

  var sections: [Section] = []

  /// A script rather than JSON: pages that lie in a folder may not fetch, but may run scripts.
  var script: String {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      return
        "window.searchIndex = \(String(decoding: try encoder.encode(sections), as: UTF8.self));\n"
    }
  }
}

extension SearchIndex.Section {
  /// Those of a chapter, in their order.
  static func sections(
    of document: Document, _ result: ExecutionResult, page: String, languages: Languages
  ) -> [SearchIndex.Section] {
    let shown = ShownText(document, result, languages)
    var sections: [SearchIndex.Section] = []
    var section = SearchIndex.Section(page: page, title: document.readableTitle, text: "")
    var texts: [String] = []
    func end() {
      section.text = texts.filter { !$0.isEmpty }.joined(separator: " ")
      sections.append(section)
      texts = []
    }
    for block in document.blocks {
      if case .heading(let heading) = block.kind {
        end()
        let number = heading.number.map { $0 + " " } ?? ""
        section = SearchIndex.Section(
          page: page, id: heading.id, title: number + shown.text(heading.content), text: "")
      } else {
        texts += block.selfAndDescendants.flatMap(shown.texts)
      }
    }
    end()
    // The first heading may be the title itself.
    if sections.count > 1, sections[0].text.isEmpty, sections[0].title == sections[1].title {
      sections.removeFirst()
    }
    return sections
  }
}

/// The words that a page shows.
private struct ShownText {
  private let values: [Int: String]
  private let cells: ShownCells
  private let references: CrossReferences

  init(_ document: Document, _ result: ExecutionResult, _ languages: Languages) {
    values = result.inlineValues
    cells = ShownCells(document, result)
    references = CrossReferences(document, cells, languages: languages)
  }

  func texts(of block: Block) -> [String] {
    switch block.kind {
    case .captioned(let caption, let content):
      // A picture's alternative text is its caption, unless it has one of its own.
      text(content.flatMap(\.inlines)) == text(caption.content) ? [] : [text(caption.content)]
    case .table(let table): (table.header + table.rows.flatMap(\.self)).map(text)
    case .cell(let cell): cells[cell].outputs.flatMap(texts)
    default: [text(block.inlines)]
    }
  }

  private func texts(of output: ShownCell.Output) -> [String] {
    let content: String? =
      switch output.content {
      case .stream(.stdout, let text): text
      case .stream(.stderr, _), .error: nil
      // What a figure shows is in its caption.
      case .display(let bundle) where bundle.role == .figure: nil
      case .display(let bundle) where bundle.role == .value:
        bundle.text(.markdown).map(text(of:)) ?? bundle.text(.plain)
      case .display(let bundle): bundle.text(.plain)
      }
    let caption = output.label?.caption.map { text(MarkdownSnippet.inlines($0)) }
    return [caption, content].compactMap(\.self)
      .map { $0.split(whereSeparator: \.isWhitespace).joined(separator: " ") }
  }

  private func text(of markdown: String) -> String {
    MarkdownSnippet.blocks(markdown).flatMap(\.selfAndDescendants).flatMap(texts)
      .joined(separator: " ")
  }

  func text(_ content: [Inline]) -> String { content.map(text).joined() }

  private func text(_ inline: Inline) -> String {
    switch inline {
    case .expression(let expression): values[expression.index].map(MarkdownSnippet.text) ?? ""
    case .reference, .citation: references.resolved([inline]).readableText
    default: inline.children.isEmpty ? inline.readableText : text(inline.children)
    }
  }
}
