/// What Markdown leaves alone: code, mathematics, HTML and addresses in angle brackets.
extension InlineParser {
  // MARK: Code

  mutating func readCode() {
    let opening = scanner.scan { $0 == UInt8(ascii: "`") }
    guard let content = scanCodeContent(fence: opening.count) else {
      pendingText += opening
      return
    }
    var code = content.map { $0 == UInt8(ascii: "\n") ? UInt8(ascii: " ") : $0 }
    if code.first == 0x20, code.last == 0x20, code.contains(where: { $0 != 0x20 }) {
      code = Array(code.dropFirst().dropLast())
    }
    append(expression(in: content) ?? .code(code.text))
  }

  /// The bytes up to a run of exactly `fence` backticks; the cursor is then behind the run.
  private mutating func scanCodeContent(fence: Int) -> ArraySlice<UInt8>? {
    guard !unclosed.contains(.backticks(fence)) else { return nil }
    let content = scanner.attempt { scanner -> ArraySlice<UInt8>? in
      let start = scanner.index
      while !scanner.isAtEnd {
        scanner.scan { $0 != UInt8(ascii: "`") }
        let end = scanner.index
        if scanner.scan(while: { $0 == UInt8(ascii: "`") }).count == fence {
          return scanner.bytes[start..<end]
        }
      }
      return nil
    }
    if content == nil { unclosed.insert(.backticks(fence)) }
    return content
  }

  /// `{swift} expression`
  private func expression(in content: ArraySlice<UInt8>) -> Inline? {
    let code = content.trimming(while: \.isASCIIWhitespace)
    guard code.starts(with: "{swift}".utf8), let space = code.dropFirst(7).first,
      space.isASCIIWhitespace
    else { return nil }
    let source = code.dropFirst(7).trimming(while: \.isASCIIWhitespace)
    return .expression(
      context.makeExpression(
        source: source.text, range: text.range(of: source.startIndex..<source.endIndex)))
  }

  // MARK: Mathematics

  mutating func readMath() {
    let start = scanner.index
    let dollars = scanner.scan { $0 == UInt8(ascii: "$") }.count
    scanner.index = start
    if dollars == 2 { return readDisplayMath() }
    guard dollars == 1, let tex = scanQuotedMath() ?? scanInlineMath() else {
      return readLiteral(dollars)
    }
    append(.math(tex: tex.text, display: false))
  }

  private mutating func readDisplayMath() {
    let start = scanner.index
    let tex =
      unclosed.contains(.displayMath)
      ? nil
      : scanner.attempt { scanner -> ArraySlice<UInt8>? in
        scanner.index += 2
        return scanner.scanMath { scanner in scanner.scan("$$") }
      }
    if let tex {
      append(.math(tex: tex.trimming(while: \.isASCIIWhitespace).text, display: true))
      refuseLabel()
    } else {
      if unclosed.insert(.displayMath).inserted {
        let message =
          "this `$$` is not closed; mathematics ends before a blank line (write `\\$\\$` for dollars)"
        let range = text.range(of: start..<(start + 2))
        // Within a sentence, it may be what the sentence is about.
        if start == 0 {
          context.error(message, at: range)
        } else {
          context.flaw(message, at: range)
        }
      }
      readLiteral(2)
    }
  }

  /// A formula within a paragraph has no number.
  private mutating func refuseLabel() {
    var rest = scanner
    rest.scan(while: \.isSpaceOrTab)
    let start = rest.index
    guard rest.scan("{#eq-") else { return }
    rest.scan { $0 != UInt8(ascii: "}") && $0 != UInt8(ascii: "\n") }
    context.error(
      "a formula with a label stands between blank lines, and nothing else beside it",
      at: text.range(of: start..<rest.index))
  }

  /// GitHub's ``$`x + y`$``.
  private mutating func scanQuotedMath() -> ArraySlice<UInt8>? {
    scanner.attempt { scanner in
      guard scanner.scan("$`") else { return nil }
      let tex = scanner.scan { $0 != UInt8(ascii: "`") }
      return !tex.isEmpty && scanner.scan("`$") ? tex : nil
    }
  }

