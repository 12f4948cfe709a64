/// The text that a cell printed, as it stands on a page.
enum StreamText {
  /// Joins neighbouring chunks of the same stream; leaves out streams that show nothing.
  static func merged(_ outputs: [CellOutput]) -> [CellOutput] {
    var result: [CellOutput] = []
    for output in outputs {
      if case .stream(let stream, let text) = output,
        case .stream(stream, let earlier)? = result.last
      {
        result[result.count - 1] = .stream(stream, earlier + text)
      } else {
        result.append(output)
      }
    }
    return result.compactMap { output in
      guard case .stream(let stream, let text) = output else { return output }
      let visible = visible(text)
      return visible.allSatisfy(\.isNewline) ? nil : .stream(stream, visible)
    }
  }

  /// What a terminal would show in the end: no escape sequences, a line that was returned to and
  /// overwritten only in its last state, no newlines at the end.
  static func visible(_ text: String) -> String {
    let lines = withoutEscapes(text).unicodeScalars
      .split(separator: "\n", omittingEmptySubsequences: false)
      .map { line -> Substring.UnicodeScalarView in
        line.split(separator: "\r").last ?? line.prefix(0)
      }
    var end = lines.count
    while end > 0, lines[end - 1].isEmpty { end -= 1 }
    return lines[..<end].map { String($0) }.joined(separator: "\n")
  }

  /// Drops ANSI escape sequences (ECMA-48) and other control characters.
  private static func withoutEscapes(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    var rest = text.unicodeScalars[...]
    while let scalar = rest.popFirst() {
      if scalar == "\u{1B}" {
        skipEscape(&rest)
      } else if scalar.value >= 0x20 && scalar.value != 0x7F
        || "\n\r\t".unicodeScalars.contains(scalar)
      {
        result.append(scalar)
      }
    }
    return String(result)
  }

  private static func skipEscape(_ rest: inout Substring.UnicodeScalarView) {
    switch rest.popFirst() {
    case "[":  // control sequence: parameters, then one final byte
      while let scalar = rest.popFirst(), !(0x40...0x7E).contains(scalar.value) {}
    case "]":  // operating system command, up to BEL or ESC \
      while let scalar = rest.popFirst(), scalar != "\u{7}" {
        if scalar == "\u{1B}" {
          rest = rest.dropFirst()
          return
        }
      }
    default: break
    }
  }
}
