/// Markdown that is no part of the document: captions, values, what a cell shows.
enum MarkdownSnippet {
  /// - Parameter range: Where in the document the snippet comes from.
  static func blocks(_ markdown: String, at range: SourceRange? = nil) -> [Block] {
    let document = Document.parse(markdown, path: "", isPage: false).document
    guard document.footnotes.isEmpty else {
      // There is no place for notes: what looks like one is text.
      let start = SourcePosition(line: 1)
      return [Block(.paragraph([.text(markdown)]), range: range ?? start..<start)]
    }
    return document.blocks.map { $0.asShown(at: range) }
  }

  /// For where a sentence goes on: a snippet that is no paragraph is text there.
  static func inlines(_ markdown: String) -> [Inline] {
    let blocks = blocks(markdown)
    if blocks.count == 1, case .paragraph(let content) = blocks[0].kind { return content }
    return markdown.isEmpty ? [] : [.text(markdown)]
  }

  /// What a reader sees of it where there is no markup.
  static func text(_ markdown: String) -> String { inlines(markdown).readableText }
}

extension Block {
  /// With cells and expressions as mere code: what a cell shows is not run.
  fileprivate func asShown(at range: SourceRange?) -> Block {
    var block = self
    block.range = range ?? block.range
    switch kind {
    case .cell(let cell): block.kind = .codeBlock(language: "swift", text: cell.source + "\n")
    case .paragraph(let content): block.kind = .paragraph(content.map(\.withoutExecution))
    case .heading(var heading):
      heading.content = heading.content.map(\.withoutExecution)
      block.kind = .heading(heading)
    case .blockQuote(let blocks): block.kind = .blockQuote(blocks.map { $0.asShown(at: range) })
    case .callout(let callout, let title, let blocks):
      block.kind = .callout(callout, title: title, blocks.map { $0.asShown(at: range) })
    case .list(var list):
      for index in list.items.indices {
        list.items[index].blocks = list.items[index].blocks.map { $0.asShown(at: range) }
      }
      block.kind = .list(list)
    case .table(var table):
      table.header = table.header.map { $0.map(\.withoutExecution) }
      table.rows = table.rows.map { $0.map { $0.map(\.withoutExecution) } }
      block.kind = .table(table)
    case .captioned(var caption, let content):
      caption.content = caption.content.map(\.withoutExecution)
      block.kind = .captioned(caption, content.map { $0.asShown(at: range) })
    case .division(let columns, let blocks):
      block.kind = .division(columns: columns, blocks.map { $0.asShown(at: range) })
    case .codeBlock, .math, .html, .thematicBreak, .referenceList: break
    }
    return block
  }
}

extension Inline {
  fileprivate var withoutExecution: Inline {
    switch self {
    case .expression(let expression): .code(expression.source)
    case .reference(let reference, let content):
      .reference(reference.withoutPlace, content: content)
    default: mapChildren(\.withoutExecution)
    }
  }
}
