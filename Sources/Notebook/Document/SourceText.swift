/// The lines of a Markdown file, without their ends.
struct SourceText {
  /// The first line of the file is `lines[0]`, line 1 of a `SourcePosition`.
  private(set) var lines: [[UInt8]]

  /// Line ends may be LF, CRLF or CR. A byte order mark is dropped, and NUL becomes U+FFFD, as
  /// CommonMark demands.
  init(_ source: String) {
    lines = [[]]
    var previous: UInt8 = 0
    var bytes = source.utf8[...]
    if bytes.starts(with: "\u{FEFF}".utf8) { bytes = bytes.dropFirst(3) }
    for byte in bytes {
      switch byte {
      case UInt8(ascii: "\n") where previous == UInt8(ascii: "\r"): break
      case UInt8(ascii: "\n"), UInt8(ascii: "\r"): lines.append([])
      case 0: lines[lines.count - 1] += "\u{FFFD}".utf8
      default: lines[lines.count - 1].append(byte)
      }
      previous = byte
    }
  }

  /// The text of a line that counts from 1.
  func line(_ number: Int) -> [UInt8] { lines[number - 1] }

  /// From the first character of one line that is not a space to the last of another.
  func range(from first: Int, through last: Int) -> SourceRange {
    let indentation = line(first).prefix(while: \.isASCIIWhitespace).count
    let start = SourcePosition(line: first, column: indentation + 1)
    return start..<max(start, endOfLine(last))
  }

  /// The place behind the last character of a line that is not a space.
  func endOfLine(_ number: Int) -> SourcePosition {
    let length = line(number).trimmingEnd(while: \.isASCIIWhitespace).count
    return SourcePosition(line: number, column: length + 1)
  }

  /// Empties the lines in front of `number`, so that those behind keep their numbers.
  func blanking(before number: Int) -> [[UInt8]] {
    Array(repeating: [], count: number - 1) + lines[(number - 1)...]
  }
}
