// What is made of several words, or depends on what it is about.

extension Wording {
  /// "Table 3.1".
  func label(_ kind: FloatLabel.Kind, _ number: String) -> String {
    text(kind.word, ["number": number])
  }

  /// "Table 3.1", "Equation (3.1)", "Section 3.1".
  ///
  /// - Parameter isChapter: Whether a section is the whole chapter.
  func reference(
    to kind: CrossReference.Kind, _ number: String, isChapter: Bool = false
  ) -> String {
    text(kind.word(isChapter: isChapter), ["number": number])
  }

  /// "cell tbl-alexnet".
  func cell(_ label: String?, line: Int) -> String {
    label.map { text(.cell, ["label": $0]) } ?? text(.cellInLine, ["line": String(line)])
  }

  func output(_ stream: CellOutput.Stream, of cell: String) -> String {
    switch stream {
    case .stdout: text(.standardOutput, ["cell": cell])
    case .stderr: text(.standardError, ["cell": cell])
    }
  }

  func sourceLine(_ file: String, _ line: Int) -> String {
    text(.sourceLine, ["file": file, "line": String(line)])
  }

  func place(in cell: String, line: Int, column: Int) -> String {
    text(.errorPlace, ["cell": cell, "line": String(line), "column": String(column)])
  }

  /// What opens the numbers behind a drawing: how many rows there are, and how many are shown.
  func data(rows: [Int], shown: [Int]) -> String {
    guard rows != shown else { return self[.data] }
    return text(
      .dataExcerpt, count: rows.reduce(0, +), ["shown": String(shown.reduce(0, +))])
  }

  func codeBlock(_ language: String?) -> String {
    language.map { text(.codeBlock, ["language": $0]) } ?? self[.code]
  }

  /// What made the page; `source` is HTML.
  func colophon(
    source: String, facts: [String], cells: Int, failures: Int, recorded: Int
  ) -> String {
    let made = [text(.madeBy, ["source": source])] + facts.map(\.htmlEscaped)
    let counts = [
      cells > 0 ? text(.cells, count: cells) : nil,
      cells > 0 && failures > 0 ? text(.cellsFailed, count: failures) : nil,
      cells > 0 && recorded > 0 ? text(.cellsRecorded, count: recorded) : nil,
    ].compactMap(\.self)
    let sentences = [made, counts].filter { !$0.isEmpty }
    return sentences.map { $0.joined(separator: self[.comma]) + self[.fullStop] }
      .joined(separator: self[.space])
  }

  func seed(_ seed: Int) -> String { text(.seed, ["seed": String(seed)]) }
}

extension FloatLabel.Kind {
  /// What it is called by.
  var word: Word {
    switch self {
    case .table: .tableReference
    case .figure: .figureReference
    case .listing: .listingReference
    }
  }
}

extension CrossReference.Kind {
  /// What one with a number is called by.
  func word(isChapter: Bool) -> Word {
    switch self {
    case .table: .tableReference
    case .figure: .figureReference
    case .listing: .listingReference
    case .equation: .equationReference
    case .section: isChapter ? .chapterReference : .sectionReference
    }
  }
}

extension Callout {
  /// The title of one without a title of its own.
  var word: Word {
    switch self {
    case .note: .calloutNote
    case .tip: .calloutTip
    case .important: .calloutImportant
    case .warning: .calloutWarning
    case .caution: .calloutCaution
    }
  }
}
