extension HTMLWriter {
  /// A picture or a table of the author's own.
  mutating func write(_ caption: Caption, of block: Block) {
    // What a cell shows as Markdown is no place for labels.
    guard let label = cells.captions[caption.label] else {
      return write([block, Block(.paragraph(caption.content), range: block.range)])
    }
    let text = captured { $0.write(caption.content) }
    let number = label.number.map { words.label(label.kind, $0) }
    switch block.kind {
    case .table(let table):
      let values = TableTemplate(
        words: words, id: label.id, isNarrow: table.columns <= narrowTableColumns, number: number,
        caption: text, hasCaption: true, html: html(of: table))
      write(templates.render(.table, values) + "\n")
    case .paragraph(let picture):
      let values = FigureTemplate(
        words: words, id: label.id, number: number, caption: text, hasCaption: true,
        html: captured { $0.write(picture) })
      write(templates.render(.figure, values) + "\n")
    case .codeBlock:
      let values = ListingTemplate(
        id: label.id, number: number, caption: text, html: captured { $0.write(block) })
      write(templates.render(.listing, values) + "\n")
    default: write(block)
    }
  }
}

extension PipeTable {
  /// How wide it is as plain text, with two spaces between its columns.
  fileprivate var columns: Int {
    let widths = ([header] + rows).map { row in row.map { $0.plainText.columns } }
    let widest = alignments.indices.map { column in widths.map { $0[column] }.max() ?? 0 }
    return widest.reduce(0, +) + 2 * max(0, widest.count - 1)
  }
}
