/// What the compiler said of a unit, in its terse style:
///
///     Cell_a:3:5: error: cannot find 'zzz' in scope
///     print(zzz)
///           ^~~
struct CompilerMessage: Hashable, Codable, Sendable {
  var severity: Diagnostic.Severity
  var text: String
  /// The name under `#sourceLocation`, or the path of the file that was compiled.
  var file: String
  var line: Int
  var column: Int
  /// Bytes that it underlines, at least 1.
  var length: Int

  static func parse(_ output: String) -> [CompilerMessage] {
    var messages: [CompilerMessage] = []
    for line in output.split(separator: "\n", omittingEmptySubsequences: false) {
      if let message = CompilerMessage(line) {
        messages.append(message)
      } else if !messages.isEmpty, let length = underlined(by: line) {
        messages[messages.count - 1].length = length
      }
    }
    return messages
  }

  private init?(_ message: Substring) {
    for severity in [Diagnostic.Severity.error, .warning, .note] {
      let mark = ": \(severity.rawValue): "
      guard let found = message.firstRange(of: mark) else { continue }
      let place = message[..<found.lowerBound].split(separator: ":")
      guard place.count >= 3, let line = Int(place[place.count - 2]),
        let column = Int(place[place.count - 1])
      else { continue }
      self.severity = severity
      self.file = place.dropLast(2).joined(separator: ":")
      self.line = line
      self.column = column
      // The name of the message's group is for those who configure the compiler.
      text = String(
        message[found.upperBound...].replacing(#/ \[#[A-Za-z]+(-?[A-Za-z]+)*\]$/#, with: ""))
      length = 1
      return
    }
    return nil
  }

  /// `      ^~~` underlines three bytes.
  private static func underlined(by line: Substring) -> Int? {
    guard let caret = line.firstIndex(of: "^"),
      line.allSatisfy({ $0 == " " || $0 == "~" || $0 == "^" || $0 == "\t" })
    else { return nil }
    return 1 + line[line.index(after: caret)...].prefix { $0 == "~" }.count
  }
}
