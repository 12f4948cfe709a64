/// Text that Markdown shows as it is.
enum MarkdownText {
  /// By byte; with the first one of a no-break space.
  private static let mayNeedEscaping = {
    let special = Set("\\`*[]<$~|_@&!\n\r\t".utf8).union([0xC2])
    return (0...UInt8.max).map(special.contains)
  }()

  /// - Parameter next: What follows the text on its line.
  static func escaped(_ text: String, next: Character? = nil) -> String {
    guard text.utf8.contains(where: { mayNeedEscaping[Int($0)] }) else { return text }
    let scalars = Array(text.unicodeScalars)
    var result = ""
    for (index, scalar) in scalars.enumerated() {
      let before = index > 0 ? scalars[index - 1] : nil
      let after = index + 1 < scalars.count ? scalars[index + 1] : next?.unicodeScalars.first
      switch scalar {
      case "\\", "`", "*", "[", "]", "<", "$", "~", "|": result += "\\\(scalar)"
      case "_" where !(before?.isWord == true && after?.isWord == true): result += "\\_"
      // Where they would begin a reference, an entity or an image.
      case "@" where before?.isWord != true && (after?.isWord == true || after == "{"):
        result += "\\@"
      case "&" where after?.isWord == true || after == "#": result += "\\&"
      case "!" where after == "[" || index == scalars.count - 1: result += "\\!"
      case "\n", "\r", "\t": result += "&#\(scalar.value);"
      case "\u{A0}": result += "&nbsp;"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// The line with its first character escaped where it would begin a block, and its outer spaces
  /// kept.
  static func protectingLineStart(_ line: String) -> String {
    var line = line
    if line.hasSuffix(" ") { line = line.dropLast() + "&#32;" }
    if line.hasPrefix(" ") { return "&#32;" + line.dropFirst() }
    let isMarker: Bool
    switch line.first {
    case ">": isMarker = true
    case "=": isMarker = line.allSatisfy { $0 == "=" || $0 == " " }
    case "#":
      let rest = line.drop { $0 == "#" }
      isMarker = line.count - rest.count <= 6 && (rest.isEmpty || rest.first == " ")
    case "-", "+":
      let next = line.dropFirst().first
      isMarker = next == nil || next == " " || (line.first == "-" && next == "-")
    default: return protectingListNumber(line)
    }
    return isMarker ? "\\" + line : line
  }

  private static func protectingListNumber(_ line: String) -> String {
    let number = line.prefix { ("0"..."9").contains($0) }
    let rest = line.dropFirst(number.count)
    guard (1...9).contains(number.count), let mark = rest.first, mark == "." || mark == ")",
      rest.count == 1 || rest.dropFirst().first == " "
    else { return line }
    return number + "\\" + rest
  }

  static func longestRun(of character: Character, in text: String) -> Int {
    var longest = 0
    var current = 0
    for next in text {
      current = next == character ? current + 1 : 0
      longest = max(longest, current)
    }
    return longest
  }

  /// The anchor that GitHub gives to a heading.
  static func anchor(_ heading: String) -> String {
    let kept = heading.lowercased().unicodeScalars.filter { scalar in
      scalar == " " || scalar == "-" || scalar == "_" || scalar.properties.isAlphabetic
        || scalar.properties.numericType != nil
    }
    return String(String.UnicodeScalarView(kept.map { $0 == " " ? "-" : $0 }))
  }
}

extension Unicode.Scalar {
  fileprivate var isWord: Bool { properties.isAlphabetic || properties.numericType != nil }
}

/// Whether GitHub recognises `*` around a text as emphasis (CommonMark's flanking rules).
struct EmphasisContext {
  /// The characters outside the stars; `nil` at the ends of a line.
  var before: Character?
  var after: Character?

  func recognizes(_ content: String) -> Bool {
    guard let first = content.first, let last = content.last else { return false }
    // Stars that touch other stars are counted together.
    guard ![first, last, before, after].contains("*") else { return false }
    return flanks(inner: first, outer: before) && flanks(inner: last, outer: after)
  }

  private func flanks(inner: Character, outer: Character?) -> Bool {
    guard !inner.isWhitespace else { return false }
    guard let outer, !outer.isWhitespace else { return true }
    // Older versions of the rule do not count symbols as punctuation, newer ones do: satisfy both.
    return !inner.isPunctuationOrSymbol || outer.isPunctuation
  }
}

extension Character {
  fileprivate var isPunctuationOrSymbol: Bool { isPunctuation || isSymbol }
}
