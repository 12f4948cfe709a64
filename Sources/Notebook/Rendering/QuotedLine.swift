/// A line of the Markdown file, and what is meant in it.
struct QuotedLine {
  var number: Int
  var before: String
  var marked: String
  var after: String
}

extension Document {
  /// The name of the Markdown file.
  var fileName: String { path.split(separator: "/").last.map(String.init) ?? path }

  /// The source line in which `range` begins, taken apart where the range begins and ends.
  func line(of range: SourceRange) -> QuotedLine? {
    let lines = source.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    guard lines.indices.contains(range.lowerBound.line - 1) else { return nil }
    let bytes = Array(lines[range.lowerBound.line - 1])
    var start = min(bytes.count, max(0, range.lowerBound.column - 1))
    while start > 0, start < bytes.count, UTF8.isContinuation(bytes[start]) { start -= 1 }
    let isOneLine = range.upperBound.line == range.lowerBound.line
    var end = isOneLine ? min(bytes.count, range.upperBound.column - 1) : bytes.count
    while end < bytes.count, UTF8.isContinuation(bytes[end]) { end += 1 }
    // A place without extent marks the character that stands there.
    if end <= start {
      let rest = String(decoding: bytes[start...], as: UTF8.self)
      end = start + (rest.first.map { String($0).utf8.count } ?? 0)
    }
    func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
    return QuotedLine(
      number: range.lowerBound.line, before: text(0..<start), marked: text(start..<end),
      after: text(end..<bytes.count))
  }
}
