/// A part of a Markdown page, and what of the chapter it shows.
struct PageSection: Sendable {
  enum Content: Sendable {
    case title
    case block(Block)
    case footnote(Footnote)
  }

  var content: Content
  /// On the page, counted from 0.
  var lines: Range<Int>
  /// How many of them show a cell's code.
  var codeLineCount = 0
}

extension PageSection {
  /// What an author would call some lines of a page, and where they come from in the chapter.
  static func place(of lines: Range<Int>, in sections: [PageSection]) -> (
    line: Int, subject: String
  ) {
    // Between two sections, and behind the last, what is missing belonged to the one in front.
    let section =
      sections.last { $0.lines.lowerBound <= lines.lowerBound } ?? sections.first
    guard let section else { return (1, "the page") }
    return section.place(of: lines.lowerBound - section.lines.lowerBound)
  }

  /// - Parameter offset: of a line from the section's beginning.
  private func place(of offset: Int) -> (line: Int, subject: String) {
    switch content {
    case .title: return (1, "the title")
    case .footnote(let note): return (note.range.lowerBound.line, "footnote '\(note.label)'")
    case .block(let block):
      let start = block.range.lowerBound.line
      switch block.kind {
      case .cell(let cell):
        return (cell.firstLine, "\(cell.nameOnPage): \(offset < codeLineCount ? "code" : "output")")
      case .paragraph:
        return (min(start + max(0, offset), block.range.upperBound.line), "the text")
      default:
        let cells = block.selfAndDescendants.compactMap { block -> Cell? in
          if case .cell(let cell) = block.kind { cell } else { nil }
        }
        guard !cells.isEmpty else { return (start, "the text") }
        return (start, "the text with " + cells.map(\.nameOnPage).joined(separator: " and "))
      }
    }
  }
}

extension Cell {
  fileprivate var nameOnPage: String { label.map { "cell '\($0)'" } ?? "the cell" }
}
