/// Makes cells of fenced code, and numbers them.
struct CellParser {
  let context: ParsingContext
  private var count = 0

  init(context: ParsingContext) {
    self.context = context
  }

  /// `nil` for a cell whose fence can't be read, which is reported.
  mutating func parse(_ node: CMarkNode, reader: LeafReader, answer: String?) -> Cell? {
    let fence = reader.start(of: node)
    guard let fenceOptions = fenceOptions(reader.source.line(fence.line), at: fence) else {
      return nil
    }
    if reader.closingFence(of: node) == nil {
      context.error(
        "the cell that begins here has no closing fence",
        at: fence..<reader.source.endOfLine(fence.line))
    }
    var lines = node.literal.split(separator: "\n", omittingEmptySubsequences: false)
    if lines.last == "" { lines.removeLast() }
    let optionLines = lines.prefix { $0.optionMarker != nil }
    defer { count += 1 }
    let yaml = YAMLText(lines: fenceOptions + yamlLines(optionLines, below: fence))
    let options = options(yaml, lineCount: lines.count - optionLines.count)
    var cell = Cell(
      index: count, options: options,
      source: lines.dropFirst(optionLines.count).joined(separator: "\n"),
      firstLine: fence.line + 1 + optionLines.count, indentation: fence.column - 1, answer: answer)
    cell.captionExpressions = captionExpressions(of: options, yaml, below: fence)
    return cell
  }

  private func fenceOptions(_ line: [UInt8], at fence: SourcePosition) -> [YAMLText.Line]? {
    do throws(FenceOptions.Problem) {
      return try FenceOptions(of: line[(fence.column - 1)...], at: fence).lines
    } catch {
      context.flaw(
        "the cell is not run, since its fence is not understood from here on: its braces may hold a"
          + " label and options such as `echo=FALSE`", at: error.range)
      return nil
    }
  }

  private func yamlLines(_ lines: ArraySlice<Substring>, below fence: SourcePosition)
    -> [YAMLText.Line]
  {
    lines.enumerated().map { index, line in
      let marker = line.optionMarker ?? ""
      return YAMLText.Line(
        text: line.dropFirst(marker.count),
        start: SourcePosition(
          line: fence.line + 1 + index, column: fence.column + marker.utf8.count))
    }
  }

  private func captionExpressions(
    of options: CellOptions, _ yaml: YAMLText, below fence: SourcePosition
  ) -> [InlineExpression] {
    // YAML can fold and quote a caption: an expression is looked for on the line that spells it.
    var places = yaml.lines.flatMap { line in
      line.text.ranges(of: CaptionExpression.mark).map { range in
        SourcePosition(
          line: line.start.line,
          column: line.start.column + line.text[..<range.upperBound].utf8.count + 1)
      }
    }[...]
    return CaptionExpression.captions(of: options).flatMap(CaptionExpression.sources).map {
      source in
      let start = places.popFirst() ?? SourcePosition(line: fence.line + 1, column: fence.column)
      let end = SourcePosition(line: start.line, column: start.column + source.utf8.count)
      return context.makeExpression(source: source, range: start..<end)
    }
  }

  /// - Parameter lineCount: How many lines of code there are.
  private func options(_ yaml: YAMLText, lineCount: Int) -> CellOptions {
    guard !yaml.lines.isEmpty else { return CellOptions() }
    var parser = CellOptionParser(yaml: yaml, context: context)
    parser.parse(scope: .cell)
    for label in parser.labels {
      context.define(label: label.name, of: label.owner, at: label.range)
    }
    if let last = parser.options.highlightedLines?.map(\.upperBound).max(), last > lineCount {
      context.error(
        "the code has no line \(last), only \(lineCount)", at: parser.highlightedLinesRange)
    }
    return parser.options
  }
}

extension Substring {
  /// `//|` or `#|` with the space behind it, on a line of options.
  fileprivate var optionMarker: Substring? {
    let indentation = prefix { $0 == " " || $0 == "\t" }
    let content = self[indentation.endIndex...]
    guard let marker = ["//|", "#|"].first(where: { content.hasPrefix($0) }) else { return nil }
    let rest = content.dropFirst(marker.count)
    return self[..<(rest.first == " " ? rest.index(after: rest.startIndex) : rest.startIndex)]
  }
}
