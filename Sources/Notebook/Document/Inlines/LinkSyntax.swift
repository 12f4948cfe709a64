/// The parts that inline links and link reference definitions are made of.
extension ByteScanner {
  /// `[label]`; at most 999 bytes, and no bracket inside that is not escaped.
  mutating func scanLinkLabel() -> ArraySlice<UInt8>? {
    attempt { scanner in
      guard scanner.scan(UInt8(ascii: "[")) else { return nil }
      let start = scanner.index
      while let byte = scanner.current, scanner.index - start <= 999 {
        switch byte {
        case UInt8(ascii: "]"):
          scanner.index += 1
          return scanner.bytes[start..<(scanner.index - 1)]
        case UInt8(ascii: "["): return nil
        case UInt8(ascii: "\\"): scanner.index += 2
        default: scanner.index += 1
        }
      }
      return nil
    }
  }

  /// `<destination>` or a run of characters without spaces whose parentheses are balanced.
  mutating func scanLinkDestination() -> String? {
    current == UInt8(ascii: "<") ? scanBracketedDestination() : scanBareDestination()
  }

  private mutating func scanBracketedDestination() -> String? {
    attempt { scanner in
      scanner.index += 1
      let start = scanner.index
      while let byte = scanner.current {
        switch byte {
        case UInt8(ascii: ">"):
          scanner.index += 1
          return unescaped(scanner.bytes[start..<(scanner.index - 1)])
        case UInt8(ascii: "<"), UInt8(ascii: "\n"): return nil
        case UInt8(ascii: "\\"): scanner.skipEscape()
        default: scanner.index += 1
        }
      }
      return nil
    }
  }

  private mutating func scanBareDestination() -> String? {
    attempt { scanner in
      let start = scanner.index
      var depth = 0
      scan: while let byte = scanner.current, byte != 0x20, !byte.isASCIIControl {
        switch byte {
        case UInt8(ascii: "("): depth += 1
        case UInt8(ascii: ")") where depth == 0: break scan
        case UInt8(ascii: ")"): depth -= 1
        case UInt8(ascii: "\\"):
          scanner.skipEscape()
          continue scan
        default: break
        }
        guard depth <= 32 else { return nil }
        scanner.index += 1
      }
      return depth == 0 ? unescaped(scanner.bytes[start..<scanner.index]) : nil
    }
  }

  /// `#` and the text of a heading, spaces and all, up to the parenthesis that closes the link:
  /// `(#3.1.1 AlexNet)`. CommonMark ends a destination at a space; chapters written for other
  /// tools link so.
  mutating func scanHeadingDestination() -> String? {
    attempt { scanner in
      guard scanner.current == UInt8(ascii: "#") else { return nil }
      let start = scanner.index
      var depth = 0
      while let byte = scanner.current, byte != UInt8(ascii: "\n"), scanner.index - start <= 999 {
        switch byte {
        case UInt8(ascii: "("): depth += 1
        case UInt8(ascii: ")") where depth == 0:
          return unescaped(scanner.bytes[start..<scanner.index])
        case UInt8(ascii: ")"): depth -= 1
        case UInt8(ascii: "\\"): scanner.index += 1
        default: break
        }
        scanner.index += 1
      }
      return nil
    }
  }

  /// A title in quotes or parentheses.
  mutating func scanLinkTitle() -> String? {
    attempt { scanner in
      let closing: UInt8
      switch scanner.current {
      case UInt8(ascii: "\""): closing = UInt8(ascii: "\"")
      case UInt8(ascii: "'"): closing = UInt8(ascii: "'")
      case UInt8(ascii: "("): closing = UInt8(ascii: ")")
      default: return nil
      }
      scanner.index += 1
      let start = scanner.index
      while let byte = scanner.current {
        switch byte {
        case closing:
          scanner.index += 1
          return unescaped(scanner.bytes[start..<(scanner.index - 1)])
        case UInt8(ascii: "(") where closing == UInt8(ascii: ")"): return nil
        case UInt8(ascii: "\\"): scanner.skipEscape()
        default: scanner.index += 1
        }
      }
      return nil
    }
  }

  private mutating func skipEscape() {
    index += byte(at: index + 1)?.isASCIIPunctuation == true ? 2 : 1
  }

  /// An entity or numeric character reference, as the character that it stands for.
  mutating func scanCharacterReference() -> String? {
    attempt { scanner in
      let start = scanner.index
      guard scanner.scan(UInt8(ascii: "&")) else { return nil }
      if scanner.scan(UInt8(ascii: "#")) { return scanner.scanCharacterNumber() }
      let name = scanner.scan(while: \.isASCIIAlphanumeric)
      guard (2...31).contains(name.count), scanner.scan(UInt8(ascii: ";")) else { return nil }
      return CMark.character(ofEntity: scanner.bytes[start..<scanner.index])
    }
  }

  private mutating func scanCharacterNumber() -> String? {
    let isHexadecimal = scan(UInt8(ascii: "x")) || scan(UInt8(ascii: "X"))
    let digits = scan(while: isHexadecimal ? \.isASCIIHexDigit : \.isASCIIDigit)
    guard (1...(isHexadecimal ? 6 : 7)).contains(digits.count), scan(UInt8(ascii: ";")),
      let value = UInt32(digits.text, radix: isHexadecimal ? 16 : 10)
    else { return nil }
    let scalar = value == 0 ? nil : Unicode.Scalar(value)
    return String(scalar ?? "\u{FFFD}")
  }
}

/// Resolves backslash escapes and character references, as in destinations, titles and info
/// strings.
func unescaped(_ bytes: ArraySlice<UInt8>) -> String {
  guard bytes.contains(where: { $0 == UInt8(ascii: "\\") || $0 == UInt8(ascii: "&") }) else {
    return bytes.text
  }
  var result: [UInt8] = []
  var scanner = ByteScanner(Array(bytes))
  while let byte = scanner.current {
    if byte == UInt8(ascii: "\\"), let next = scanner.byte(at: scanner.index + 1),
      next.isASCIIPunctuation
    {
      result.append(next)
      scanner.index += 2
    } else if let character = scanner.scanCharacterReference() {
      result += character.utf8
    } else {
      result.append(byte)
      scanner.index += 1
    }
  }
  return result.text
}
