/// A cursor over UTF-8 bytes. A `scan…` function moves behind what it found, or stays.
struct ByteScanner {
  let bytes: [UInt8]
  var index: Int

  init(_ bytes: [UInt8], at index: Int = 0) {
    self.bytes = bytes
    self.index = index
  }

  var isAtEnd: Bool { index >= bytes.count }

  /// The byte under the cursor.
  var current: UInt8? { byte(at: index) }

  func byte(at index: Int) -> UInt8? { bytes.indices.contains(index) ? bytes[index] : nil }

  mutating func scan(_ byte: UInt8) -> Bool {
    guard current == byte else { return false }
    index += 1
    return true
  }

  mutating func scan(_ text: StaticString) -> Bool {
    let matches = text.withUTF8Buffer { bytes.dropFirst(index).starts(with: $0) }
    if matches { index += text.utf8CodeUnitCount }
    return matches
  }

  /// Moves behind the longest run of bytes that satisfy `condition`, and returns it.
  @discardableResult
  mutating func scan(while condition: (UInt8) -> Bool) -> ArraySlice<UInt8> {
    let start = index
    while index < bytes.count, condition(bytes[index]) { index += 1 }
    return bytes[start..<index]
  }

  /// Spaces and tabs with at most one line end among them, as it may stand within a link.
  mutating func skipSpacesAndLineEnd() {
    scan(while: \.isSpaceOrTab)
    if scan(UInt8(ascii: "\n")) { scan(while: \.isSpaceOrTab) }
  }

  /// Runs `body`; when it finds nothing, the cursor returns to where it was.
  mutating func attempt<Result>(_ body: (inout ByteScanner) -> Result?) -> Result? {
    let start = index
    guard let result = body(&self) else {
      index = start
      return nil
    }
    return result
  }

  /// The character in front of `index`, `nil` at the beginning.
  func scalar(before index: Int) -> Unicode.Scalar? {
    var start = index - 1
    while start > 0, bytes[start] & 0xC0 == 0x80 { start -= 1 }
    return start < 0 ? nil : scalar(at: start)
  }

  /// The character that begins at `index`, `nil` at the end.
  func scalar(at index: Int) -> Unicode.Scalar? {
    guard let first = byte(at: index) else { return nil }
    if first < 0x80 { return Unicode.Scalar(first) }
    let length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
    return String(decoding: bytes[index..<min(index + length, bytes.count)], as: UTF8.self)
      .unicodeScalars.first
  }
}

extension UInt8 {
  var isSpaceOrTab: Bool { self == 0x20 || self == 0x09 }
  var isASCIIWhitespace: Bool { isSpaceOrTab || (0x0A...0x0D).contains(self) }
  var isASCIIDigit: Bool { (0x30...0x39).contains(self) }
  var isASCIILetter: Bool { (0x61...0x7A).contains(self | 0x20) }
  var isASCIIAlphanumeric: Bool { isASCIILetter || isASCIIDigit }
  var isASCIIHexDigit: Bool { isASCIIDigit || (0x61...0x66).contains(self | 0x20) }
  var isASCIIControl: Bool { self < 0x20 || self == 0x7F }
  var isASCIIPunctuation: Bool { (0x21...0x7E).contains(self) && !isASCIIAlphanumeric }
}

extension Sequence<UInt8> {
  /// The bytes as text; whatever is not UTF-8 becomes U+FFFD.
  var text: String { String(decoding: Array(self), as: UTF8.self) }
}

extension BidirectionalCollection<UInt8> {
  func trimming(while condition: (UInt8) -> Bool) -> SubSequence {
    let start = firstIndex { !condition($0) } ?? endIndex
    return self[start..<self[start...].trimmingEnd(while: condition).endIndex]
  }

  func trimmingEnd(while condition: (UInt8) -> Bool) -> SubSequence {
    self[..<suffix(while: condition).startIndex]
  }

  func suffix(while condition: (UInt8) -> Bool) -> SubSequence {
    var start = endIndex
    while start > startIndex, condition(self[index(before: start)]) { formIndex(before: &start) }
    return self[start...]
  }
}
