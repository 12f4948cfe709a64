/// GFM's extended autolinks: addresses in the text without angle brackets.
extension InlineParser {
  mutating func readBareURL() {
    let start = scanner.index
    let previous = scanner.byte(at: start - 1)
    guard previous?.isASCIIAlphanumeric != true, let url = scanner.scanBareURL() else {
      return readLiteral(1)
    }
    appendBareLink(to: (url.hasScheme ? "" : "http://") + url.text, text: url.text)
  }

  /// An address, whose first half was read as text already when its `@` is met.
  mutating func readEmail() {
    let name = pendingText.suffix { $0.isASCIIAlphanumeric || ".-_+".utf8.contains($0) }
    guard !name.isEmpty, let host = scanner.scanEmailHost() else { return readLiteral(1) }
    let address = (name + host).text
    pendingText.removeLast(name.count)
    appendBareLink(to: "mailto:" + address, text: address)
  }

  private mutating func appendBareLink(to destination: String, text: String) {
    append(.link(destination: destination, title: "", content: [.text(text)]))
    tokens[tokens.count - 1].isBareLink = true
  }
}

extension ByteScanner {
  /// `https://…` or `www.…`, without the punctuation that ends the sentence.
  fileprivate mutating func scanBareURL() -> (text: String, hasScheme: Bool)? {
    attempt { scanner in
      let start = scanner.index
      let scheme = scanner.scan(while: \.isASCIILetter).text.lowercased()
      let isWWW = scheme == "www" && scanner.scan(".")
      guard isWWW || (["http", "https", "ftp"].contains(scheme) && scanner.scan("://")) else {
        return nil
      }
      let host = scanner.scanHost()
      guard host.isHostName(requiringDot: false) else { return nil }
      if isWWW, host.isEmpty { return nil }
      scanner.scanPath()
      scanner.index = scanner.endOfURL(from: start)
      guard scanner.index > start + scheme.utf8.count + 1 else { return nil }
      return (scanner.bytes[start..<scanner.index].text, !isWWW)
    }
  }

  private mutating func scanHost() -> ArraySlice<UInt8> {
    scan { $0.isASCIIAlphanumeric || "-_.".utf8.contains($0) }
  }

  /// Runs to a space, `<`, a bracket or full-width punctuation: `见 https://swift.org。`
  private mutating func scanPath() {
    while let byte = current, !byte.isASCIIWhitespace, !"<[]`".utf8.contains(byte) {
      if byte < 0x80 {
        index += 1
        continue
      }
      guard let scalar = scalar(at: index), !scalar.isPunctuation, !scalar.isMarkdownWhitespace
      else { return }
      index += UTF8.width(scalar)
    }
  }

  /// GFM's rules: trailing punctuation does not belong to the URL, nor does a closing parenthesis
  /// that it did not open, nor an entity.
  private func endOfURL(from start: Int) -> Int {
    var end = index
    var surplus = bytes[start..<end].reduce(0) { depth, byte in
      depth + (byte == UInt8(ascii: ")") ? 1 : byte == UInt8(ascii: "(") ? -1 : 0)
    }
    while end > start {
      switch bytes[end - 1] {
      case UInt8(ascii: ")"):
        guard surplus > 0 else { return end }
        surplus -= 1
      case UInt8(ascii: ";"):
        let name = bytes[start..<(end - 1)].suffix(while: \.isASCIIAlphanumeric)
        let isEntity = !name.isEmpty && byte(at: name.startIndex - 1) == UInt8(ascii: "&")
        guard isEntity else { return end }
        end = name.startIndex
      case let byte where "?!.,:*_~'\"".utf8.contains(byte): break
      default: return end
      }
      end -= 1
    }
    return end
  }

  /// `@host`; the host has a dot, and ends in a letter or digit.
  fileprivate mutating func scanEmailHost() -> ArraySlice<UInt8>? {
    attempt { scanner in
      let start = scanner.index
      guard scanner.scan("@") else { return nil }
      let host = scanner.scanHost().trimmingEnd { $0 == UInt8(ascii: ".") }
      guard host.isHostName(requiringDot: true), host.last?.isASCIIAlphanumeric == true else {
        return nil
      }
      scanner.index = host.endIndex
      return scanner.bytes[start..<host.endIndex]
    }
  }
}

extension ArraySlice<UInt8> {
  /// Labels separated by dots, the last two without `_`.
  fileprivate func isHostName(requiringDot: Bool) -> Bool {
    let labels = trimmingEnd { $0 == UInt8(ascii: ".") }
      .split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    return labels.count >= (requiringDot ? 2 : 1)
      && labels.allSatisfy { !$0.isEmpty }
      && labels.suffix(2).allSatisfy { !$0.contains(UInt8(ascii: "_")) }
  }
}
