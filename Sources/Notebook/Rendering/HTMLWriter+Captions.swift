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
      let rows = table.rows.count
      let isLong = rows > longTableRows
      let values = TableTemplate(
        words: words, id: label.id, isLong: isLong,
        isNarrow: table.textWidth <= narrowTableColumns, number: number,
        caption: text + (isLong ? " · " + rowCount(rows) : ""), hasCaption: true,
        html: html(of: table))
      write(templates.render(.table, values) + "\n")
    case .paragraph(let picture):
      let values = FigureTemplate(
        words: words, id: label.id, number: number, caption: text, hasCaption: true,
        html: captured { $0.write(picture) })
      write(templates.render(.figure, values) + "\n")
    case .codeBlock:
      let values = ListingTemplate(
        words: words, id: label.id, number: number, caption: text,
        html: captured { $0.write(block) })
      write(templates.render(.listing, values) + "\n")
    default: write(block)
    }
  }

  /// "25 rows", as a part of a caption.
  func rowCount(_ count: Int) -> String {
    let mark = words.mark(.rows)
    let text = words.text(.rows, count: count).htmlEscaped
    return mark.isEmpty ? text : "<span\(mark)>\(text)</span>"
  }
}
