import Yams

/// YAML that is a file or stands in a Markdown file, and the way from its nodes back to their places.
struct YAMLText {
  struct Line {
    let text: Substring
    /// Where the text begins in the file.
    let start: SourcePosition
  }

  let lines: [Line]

  init(lines: [Line]) {
    self.lines = lines
  }

  /// Of a whole file.
  init(source: String) {
    lines = SourceText(source).lines.enumerated().map { index, line in
      Line(text: Substring(line.text), start: SourcePosition(line: index + 1))
    }
  }

  /// The pairs of the mapping that the text is. Anything else is reported.
  func mapping(_ context: ParsingContext) -> [(key: Node, value: Node)] {
    do {
      let text = lines.map(\.text).joined(separator: "\n")
      // The default asks the environment each time.
      switch try Yams.compose(yaml: text, .default, .default, .utf8) {
      case nil: return []
      case .mapping(let mapping)?: return mapping.map { ($0.key, $0.value) }
      case let node? where node.isNull: return []
      case let node?:
        context.error("this should be YAML of the form `key: value`", at: range(of: node))
      }
    } catch let error as YamlError {
      let (problem, mark) = error.explanation
      context.error("the YAML is broken: \(problem)", at: mark.map(range) ?? wholeRange)
    } catch {
      context.error("the YAML is broken: \(error)", at: wholeRange)
    }
    return []
  }

  func range(of node: Node) -> SourceRange {
    guard let mark = node.mark else { return wholeRange }
    var range = range(mark)
    if case .scalar(let scalar) = node {
      let quotes = [.singleQuoted, .doubleQuoted].contains(scalar.style) ? 2 : 0
      let end = range.lowerBound.column + scalar.string.utf8.count + quotes
      range =
        range
        .lowerBound..<min(
          range.upperBound, SourcePosition(line: range.lowerBound.line, column: end))
    }
    return range
  }

  /// From a mark to the end of its line. libYAML counts characters, not bytes.
  private func range(_ mark: Mark) -> SourceRange {
    guard let last = lines.last else { return wholeRange }
    let line = lines.indices.contains(mark.line - 1) ? lines[mark.line - 1] : last
    let skipped = line.text.unicodeScalars.prefix(max(mark.column - 1, 0))
    let start = SourcePosition(
      line: line.start.line, column: line.start.column + Substring(skipped).utf8.count)
    let end = SourcePosition(
      line: line.start.line, column: line.start.column + line.text.utf8.count)
    return start..<max(start, end)
  }

  private var wholeRange: SourceRange {
    guard let first = lines.first, let last = lines.last else {
      return SourcePosition(line: 1)..<SourcePosition(line: 1)
    }
    let end = SourcePosition(
      line: last.start.line, column: last.start.column + last.text.utf8.count)
    return first.start..<max(first.start, end)
  }
}

extension Node {
  var isNull: Bool { isPlain && ["", "~", "null"].contains(scalar?.string.lowercased()) }

  /// Whether the node is a scalar without quotes.
  var isPlain: Bool { scalar?.style == .plain }
}

extension YamlError {
  /// The problem in a few words, and where it was met.
  fileprivate var explanation: (problem: String, mark: Mark?) {
    switch self {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      (problem, mark)
    case .duplicatedKeysInMapping(let duplicates, let context):
      (
        "the key `\(duplicates.first ?? "")` stands twice",
        context.mark
      )
    case .reader(let problem, _, _, _): (problem, nil)
    default: ("\(self)", nil)
    }
  }
}
