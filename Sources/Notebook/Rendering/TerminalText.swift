import NotebookDisplay

/// What a program printed for a terminal, as that would show it in the end: a line that was returned to
/// and overwritten only in its last state, no newlines at the end, escape sequences as looks.
struct TerminalText: Hashable {
  /// What SGR sequences (ECMA-48) say of the characters behind them.
  struct Look: Hashable {
    var isBold = false
    var isItalic = false
    var isUnderlined = false
    /// 0 to 7, or 8 for gray.
    var color: Int?
    /// 0 to 7.
    var background: Int?
  }

  /// Characters of the same look.
  struct Run: Hashable {
    var text: String
    var look: Look
  }

  private(set) var runs: [Run] = []

  init(_ text: String) {
    var screen = Screen()
    var rest = text.unicodeScalars[...]
    while let scalar = rest.popFirst() {
      if scalar == "\u{1B}" { screen.readEscape(&rest) } else { screen.write(scalar) }
    }
    for (scalar, look) in screen.visible {
      if runs.last?.look == look {
        runs[runs.count - 1].text.unicodeScalars.append(scalar)
      } else {
        runs.append(Run(text: String(scalar), look: look))
      }
    }
  }

  /// Without looks.
  var plain: String { runs.map(\.text).joined() }

  /// With looks as classes, named after the numbers of SGR.
  var html: String {
    runs.map { run in
      let text = run.text.htmlEscaped
      let classes = run.look.classes
      return classes.isEmpty
        ? text : "<span class=\"\(classes.joined(separator: " "))\">\(text)</span>"
    }.joined()
  }
}

extension TerminalText.Look {
  fileprivate var classes: [String] {
    [
      isBold ? "sgr-1" : nil, isItalic ? "sgr-3" : nil, isUnderlined ? "sgr-4" : nil,
      color.map { $0 == 8 ? "sgr-90" : "sgr-\(30 + $0)" }, background.map { "sgr-\(40 + $0)" },
    ].compactMap(\.self)
  }

  /// - Parameter codes: The numbers of one sequence; none means 0.
  fileprivate mutating func apply(_ codes: [Int]) {
    var rest = (codes.isEmpty ? [0] : codes)[...]
    while let code = rest.popFirst() {
      switch code {
      case 0: self = Self()
      case 1: isBold = true
      case 3: isItalic = true
      case 4: isUnderlined = true
      case 22: isBold = false
      case 23: isItalic = false
      case 24: isUnderlined = false
      case 30...37: color = code - 30
      case 38: color = Self.color(&rest) ?? color
      case 39: color = nil
      case 40...47: background = code - 40
      case 48: background = Self.color(&rest).map { $0 & 7 } ?? background
      case 49: background = nil
      case 90...97: color = code == 90 ? 8 : code - 90
      case 100...107: background = code - 100
      default: break
      }
    }
  }

  /// The nearest of the colours that a page has: what is 5;n of 256 colours, or 2;r;g;b.
  private static func color(_ codes: inout ArraySlice<Int>) -> Int? {
    switch codes.popFirst() {
    case 5: return codes.popFirst().flatMap(color(ofPalette:))
    case 2:
      let parts = codes.prefix(3)
      codes = codes.dropFirst(3)
      return parts.count == 3 ? color(of: Array(parts)) : nil
    default: return nil
    }
  }

  private static func color(ofPalette index: Int) -> Int? {
    switch index {
    case 0...8: index
    case 9...15: index - 8
    case 16...231:
      color(of: [(index - 16) / 36, (index - 16) / 6 % 6, (index - 16) % 6].map { $0 * 51 })
    case 232...255: color(of: Array(repeating: 8 + 10 * (index - 232), count: 3))
    default: nil
    }
  }

  private static func color(of parts: [Int]) -> Int {
    let (low, high) = (parts.min()!, parts.max()!)
    if high - low < 48 { return high < 64 ? 0 : high < 160 ? 8 : 7 }
    return parts.enumerated().reduce(0) { color, part in
      color + (2 * part.element > low + high ? 1 << part.offset : 0)
    }
  }
}

/// The lines that a terminal has been given.
private struct Screen {
  private var lines: [[(Unicode.Scalar, TerminalText.Look)]] = [[]]
  private var look = TerminalText.Look()
  /// Whether the next character begins the line anew.
  private var hasReturned = false

  mutating func write(_ scalar: Unicode.Scalar) {
    switch scalar {
    case "\n":
      lines.append([])
      hasReturned = false
    case "\r": hasReturned = true
    case "\t", " "..."~", "\u{80}"...:
      if hasReturned { lines[lines.count - 1] = [] }
      hasReturned = false
      lines[lines.count - 1].append((scalar, look))
    default: break
    }
  }

  mutating func readEscape(_ rest: inout Substring.UnicodeScalarView) {
    switch rest.popFirst() {
    case "[":  // control sequence: parameters, then one final byte
      var parameters = ""
      while let scalar = rest.popFirst() {
        guard (0x40...0x7E).contains(scalar.value) else {
          parameters.unicodeScalars.append(scalar)
          continue
        }
        if scalar == "m" { setLook(parameters) }
        return
      }
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

  private mutating func setLook(_ parameters: String) {
    let codes = parameters.split(omittingEmptySubsequences: false) { $0 == ";" || $0 == ":" }
      .map { $0.isEmpty ? 0 : Int($0) }
    if !codes.contains(nil) { look.apply(codes.compactMap(\.self)) }
  }

  var visible: some Sequence<(Unicode.Scalar, TerminalText.Look)> {
    let end = lines.lastIndex { !$0.isEmpty } ?? -1
    return lines[...end].enumerated().flatMap { index, line in
      // A line end has no look of its own; it goes with what follows it, so that runs stay long.
      index == 0 ? line : [("\n", line.first?.1 ?? .init())] + line
    }
  }
}
