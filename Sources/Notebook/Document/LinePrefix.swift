/// What stands in front of the content of a line: indentation, and markers of quotations and lists.
struct LinePrefix {
  /// In bytes.
  private(set) var length = 0
  /// Where the content begins, counted from 0, with tabs to the next multiple of four.
  private(set) var column = 0
  private(set) var quoteDepth = 0
  /// The columns at which the content of the lists around the line begins.
  private(set) var listColumns: [Int]
  /// Whether the content is indented so far that it is code.
  private(set) var isIndentedCode = false

  /// Reads the prefix of a line that follows lines within lists of these columns.
  init(_ line: [UInt8], listColumns: [Int]) {
    self.listColumns = listColumns
    while true {
      let indentation = skipSpaces(line)
      if indentation.isBlank { return }
      while let list = self.listColumns.last, list > column { self.listColumns.removeLast() }
      let start = max(self.listColumns.last ?? 0, indentation.start)
      if column - start >= 4 {
        isIndentedCode = true
        return
      }
      guard skipQuoteMarker(line) || skipListMarker(line) else { return }
    }
  }

  /// The content of a later line of the same block; `nil` if that line is outside of the lists and
  /// quotations that the block is in.
  func content(ofContinuation line: [UInt8]) -> ArraySlice<UInt8>? {
    var other = LinePrefix()
    for _ in 0..<quoteDepth {
      _ = other.skipSpaces(line)
      guard other.skipQuoteMarker(line) else { return nil }
    }
    let isBlank = other.skipSpaces(line).isBlank
    guard isBlank || other.column >= (listColumns.last ?? 0) else { return nil }
    return line[other.length...]
  }

  private init() { listColumns = [] }

  private mutating func skipSpaces(_ line: [UInt8]) -> (start: Int, isBlank: Bool) {
    let start = column
    while length < line.count, line[length].isSpaceOrTab {
      column += line[length] == UInt8(ascii: "\t") ? 4 - column % 4 : 1
      length += 1
    }
    return (start, length == line.count)
  }

  private mutating func skipQuoteMarker(_ line: [UInt8]) -> Bool {
    guard length < line.count, line[length] == UInt8(ascii: ">") else { return false }
    advance(1)
    if length < line.count, line[length] == UInt8(ascii: " ") { advance(1) }
    quoteDepth += 1
    return true
  }

  /// `-`, `+`, `*`, `1.` or `1)`, and the spaces behind it.
  private mutating func skipListMarker(_ line: [UInt8]) -> Bool {
    var scanner = ByteScanner(line, at: length)
    let digits = scanner.scan(while: \.isASCIIDigit)
    let delimiters = digits.isEmpty ? "-+*" : ".)"
    guard digits.count <= 9, let delimiter = scanner.current, delimiters.utf8.contains(delimiter),
      scanner.byte(at: scanner.index + 1)?.isSpaceOrTab == true
    else { return false }
    advance(scanner.index + 1 - length)
    let markerEnd = (length: length, column: column)
    let isBlank = skipSpaces(line).isBlank
    if isBlank || column - markerEnd.column > 4 {
      // The content is blank, or indented code: it begins one space behind the marker.
      (length, column) = (markerEnd.length + 1, markerEnd.column + 1)
    }
    listColumns.append(column)
    return true
  }

  private mutating func advance(_ count: Int) {
    length += count
    column += count
  }
}
