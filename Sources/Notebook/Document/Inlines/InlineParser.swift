/// Reads the inline content of one leaf block.
///
/// The algorithm is that of CommonMark 0.30's appendix, "A parsing strategy". On top of it come
/// strikethrough, bare URLs and footnotes as on GitHub, mathematics by pandoc's rule, inline
/// expressions, and emphasis beside CJK punctuation.
struct InlineParser {
  /// An opening `[` or `![` that waits for its `]`.
  struct Bracket {
    let token: Int
    let isImage: Bool
    /// Where the text behind the bracket begins.
    let contentStart: Int
    /// How many delimiter runs stand in front of it.
    let delimiters: Int
    /// Links do not nest: the brackets around a link are inactive.
    var isActive = true
    var hasInnerBracket = false
  }

  let text: InlineText
  let context: ParsingContext
  var scanner: ByteScanner
  var tokens: [InlineToken] = []
  var delimiters = DelimiterStack()
  var brackets: [Bracket] = []
  /// Text that was read but is not a token yet.
  var pendingText: [UInt8] = []
  /// The syntax that is known not to be closed any more, so that it is not searched for again.
  var unclosed: Set<Unclosed> = []

  /// Notes have no notes of their own.
  private(set) var isInNote = false

  enum Unclosed: Hashable {
    case backticks(Int)
    case displayMath, comment, processingInstruction, characterData, note
  }

  static func parse(_ text: InlineText, context: ParsingContext) -> [Inline] {
    var parser = InlineParser(text.trimmed, context: context)
    return parser.parse()
  }

  static func parse(note text: InlineText, context: ParsingContext) -> [Inline] {
    var parser = InlineParser(text.trimmed, context: context)
    parser.isInNote = true
    return parser.parse()
  }

  private init(_ text: InlineText, context: ParsingContext) {
    self.text = text
    self.context = context
    scanner = ByteScanner(text.bytes)
  }

  private mutating func parse() -> [Inline] {
    while let byte = scanner.current { readNext(byte) }
    flushText()
    delimiters.pair(from: 0, in: &tokens)
    return tokens.nested()
  }

  private mutating func readNext(_ byte: UInt8) {
    switch byte {
    case UInt8(ascii: "\\"): readEscape()
    case UInt8(ascii: "`"): readCode()
    case UInt8(ascii: "$"): readMath()
    case UInt8(ascii: "*"), UInt8(ascii: "_"), UInt8(ascii: "~"): readDelimiters(byte)
    case UInt8(ascii: "["): readOpeningBracket()
    case UInt8(ascii: "!"): readExclamationMark()
    case UInt8(ascii: "^"): readNote()
    case UInt8(ascii: "]"): readClosingBracket()
    case UInt8(ascii: "<"): readAngleBracket()
    case UInt8(ascii: "&"): readCharacterReference()
    case UInt8(ascii: "\n"): readLineEnd()
    case UInt8(ascii: "@"): readAtSign()
    case UInt8(ascii: "{"): readBrace()
    case UInt8(ascii: "h"), UInt8(ascii: "H"), UInt8(ascii: "w"), UInt8(ascii: "W"),
      UInt8(ascii: "f"), UInt8(ascii: "F"):
      readBareURL()
    default: readText()
    }
  }

  // MARK: Text

  private mutating func readText() {
    pendingText.append(scanner.bytes[scanner.index])
    scanner.index += 1
  }

  /// Takes the next `count` bytes as they are.
  mutating func readLiteral(_ count: Int) {
    pendingText += scanner.bytes[scanner.index..<(scanner.index + count)]
    scanner.index += count
  }

  mutating func flushText() {
    guard !pendingText.isEmpty else { return }
    tokens.append(InlineToken(content: .text(pendingText.text)))
    pendingText.removeAll()
  }

  mutating func append(_ inline: Inline) {
    flushText()
    tokens.append(InlineToken(content: inline))
  }

  private mutating func readEscape() {
    scanner.index += 1
    guard let next = scanner.current else { return pendingText.append(UInt8(ascii: "\\")) }
    if next == UInt8(ascii: "\n") {
      scanner.index += 1
      append(.lineBreak)
    } else if next.isASCIIPunctuation {
      readText()
    } else {
      pendingText.append(UInt8(ascii: "\\"))
    }
  }

  private mutating func readCharacterReference() {
    if let character = scanner.scanCharacterReference() {
      pendingText += character.utf8
    } else {
      readText()
    }
  }

  private mutating func readLineEnd() {
    scanner.index += 1
    let spaces = pendingText.reversed().prefix { $0 == 0x20 }.count
    pendingText = Array(pendingText.trimmingEnd(while: \.isSpaceOrTab))
    append(spaces >= 2 ? .lineBreak : .softBreak)
  }

  // MARK: Delimiters

  private mutating func readDelimiters(_ character: UInt8) {
    let start = scanner.index
    let count = scanner.scan { $0 == character }.count
    let flanking = Flanking(of: start..<scanner.index, in: scanner)
    let isStrikethrough = character == UInt8(ascii: "~")
    guard !isStrikethrough || count <= 2 else {
      pendingText += scanner.bytes[start..<scanner.index]
      return
    }
    // Intraword `_` is no emphasis, and `10~20` no strikethrough.
    let isStrict = character == UInt8(ascii: "_") || (isStrikethrough && count == 1)
    flushText()
    delimiters.append(
      DelimiterStack.Run(
        token: tokens.count, character: character, originalCount: count, count: count,
        canOpen: isStrict ? flanking.opensStrictly : flanking.isLeft,
        canClose: isStrict ? flanking.closesStrictly : flanking.isRight))
    tokens.append(InlineToken(content: .text("")))
  }

}

/// On which sides of a delimiter run there is text for it to enclose.
///
/// In CommonMark a run between punctuation and a letter faces the letter alone. Chinese and
/// Japanese have no spaces, so that `**注意：**这里` would not be emphasis; beside a CJK character
/// punctuation does not matter here (the "CJK-friendly" amendment).
private struct Flanking {
  let isLeft: Bool
  let isRight: Bool
  let opensStrictly: Bool
  let closesStrictly: Bool

  init(of run: Range<Int>, in scanner: ByteScanner) {
    let before = Side(scanner.scalar(before: run.lowerBound))
    let after = Side(scanner.scalar(at: run.upperBound))
    isLeft = !after.isSpace && (!after.isPunctuation || before.isBoundary)
    isRight = !before.isSpace && (!before.isPunctuation || after.isBoundary)
    opensStrictly = isLeft && (!isRight || before.endsWord)
    closesStrictly = isRight && (!isLeft || after.endsWord)
  }

  private struct Side {
    let isSpace: Bool
    /// Punctuation other than CJK.
    let isPunctuation: Bool
    let isCJK: Bool
    let endsWord: Bool

    init(_ scalar: Unicode.Scalar?) {
      isSpace = scalar?.isMarkdownWhitespace ?? true
      isCJK = scalar?.isCJK ?? false
      endsWord = scalar?.isPunctuation ?? false
      isPunctuation = endsWord && !isCJK
    }

    var isBoundary: Bool { isSpace || isPunctuation || isCJK }
  }
}
