/// Finds an answer, a section of the chapter, by its number or its id.
struct AnswerSelector {
  private let document: Document

  init(_ document: Document) { self.document = document }

  /// The lines of the section: up to the next heading of its level or a higher one.
  func lines(of answer: String) throws(Diagnostic) -> Range<Int> {
    let headings = document.blocks.compactMap { block -> (heading: Heading, line: Int)? in
      guard case .heading(let heading) = block.kind else { return nil }
      return (heading, block.range.lowerBound.line)
    }
    guard
      let index = headings.firstIndex(where: {
        $0.heading.number == answer || $0.heading.id == answer
      })
    else {
      let known = headings.compactMap(\.heading.number).joined(separator: ", ")
      throw Diagnostic(
        .error, "no answer '\(answer)'" + (known.isEmpty ? "" : "; there are \(known)"),
        file: document.path)
    }
    let end = headings[(index + 1)...].first { $0.heading.level <= headings[index].heading.level }
    return headings[index].line..<(end?.line ?? Int.max)
  }
}
