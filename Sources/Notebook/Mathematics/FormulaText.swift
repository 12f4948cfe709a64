/// Formulas as plain text, where there is no room for typeset ones: in a search's index, in names of
/// pages.
///
/// It is made to be read, not to be exact: `\frac{a+b}{2}` is "(a+b)/2", and what is not known leaves its
/// arguments.
enum FormulaText {
  static func plain(_ tex: String) -> String {
    var reader = Reader(rest: tex[...])
    var text = ""
    // A brace too many ends a group that has not begun.
    while !reader.rest.isEmpty { text += reader.group() }
    return text.precomposedStringWithCanonicalMapping
      .split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  /// In parentheses, unless it is seen as one without them.
  private static func operand(_ text: String) -> String {
    let isWord = text.allSatisfy { $0.isLetter || $0.isNumber || $0 == "." }
    let isEnclosed =
      text.hasPrefix("(") && text.hasSuffix(")") && !text.dropFirst().contains("(")
    return isWord || isEnclosed ? text : "(\(text))"
  }

  private struct Reader {
    /// More deeply nested braces and commands are passed over: a stack has an end.
    private static let deepest = 100

    var rest: Substring
    private var depth = 0

    init(rest: Substring) { self.rest = rest }

    /// All up to the brace that ends the group, which is taken too.
    mutating func group() -> String {
      var text = ""
      while let character = rest.first, character != "}" { text += piece() }
      rest = rest.dropFirst()
      return text
    }

    private mutating func piece() -> String {
      depth += 1
      defer { depth -= 1 }
      let character = rest.removeFirst()
      guard depth < Self.deepest else { return "" }
      switch character {
      case "\\": return command()
      case "{": return group()
      case "^": return script("^", FormulaText.superscripts)
      case "_": return script("_", FormulaText.subscripts)
      case "'": return "′"
      case "&", "~": return " "
      case "%":
        rest = rest.drop { !$0.isNewline }
        return ""
      default: return String(character)
      }
    }

    /// A group, a command with its own arguments, or a single character.
    private mutating func argument() -> String {
      rest = rest.drop { $0.isWhitespace }
      return rest.isEmpty || rest.first == "}"
        ? "" : piece().split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    /// What stands in brackets behind a command.
    private mutating func option() -> String? {
      guard rest.first == "[", let end = rest.firstIndex(of: "]") else { return nil }
      defer { rest = rest[rest.index(after: end)...] }
      return FormulaText.plain(String(rest[rest.index(after: rest.startIndex)..<end]))
    }

    /// Words and long terms stay on the line, where they are found and read more easily.
    private mutating func script(_ mark: String, _ letters: [Character: Character]) -> String {
      let text = argument()
      let raised = text.compactMap { letters[$0] }
      let isShort = text.count <= 2 && text.count(where: \.isLetter) < 2
      if raised.count == text.count, isShort { return String(raised) }
      return text.allSatisfy { "′∗*⊤".contains($0) } ? text : mark + FormulaText.operand(text)
    }

    private mutating func command() -> String {
      guard let first = rest.first else { return "" }
      guard first.isASCII, first.isLetter else {
        rest.removeFirst()
        if first == "\\" { _ = option() }
        return FormulaText.punctuation[first] ?? String(first)
      }
      let name = String(rest.prefix { $0.isASCII && $0.isLetter })
      rest = rest.dropFirst(name.count)
      if let symbol = FormulaText.symbols[name] { return symbol }
      if FormulaText.functions.contains(name) { return name }
      if let mark = FormulaText.accents[name] { return accented(by: mark) }
      switch name {
      case "frac", "dfrac", "tfrac", "cfrac":
        return FormulaText.operand(argument()) + "/" + FormulaText.operand(argument())
      case "binom": return "(\(argument()) \(argument()))"
      case "sqrt":
        let root = ["3": "∛", "4": "∜"][option() ?? ""] ?? "√"
        return root + FormulaText.operand(argument())
      case "mathbb":
        let letter = argument()
        return FormulaText.numberSets[letter] ?? letter
      case "begin": return environment()
      case "left", "right", "middle":
        if rest.first == "." { rest.removeFirst() }
        return ""
      case "operatorname":
        if rest.first == "*" { rest.removeFirst() }
        return content()
      case "end", "label", "tag", "color", "textcolor", "hspace", "vspace", "phantom":
        _ = argument()
        return ""
      default: return content()
      }
    }

    /// Of a command that gives it other looks.
    private mutating func content() -> String { rest.first == "{" ? piece() : "" }

    /// A single letter with a mark above it; longer terms have no place for one.
    private mutating func accented(by mark: String) -> String {
      let text = argument()
      return text.count == 1 ? text + mark : text
    }

    private mutating func environment() -> String {
      if ["array", "alignedat", "alignat"].contains(argument()) { _ = argument() }
      return ""
    }
  }
}

extension Inline {
  /// The text without markup, for readers.
  var readableText: String {
    switch self {
    case .math(let tex, _): FormulaText.plain(tex)
    default: children.isEmpty ? plainText : children.readableText
    }
  }
}

extension Sequence<Inline> {
  var readableText: String { map(\.readableText).joined() }
}
