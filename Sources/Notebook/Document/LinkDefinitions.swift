/// The link reference definitions of a document: `[label]: destination "title"`.
struct LinkDefinitions {
  struct Target {
    let destination: String
    let title: String
  }

  private var targets: [String: Target] = [:]

  /// Labels match without regard to case and to the amount of white space.
  subscript(label: ArraySlice<UInt8>) -> Target? {
    targets.isEmpty ? nil : targets[Self.normalized(label)]
  }

  /// Reads the definitions that begin at `start`, and returns where they end. Of two definitions
  /// for a label the first counts.
  mutating func read(_ bytes: [UInt8], from start: Int = 0) -> Int {
    var scanner = ByteScanner(bytes, at: start)
    while let (label, target) = scanner.attempt({ $0.scanDefinition() }) {
      if targets[label] == nil { targets[label] = target }
    }
    return scanner.index
  }

  /// Where the definitions at the beginning of a paragraph end.
  static func end(in bytes: [UInt8]) -> Int {
    guard bytes.first == UInt8(ascii: "[") else { return 0 }
    var definitions = LinkDefinitions()
    return definitions.read(bytes)
  }

  fileprivate static func normalized(_ label: ArraySlice<UInt8>) -> String {
    // Lowercase, then uppercase: the simple way to full case folding, in which ß is SS.
    label.split(whereSeparator: \.isASCIIWhitespace).map(\.text).joined(separator: " ")
      .lowercased().uppercased()
  }
}

extension ByteScanner {
  fileprivate mutating func scanDefinition() -> (label: String, target: LinkDefinitions.Target)? {
    scan(while: \.isASCIIWhitespace)
    guard let label = scanLinkLabel(), scan(":") else { return nil }
    let name = LinkDefinitions.normalized(label)
    skipSpacesAndLineEnd()
    guard !name.isEmpty, let start = Optional(index), let destination = scanLinkDestination(),
      index > start
    else { return nil }
    let end = index
    let title = attempt { scanner -> String? in
      scanner.skipSpacesAndLineEnd()
      guard scanner.index > end, let title = scanner.scanLinkTitle(), scanner.finishLine() else {
        return nil
      }
      return title
    }
    guard title != nil || finishLine() else { return nil }
    return (name, LinkDefinitions.Target(destination: destination, title: title ?? ""))
  }

  private mutating func finishLine() -> Bool {
    scan(while: \.isSpaceOrTab)
    return isAtEnd || scan("\n")
  }
}
