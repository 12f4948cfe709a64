/// GFM pipe tables. To libcmark they are paragraphs, in which a delimiter row gives them away.
struct TableParser {
  /// The lines of the paragraph in front of the table's header.
  let preceding: InlineText
  let block: Block

  static func parse(_ paragraph: InlineText, context: ParsingContext) -> TableParser? {
    guard paragraph.bytes.contains(UInt8(ascii: "\n")) else { return nil }
    let lines = paragraph.bytes.split(
      separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    for (header, delimiters) in zip(lines, lines.dropFirst()) {
      guard let alignments = alignments(in: delimiters),
        cells(of: header, in: paragraph).count == alignments.count
      else { continue }
      return TableParser(
        paragraph, header: header,
        rows: lines.drop { $0.startIndex <= delimiters.startIndex }, alignments: alignments,
        context: context)
    }
    return nil
  }

  private init(
    _ paragraph: InlineText, header: ArraySlice<UInt8>, rows: ArraySlice<ArraySlice<UInt8>>,
    alignments: [PipeTable.Alignment?], context: ParsingContext
  ) {
    func content(_ row: ArraySlice<UInt8>) -> [[Inline]] {
      let all = Self.cells(of: row, in: paragraph)
      let cells = all.prefix(alignments.count)
      if all.dropFirst(alignments.count).contains(where: { !$0.isEmpty }) {
        context.flaw(
          "this row has more cells than the header; `|` inside a cell is written `\\|`",
          at: paragraph.range(of: row.startIndex..<row.endIndex))
      }
      let padding = Array(repeating: InlineText(), count: alignments.count - cells.count)
      return (cells + padding).map { InlineParser.parse($0, context: context) }
    }
    preceding = paragraph[0..<header.startIndex].trimmed
    block = Block(
      .table(
        PipeTable(alignments: alignments, header: content(header), rows: rows.map(content))),
      range: paragraph.range(of: header.startIndex..<paragraph.bytes.count))
  }

  /// Reads `| :-- | :-: | --: |`.
  private static func alignments(in line: ArraySlice<UInt8>) -> [PipeTable.Alignment?]? {
    guard line.contains(UInt8(ascii: "|")) || line.contains(UInt8(ascii: ":")) else { return nil }
    var alignments: [PipeTable.Alignment?] = []
    for range in cellRanges(of: line) {
      let dashes = line[range].trimming { $0 == UInt8(ascii: ":") }
      guard !dashes.isEmpty, dashes.allSatisfy({ $0 == UInt8(ascii: "-") }),
        range.count - dashes.count <= 2
      else { return nil }
      let isLeft = line[range.lowerBound] == UInt8(ascii: ":")
      let isRight = line[range.upperBound - 1] == UInt8(ascii: ":")
      alignments.append(
        isLeft && isRight ? .center : isLeft ? .left : isRight ? .right : nil)
    }
    return alignments.isEmpty ? nil : alignments
  }

  /// The cells of a row. `\|` is a pipe in a cell, even in code.
  private static func cells(of row: ArraySlice<UInt8>, in paragraph: InlineText) -> [InlineText] {
    cellRanges(of: row).map { range in
      var cell = InlineText()
      var start = range.lowerBound
      for index in range.dropLast()
      where row[index] == UInt8(ascii: "\\") && row[index + 1] == UInt8(ascii: "|") {
        cell.append(paragraph[start..<index])
        start = index + 1
      }
      cell.append(paragraph[start..<range.upperBound])
      return cell
    }
  }

  /// Where the cells of a row are, between pipes without a backslash; the outermost pipes may lack.
  private static func cellRanges(of row: ArraySlice<UInt8>) -> [Range<Int>] {
    let row = row.trimming(while: \.isSpaceOrTab)
    var ranges: [Range<Int>] = []
    var start = row.startIndex + (row.first == UInt8(ascii: "|") ? 1 : 0)
    var index = start
    while index < row.endIndex {
      if row[index] == UInt8(ascii: "|") {
        ranges.append(start..<index)
        start = index + 1
      }
      index += row[index] == UInt8(ascii: "\\") ? 2 : 1
    }
    if start < row.endIndex { ranges.append(start..<row.endIndex) }
    return ranges.map { range in
      let content = row[range].trimming(while: \.isSpaceOrTab)
      return content.startIndex..<content.endIndex
    }
  }
}
