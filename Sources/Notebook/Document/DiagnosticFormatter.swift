import NotebookDisplay

/// Prints diagnostics as compilers do, with the line in question and a mark below it:
///
///     ch3.md:12:5: error: unknown option `ecko`; did you mean `echo`?
///     //| ecko: false
///         ^~~~
public struct DiagnosticFormatter: Sendable {
  private let lines: [[UInt8]]
  private let path: String
  private let isColored: Bool

  /// - Parameters:
  ///   - source: The text of the file at `path`, whose lines are quoted.
  ///   - isColored: Whether the text is for a terminal that knows ANSI's escape sequences.
  public init(source: String, path: String, isColored: Bool = false) {
    lines = SourceText(source).lines
    self.path = path
    self.isColored = isColored
  }

  /// The diagnostic and its notes, each on lines of its own, without a line end.
  public func format(_ diagnostic: Diagnostic) -> String {
    let location = [diagnostic.file, diagnostic.range.map { "\($0.lowerBound)" }]
      .compactMap { $0 }.joined(separator: ":")
    let severity = "\(diagnostic.severity.rawValue):"
    var parts = [
      styled("\(location):", .bold) + " " + styled(severity, diagnostic.severity.style) + " "
        + styled(diagnostic.message, .bold)
    ]
    if let range = diagnostic.range, diagnostic.file == path { parts += quotation(of: range) }
    return (parts + diagnostic.notes.map(format)).joined(separator: "\n")
  }

  /// The line on which the range begins, and the mark below it.
  private func quotation(of range: SourceRange) -> [String] {
    guard lines.indices.contains(range.lowerBound.line - 1) else { return [] }
    let line = lines[range.lowerBound.line - 1]
    let start = min(max(range.lowerBound.column - 1, 0), line.count)
    let isOneLine = range.lowerBound.line == range.upperBound.line
    let end = isOneLine ? min(max(range.upperBound.column - 1, start), line.count) : line.count
    // A tab stays a tab, so that the mark stands right whatever the width of the terminal's tabs.
    let padding = line[..<start].text.map { character in
      character == "\t" ? "\t" : String(repeating: " ", count: String(character).columns)
    }
    let width = line[start..<end].text.columns
    let mark = "^" + String(repeating: "~", count: max(width - 1, 0))
    return [line.text.printable, padding.joined() + styled(mark, .green)]
  }

  fileprivate enum Style: String {
    case bold = "1"
    case red = "1;31"
    case magenta = "1;35"
    case cyan = "1;36"
    case green = "1;32"
  }

  private func styled(_ text: String, _ style: Style) -> String {
    isColored ? "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m" : text
  }
}

extension Diagnostic.Severity {
  fileprivate var style: DiagnosticFormatter.Style {
    switch self {
    case .error: .red
    case .warning: .magenta
    case .note: .cyan
    }
  }
}

extension SourcePosition: CustomStringConvertible {
  public var description: String { "\(line):\(column)" }
}

extension String {
  /// The text without control characters, which a terminal would obey.
  fileprivate var printable: String {
    String(
      String.UnicodeScalarView(
        unicodeScalars.map { $0.properties.generalCategory == .control && $0 != "\t" ? "�" : $0 }))
  }
}
