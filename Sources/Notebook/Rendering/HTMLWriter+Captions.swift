extension HTMLWriter {
  /// Pictures, a table or code of the author's own.
  mutating func write(_ caption: Caption, of blocks: [Block]) {
    // What a cell shows as Markdown is no place for labels.
    guard let first = blocks.first else { return }
    guard let label = cells.captions[caption.label] else {
      return write(blocks + [Block(.paragraph(caption.content), range: first.range)])
    }
    let text = captured { $0.write(caption.content) }
    let number = label.number.map { words.label(label.kind, $0) }
    switch (label.kind, first.kind) {
    case (.table, .table(let table)) where blocks.count == 1:
      let rows = table.rows.count
      let isLong = rows > longTableRows
      let values = TableTemplate(
        words: words, id: label.id, isLong: isLong,
        isNarrow: table.textWidth <= narrowTableColumns, number: number,
        caption: text + (isLong ? " · " + rowCount(rows) : ""), hasCaption: true,
        html: html(of: table))
      write(templates.render(.table, values) + "\n")
    case (.listing, _):
      let values = ListingTemplate(
        words: words, id: label.id, number: number, caption: text,
        html: captured { $0.write(blocks) })
      write(templates.render(.listing, values) + "\n")
    case (.figure, _), (.table, _):
      let values = FigureTemplate(
        words: words, id: label.id, number: number, caption: text, hasCaption: true,
        html: captured { $0.writeFigure(blocks) })
      write(templates.render(.figure, values) + "\n")
    }
  }

  /// A single picture without the paragraph that it stands in.
  private mutating func writeFigure(_ blocks: [Block]) {
    if blocks.count == 1, case .paragraph(let content) = blocks[0].kind {
      write(content)
    } else {
      write(blocks)
    }
  }

  /// "25 rows", as a part of a caption.
  func rowCount(_ count: Int) -> String {
    let mark = words.mark(.rows)
    let text = words.text(.rows, count: count).htmlEscaped
    return mark.isEmpty ? text : "<span\(mark)>\(text)</span>"
  }
}