  /// Pandoc's rule, so that `$5 and $10` is no formula: no space inside of the dollars, and no
  /// digit behind the closing one.
  private mutating func scanInlineMath() -> ArraySlice<UInt8>? {
    scanner.attempt { scanner in
      scanner.index += 1
      guard let first = scanner.current, !first.isASCIIWhitespace else { return nil }
      return scanner.scanMath { scanner in
        guard let last = scanner.byte(at: scanner.index - 1), !last.isASCIIWhitespace,
          scanner.scan("$"), scanner.current?.isASCIIDigit != true
        else { return false }
        return true
      }
    }
  }

  // MARK: Shortcodes

  /// Quarto's `{{< name >}}` is text here, which an author should know.
  mutating func readBrace() {
    var rest = scanner
    if rest.scan("{{<") {
      context.flaw(
        "shortcodes are not understood: this is shown as text",
        at: text.range(of: scanner.index..<rest.index))
    }
    readLiteral(1)
  }

  // MARK: Angle brackets

  mutating func readAngleBracket() {
    if let address = scanner.scanAddress() {
      let destination = address.isEmail ? "mailto:" + address.text : address.text
      append(.link(destination: destination, title: "", content: [.text(address.text)]))
    } else if let html = scanInlineHTML() {
      append(
        .html(
          context.html(html.text) { range in
            text.range(
              of: (html.startIndex + range.lowerBound)..<(html.startIndex + range.upperBound))
          }))
    } else {
      readLiteral(1)
    }
  }

  private mutating func scanInlineHTML() -> ArraySlice<UInt8>? {
    let kind: Unclosed? =
      switch scanner.byte(at: scanner.index + 1) {
      case UInt8(ascii: "?"): .processingInstruction
      case UInt8(ascii: "!"):
        switch scanner.byte(at: scanner.index + 2) {
        case UInt8(ascii: "-"): .comment
        case UInt8(ascii: "["): .characterData
        default: nil
        }
      default: nil
      }
    if let kind, unclosed.contains(kind) { return nil }
    return scanner.scanInlineHTML()
  }
}

extension ByteScanner {
  /// The bytes up to where `scanEnd` succeeds, which is tried at each dollar; a backslash protects
  /// the next byte, and a backtick ends the search, since code binds tighter.
  fileprivate mutating func scanMath(
    until scanEnd: (inout ByteScanner) -> Bool
  ) -> ArraySlice<UInt8>? {
    let start = index
    while let byte = current {
      switch byte {
      case UInt8(ascii: "\\"): index += 2
      case UInt8(ascii: "`"): return nil
      case UInt8(ascii: "$"):
        let end = index
        return end > start && scanEnd(&self) ? bytes[start..<end] : nil
      default: index += 1
      }
    }
    return nil
  }

  /// `<https://…>` or `<name@host>`, without the brackets.
  fileprivate mutating func scanAddress() -> (text: String, isEmail: Bool)? {
    attempt { scanner in
      guard scanner.scan("<") else { return nil }
      let content = scanner.scan {
        $0 != UInt8(ascii: ">") && $0 != UInt8(ascii: "<") && $0 != 0x20 && !$0.isASCIIControl
      }
      guard scanner.scan(">") else { return nil }
      if content.isAbsoluteURI { return (content.text, false) }
      return content.isEmailAddress ? (content.text, true) : nil
    }
  }
}

extension ArraySlice<UInt8> {
  /// A scheme of 2 to 32 characters and a colon.
  fileprivate var isAbsoluteURI: Bool {
    guard first?.isASCIILetter == true, let colon = firstIndex(of: UInt8(ascii: ":")) else {
      return false
    }
    let scheme = self[..<colon]
    return (2...32).contains(scheme.count)
      && scheme.allSatisfy { $0.isASCIIAlphanumeric || "+.-".utf8.contains($0) }
  }

  /// The expression of the HTML standard for `<input type=email>`.
  fileprivate var isEmailAddress: Bool {
    guard let at = firstIndex(of: UInt8(ascii: "@")), at > startIndex else { return false }
    let isNameValid = self[..<at].allSatisfy {
      $0.isASCIIAlphanumeric || ".!#$%&'*+/=?^_`{|}~-".utf8.contains($0)
    }
    let labels = self[(at + 1)...].split(
      separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    return isNameValid
      && labels.allSatisfy { label in
        (1...63).contains(label.count) && label.first != UInt8(ascii: "-")
          && label.last != UInt8(ascii: "-")
          && label.allSatisfy { $0.isASCIIAlphanumeric || $0 == UInt8(ascii: "-") }
      }
  }
}
