/// Reads BibTeX: entries with fields, `@string` macros, quotes, braces, and `#` between parts of a
/// value. What stands between entries is a comment, as in BibTeX itself.
///
/// What is wrong is reported with its line, and reading goes on at the next `@`.
struct BibTeXReader {
  private let file: String
  private var scanner: ByteScanner
  /// Where the lines of the text begin.
  private let lineStarts: [Int]
  private var macros = Self.months
  private var entries: [BibTeXEntry] = []
  private var places: [String: SourceRange] = [:]
  private var diagnostics: [Diagnostic] = []

  private struct Problem: Error {
    let message: String
    let offset: Int
  }

  /// - Parameter file: The file's name in messages.
  static func read(_ text: String, file: String) -> (
    entries: [BibTeXEntry], diagnostics: [Diagnostic]
  ) {
    var reader = BibTeXReader(Array(text.utf8), file: file)
    reader.readAll()
    return (reader.entries, reader.diagnostics)
  }

  private init(_ bytes: [UInt8], file: String) {
    self.file = file
    scanner = ByteScanner(bytes)
    lineStarts =
      [0] + bytes.indices.filter { bytes[$0] == UInt8(ascii: "\n") }.map { $0 + 1 }
  }

  private mutating func readAll() {
    while true {
      scanner.scan { $0 != UInt8(ascii: "@") }
      guard !scanner.isAtEnd else { return }
      let start = scanner.index
      do {
        try readItem()
      } catch {
        diagnostics.append(
          Diagnostic(.error, error.message, file: file, range: range(at: error.offset)))
        // An item that is not closed ends where the next one begins.
        scanner.index = max(start + 1, min(scanner.index, error.offset))
      }
    }
  }

  // MARK: Items

  private mutating func readItem() throws(Problem) {
    let start = scanner.index
    scanner.index += 1
    skipSpace()
    let kind = scanner.scan(while: \.isInBibTeXName).text.lowercased()
    skipSpace()
    if kind == "comment" { return }
    guard !kind.isEmpty, let open = scanner.current, "{(".utf8.contains(open) else {
      // An address in a comment, say.
      return
    }
    scanner.index += 1
    let close = open == UInt8(ascii: "{") ? UInt8(ascii: "}") : UInt8(ascii: ")")
    switch kind {
    case "string":
      if let (name, value) = try readField() { macros[name] = value }
      try readClosing(close, openedAt: start)
    case "preamble":
      _ = try readValue()
      try readClosing(close, openedAt: start)
    default: try readEntry(kind, from: start, to: close)
    }
  }

  private mutating func readEntry(_ kind: String, from start: Int, to close: UInt8) throws(Problem)
  {
    skipSpace()
    let keyStart = scanner.index
    let key = scanner.scan { !$0.isASCIIWhitespace && !",{}()=\"".utf8.contains($0) }.text
    guard !key.isEmpty else { throw problem("an entry `@\(kind)` needs a key") }
    let keyRange = range(at: keyStart, length: key.utf8.count)
    var entry = BibTeXEntry(kind: kind, key: key)
    skipSpace()
    while scanner.scan(UInt8(ascii: ",")) {
      guard let (name, value) = try readField() else { break }
      entry.fields[name] = entry.fields[name] ?? value
      skipSpace()
    }
    try readClosing(close, openedAt: start)
    if let first = places[key] {
      let note = Diagnostic(.note, "by this entry", file: file, range: first)
      diagnostics.append(
        Diagnostic(.error, "the key `\(key)` is taken", file: file, range: keyRange, notes: [note]))
    } else {
      places[key] = keyRange
      entries.append(entry)
    }
  }

  private mutating func readClosing(_ close: UInt8, openedAt start: Int) throws(Problem) {
    skipSpace()
    guard !scanner.isAtEnd else {
      throw Problem(message: "this entry is not closed", offset: start)
    }
    guard scanner.scan(close) else { throw problem("expected `,` or `\([close].text)`") }
  }

  /// `name = value`; `nil` behind the last comma.
  private mutating func readField() throws(Problem) -> (name: String, value: String)? {
    skipSpace()
    let name = scanner.scan(while: \.isInBibTeXName).text.lowercased()
    guard !name.isEmpty else { return nil }
    skipSpace()
    guard scanner.scan(UInt8(ascii: "=")) else { throw problem("expected `=` behind `\(name)`") }
    return (name, try readValue())
  }

  // MARK: Values

  private mutating func readValue() throws(Problem) -> String {
    var value = try readPart()
    skipSpace()
    while scanner.scan(UInt8(ascii: "#")) {
      value += try readPart()
      skipSpace()
    }
    return value
  }

  private mutating func readPart() throws(Problem) -> String {
    skipSpace()
    let start = scanner.index
    switch scanner.current {
    case UInt8(ascii: "{"): return try readDelimited(by: UInt8(ascii: "}"))
    case UInt8(ascii: "\""): return try readDelimited(by: UInt8(ascii: "\""))
    default:
      let word = scanner.scan(while: \.isInBibTeXName).text
      if !word.isEmpty, word.utf8.allSatisfy(\.isASCIIDigit) { return word }
      guard !word.isEmpty else { throw problem("expected a value in braces or quotes") }
      guard let value = macros[word.lowercased()] else {
        throw Problem(
          message: "there is no `@string` called `\(word)`"
            + word.suggestion(from: macros.keys.sorted()), offset: start)
      }
      return value
    }
  }

  /// A value without its delimiters; braces in it are balanced, and hide quotes.
  private mutating func readDelimited(by close: UInt8) throws(Problem) -> String {
    let start = scanner.index
    scanner.index += 1
    var depth = 0
    while let byte = scanner.current {
      if byte == close, depth == 0 {
        defer { scanner.index += 1 }
        return scanner.bytes[(start + 1)..<scanner.index].text
      }
      switch byte {
      case UInt8(ascii: "\\"): scanner.index += 1
      case UInt8(ascii: "{"): depth += 1
      case UInt8(ascii: "}"):
        guard depth > 0 else { throw problem("this `}` closes nothing") }
        depth -= 1
      default: break
      }
      scanner.index += 1
    }
    throw Problem(message: "this value is not closed", offset: start)
  }

  private mutating func skipSpace() { scanner.scan(while: \.isASCIIWhitespace) }

  // MARK: Places

  private func problem(_ message: String) -> Problem {
    Problem(message: message, offset: scanner.index)
  }

  private func range(at offset: Int, length: Int = 0) -> SourceRange {
    let line = lineStarts.lastIndex { $0 <= offset } ?? 0
    let start = SourcePosition(line: line + 1, column: offset - lineStarts[line] + 1)
    return start..<SourcePosition(line: start.line, column: start.column + length)
  }

  /// The macros that every style of BibTeX defines.
  private static let months: [String: String] = [
    "jan": "January", "feb": "February", "mar": "March", "apr": "April", "may": "May",
    "jun": "June", "jul": "July", "aug": "August", "sep": "September", "oct": "October",
    "nov": "November", "dec": "December",
  ]
}

/// An entry as it is written: LaTeX is not interpreted yet.
struct BibTeXEntry: Hashable, Sendable {
  /// `article`, `book`, … in lowercase.
  var kind: String
  var key: String
  /// By their names in lowercase.
  var fields: [String: String] = [:]
}

extension UInt8 {
  fileprivate var isInBibTeXName: Bool {
    !isASCIIWhitespace && !isASCIIControl && !"\"#%'(),={}@".utf8.contains(self)
  }
}
