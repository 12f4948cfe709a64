/// What a fence says of its cell in its braces, as knitr has it:
///
///     ```{swift fig-loss, echo=FALSE, fig.cap="The loss"}
struct FenceOptions {
  /// Where the fence can't be read.
  struct Problem: Error {
    let range: SourceRange
  }

  /// The same as a cell's options are otherwise written. Names and values have a line each, which
  /// keeps their places.
  private(set) var lines: [YAMLText.Line] = []
  private var scanner: ByteScanner
  private let start: SourcePosition

  /// - Parameters:
  ///   - fence: The line from the fence to its end.
  ///   - start: Where that begins.
  init(of fence: ArraySlice<UInt8>, at start: SourcePosition) throws(Problem) {
    self.start = start
    scanner = ByteScanner(Array(fence.trimmingEnd(while: \.isASCIIWhitespace)))
    scanner.scan { "`~".utf8.contains($0) }
    scanner.scan(while: \.isSpaceOrTab)
    guard scanner.scan("{swift") else { return }
    while let begin = nextOption() { try readOption(at: begin) }
    guard scanner.scan("}"), scanner.current?.isSpaceOrTab ?? true else {
      throw problem(at: scanner.index)
    }
  }

  /// Where the next option begins.
  private mutating func nextOption() -> Int? {
    scanner.scan { $0.isSpaceOrTab || $0 == UInt8(ascii: ",") }
    return scanner.isAtEnd || scanner.current == UInt8(ascii: "}") ? nil : scanner.index
  }

  private mutating func readOption(at begin: Int) throws(Problem) {
    let name = scanner.scan(while: \.isInOptionName).text
    guard name.first?.isPunctuation == false else { throw problem(at: begin) }
    scanner.scan(while: \.isSpaceOrTab)
    if scanner.scan("=") {
      scanner.scan(while: \.isSpaceOrTab)
      let place = scanner.index
      guard let value = scanValue() else { throw problem(at: begin) }
      append(Self.key(for: name), at: begin, value, at: place)
    } else if lines.isEmpty {
      append(CellOptionKey.label.rawValue, at: begin, Self.quoted(name), at: begin)
    } else {
      throw problem(at: begin)
    }
  }

  private mutating func append(_ key: String, at begin: Int, _ value: String, at place: Int) {
    // The space that YAML wants in front of the value takes the place of what stands there.
    lines.append(YAMLText.Line(text: "\(key):", start: position(begin)))
    lines.append(YAMLText.Line(text: " \(value)", start: position(place - 1)))
  }

  /// Names with dots are R's.
  private static func key(for name: String) -> String {
    let key = name.replacing(".", with: "-")
    let isKnown = CellOptionKey(rawValue: key) != nil || ForeignCellOptions.names.contains(key)
    return isKnown ? key : name
  }

  // MARK: Values

  /// A value as YAML; `nil` for what R would have to evaluate.
  private mutating func scanValue() -> String? {
    if let quote = scanner.current, "\"'".utf8.contains(quote) {
      return scanText(quote).map(Self.quoted)
    }
    let word = scanner.scan { !$0.isSpaceOrTab && !",}".utf8.contains($0) }.text
    switch word {
    case "TRUE", "T", "true": return "true"
    case "FALSE", "F", "false": return "false"
    case "NA", "NULL": return "null"
    default: return Double(word).map { _ in word }
    }
  }

  private mutating func scanText(_ quote: UInt8) -> String? {
    scanner.attempt { scanner in
      var text: [UInt8] = []
      scanner.index += 1
      while let byte = scanner.current {
        scanner.index += 1
        if byte == quote { return text.text }
        guard byte == UInt8(ascii: "\\"), let escaped = scanner.current else {
          text.append(byte)
          continue
        }
        scanner.index += 1
        text.append(escaped == UInt8(ascii: "n") ? UInt8(ascii: "\n") : escaped)
      }
      return nil
    }
  }

  private static func quoted(_ text: String) -> String {
    let escaped = text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
    return "\"\(escaped.replacing("\n", with: "\\n"))\""
  }

  // MARK: Places

  private func position(_ index: Int) -> SourcePosition {
    SourcePosition(line: start.line, column: start.column + index)
  }

  /// From there to the end of the line.
  private func problem(at index: Int) -> Problem {
    Problem(range: position(index)..<position(scanner.bytes.count))
  }
}

extension UInt8 {
  fileprivate var isInOptionName: Bool {
    isASCIIAlphanumeric || "-_.:".utf8.contains(self) || self >= 0x80
  }
}
