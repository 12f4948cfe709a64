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
      text: "\(file):\(start.line):\(start.column)",
      href: options.source.map { percentEncoded($0) + "#L\(start.line)" },
      remark: remark
        ?? (isInCell && cell.label != nil
          ? words.place(in: name, line: line, column: start.column - cell.indentation) : nil))
  }
}

extension Document {
  /// The source line in which `range` begins, taken apart where the range begins and ends.
  fileprivate func line(of range: SourceRange) -> ErrorTemplate.Line? {
    let lines = source.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    guard lines.indices.contains(range.lowerBound.line - 1) else { return nil }
    let bytes = Array(lines[range.lowerBound.line - 1])
    let start = min(bytes.count, max(0, range.lowerBound.column - 1))
    let isOneLine = range.upperBound.line == range.lowerBound.line
    var end = isOneLine ? min(bytes.count, range.upperBound.column - 1) : bytes.count
    // A place without extent marks the character that stands there.
    if end <= start {
      let rest = String(decoding: bytes[start...], as: UTF8.self)
      end = start + (rest.first.map { String($0).utf8.count } ?? 0)
    }
    func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
    return ErrorTemplate.Line(
      number: range.lowerBound.line, before: text(0..<start), marked: text(start..<end),
      after: text(end..<bytes.count))
  }
}
