import NotebookDisplay

extension HTMLWriter {
  /// An error with the line of the Markdown file that it is about.
  mutating func html(of diagnostic: Diagnostic, in cell: Cell) -> String {
    let lines = diagnostic.message.split(separator: "\n", omittingEmptySubsequences: false)
    let details = lines.dropFirst().joined(separator: "\n")
    let notes = diagnostic.notes.map { self.place(of: $0, remark: $0.message, in: cell) }
    let place = self.place(of: diagnostic, remark: nil, in: cell)
    return templates.render(
      .error,
      ErrorTemplate(
        words: words, id: nextErrorID(), message: String(lines[0]),
        details: details.isEmpty ? nil : details,
        line: diagnostic.range.flatMap { document.line(of: $0) },
        places: (diagnostic.range == nil ? [] : [place]) + notes))
  }

  private func place(
    of diagnostic: Diagnostic, remark: String?, in cell: Cell
  ) -> ErrorTemplate.Place {
    guard let start = diagnostic.range?.lowerBound else {
      return ErrorTemplate.Place(text: remark ?? "", href: nil, remark: nil)
    }
    let line = start.line - cell.firstLine + 1
    let isInCell =
      line >= 1
      && line
        <= cell.source.split(
          separator: "\n", omittingEmptySubsequences: false
        ).count
    let name = words.cell(cell.label, line: cell.firstLine)
    return ErrorTemplate.Place(
      text: "\(document.fileName):\(start.line):\(start.column)",
      href: options.source.map { percentEncoded($0) + "#L\(start.line)" },
      remark: remark
        ?? (isInCell && cell.label != nil
          ? words.place(in: name, line: line, column: start.column - cell.indentation) : nil))
  }
}
