/// What a page says besides its author's text: the keys of the files `words/<language>.yml`.
///
/// Templates find a word by the name of its case.
enum Word: String, CaseIterable, Sendable {
  // The page
  case skip, theme, light, dark, automatic, search, contents, author, date, abstract, source
  case turn, previous, next
  case nothingFound = "nothing-found"
  case noSuchPage = "no-such-page"

  // Its text
  case done
  case notDone = "not-done"
  case calloutNote = "callout-note"
  case calloutTip = "callout-tip"
  case calloutImportant = "callout-important"
  case calloutWarning = "callout-warning"
  case calloutCaution = "callout-caution"
  case noteReference = "note-reference"
  case backToNote = "back-to-note"
  case computedBy = "computed-by"
  case codeBlock = "code-block"

  // Tables, figures, listings, equations
  case table, equation, rows, data
  case tableReference = "table-reference"
  case figureReference = "figure-reference"
  case listingReference = "listing-reference"
  case equationReference = "equation-reference"
  case sectionReference = "section-reference"
  case chapterReference = "chapter-reference"
  case shortOnPaper = "short-on-paper"
  case dataExcerpt = "data-excerpt"

  // Cells
  case code, copy, copied, lines, cell, value, recorded, error
  case cellInLine = "cell-in-line"
  case swiftCode = "swift-code"
  case standardOutput = "standard-output"
  case standardError = "standard-error"
  case sourceLine = "source-line"
  case errorDetails = "error-details"
  case errorLine = "error-line"
  case errorPlace = "error-place"

  // The colophon
  case colophon, seed, cells
  case madeBy = "made-by"
  case cellsFailed = "cells-failed"
  case cellsRecorded = "cells-recorded"
  case codeOnScreen = "code-on-screen"

  // Citations
  case references, undated, within, edition
  case backToCitation = "back-to-citation"
  case twoAuthors = "two-authors"
  case moreAuthors = "more-authors"
  case listedLast = "listed-last"
  case listedMore = "listed-more"
  case editorsLast = "editors-last"
  case withinEdited = "within-edited"
  case editionNamed = "edition-named"
  case mastersThesis = "masters-thesis"
  case doctoralThesis = "doctoral-thesis"

  // Punctuation
  case space, comma, semicolon
  case fullStop = "full-stop"
  case openParenthesis = "open-parenthesis"
  case closeParenthesis = "close-parenthesis"
  case listComma = "list-comma"

  /// The places in its text that are filled in.
  var places: [String] {
    switch self {
    case .noteReference, .backToNote, .backToCitation, .tableReference, .figureReference,
      .listingReference, .equationReference, .sectionReference, .chapterReference, .edition:
      ["number"]
    case .rows, .lines, .cells, .cellsFailed, .cellsRecorded: ["count"]
    case .dataExcerpt: ["shown", "count"]
    case .computedBy, .madeBy: ["source"]
    case .codeBlock: ["language"]
    case .cell: ["label"]
    case .cellInLine: ["line"]
    case .swiftCode, .standardOutput, .standardError, .value: ["cell"]
    case .sourceLine: ["file", "line"]
    case .errorPlace: ["cell", "line", "column"]
    case .seed: ["seed"]
    case .twoAuthors: ["first", "second"]
    case .moreAuthors: ["first"]
    case .listedLast, .editorsLast: ["names", "last"]
    case .listedMore: ["names"]
    case .within: ["title"]
    case .withinEdited: ["editors", "title"]
    case .editionNamed: ["edition"]
    default: []
    }
  }
}
