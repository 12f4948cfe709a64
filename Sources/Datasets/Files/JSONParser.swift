/// Reads JSON (RFC 8259), strictly: whoever calls says what has to come next, so that nothing is built of
/// a hostile text, and every error has its place in the file.
package struct JSONParser {
  /// How deep values that are skipped may be nested.
  private static let depthLimit = 100

  private let path: String
  private let bytes: [UInt8]
  /// Where `bytes` lie in the file.
  private let offset: Int
  package private(set) var position = 0

  package init(path: String, bytes: [UInt8], offset: Int = 0) {
    self.path = path
    self.bytes = bytes
    self.offset = offset
  }

  package func error(_ problem: String, at position: Int? = nil) -> DataFileError {
    DataFileError(path, .byte(offset + (position ?? self.position)), problem)
  }

  /// Reads an object; `member` has to read the value that belongs to the key it gets.
  package mutating func object(
    _ member: (inout JSONParser, String) throws(DataFileError) -> Void
  ) throws(DataFileError) {
    try expect("{")
    var keys: Set<String> = []
    if accept("}") { return }
    repeat {
      skipSpace()
      let start = position
      let key = try string()
      guard keys.insert(key).inserted else { throw error("'\(key)' occurs twice", at: start) }
      try expect(":")
      try member(&self, key)
    } while accept(",")
    try expect("}")
  }

  /// Reads an array; `element` has to read each of its values.
  package mutating func array(
    _ element: (inout JSONParser) throws(DataFileError) -> Void
  ) throws(DataFileError) {
    try expect("[")
    if accept("]") { return }
    repeat { try element(&self) } while accept(",")
    try expect("]")
  }

  /// Reads an array of integers that are not negative.
  mutating func integers() throws(DataFileError) -> [Int] {
    var numbers: [Int] = []
    try array { parser throws(DataFileError) in numbers.append(try parser.integer()) }
    return numbers
  }

  /// Reads an integer that is not negative.
  package mutating func integer() throws(DataFileError) -> Int {
    skipSpace()
    let digits = bytes[position...].prefix { 0x30...0x39 ~= $0 }
    // JSON has no leading zeros.
    guard let number = Int(String(decoding: digits, as: UTF8.self)),
      digits.count == 1 || digits.first != 0x30
    else { throw error("not an integer from 0 to \(Int.max)") }
    position += digits.count
    return number
  }

  /// Reads a number that is neither too large nor too small for a `Double`.
  package mutating func number() throws(DataFileError) -> Double {
    skipSpace()
    let start = position
    skipByte(in: [UInt8(ascii: "-")])
    let whole = skipDigits()
    let hasLeadingZero = whole.count > 1 && bytes[whole.lowerBound] == UInt8(ascii: "0")
    var isNumber = !whole.isEmpty && !hasLeadingZero
    if skipByte(in: [UInt8(ascii: ".")]) { isNumber = !skipDigits().isEmpty && isNumber }
    if skipByte(in: Array("eE".utf8)) {
      skipByte(in: Array("+-".utf8))
      isNumber = !skipDigits().isEmpty && isNumber
    }
    guard isNumber, let number = Double(String(decoding: bytes[start..<position], as: UTF8.self)),
      number.isFinite
    else { throw error("not a number", at: start) }
    return number
  }

  @discardableResult private mutating func skipByte(in accepted: [UInt8]) -> Bool {
    guard position < bytes.count, accepted.contains(bytes[position]) else { return false }
    position += 1
    return true
  }

  private mutating func skipDigits() -> Range<Int> {
    let start = position
    while position < bytes.count, 0x30...0x39 ~= bytes[position] { position += 1 }
    return start..<position
  }

  /// Reads any value, and forgets it.
  package mutating func skipValue() throws(DataFileError) { try skipValue(depth: 0) }

  private mutating func skipValue(depth: Int) throws(DataFileError) {
    guard depth < Self.depthLimit else {
      throw error("values are nested more than \(Self.depthLimit) deep")
    }
    skipSpace()
    guard position < bytes.count else { throw error("expected a value") }
    switch bytes[position] {
    case UInt8(ascii: "{"):
      try object { parser, _ throws(DataFileError) in try parser.skipValue(depth: depth + 1) }
    case UInt8(ascii: "["):
      try array { parser throws(DataFileError) in try parser.skipValue(depth: depth + 1) }
    case UInt8(ascii: "\""): _ = try string()
    case UInt8(ascii: "t"): try skip("true")
    case UInt8(ascii: "f"): try skip("false")
    case UInt8(ascii: "n"): try skip("null")
    default: _ = try number()
    }
  }

  private mutating func skip(_ literal: StaticString) throws(DataFileError) {
    let expected = UnsafeBufferPointer(start: literal.utf8Start, count: literal.utf8CodeUnitCount)
    guard bytes[position...].starts(with: expected) else { throw error("expected a value") }
    position += expected.count
  }

  package mutating func string() throws(DataFileError) -> String {
    try expect("\"")
    let start = position
    var text: [UInt8] = []
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      switch byte {
      case UInt8(ascii: "\""):
        guard let string = String(validating: text, as: UTF8.self) else {
          throw error("a string that is not UTF-8", at: start)
        }
        return string
      case UInt8(ascii: "\\"): text += try escaped()
      case 0..<0x20: throw error("a control character in a string", at: position - 1)
      default: text.append(byte)
      }
    }
    throw error("a string is never closed", at: start - 1)
  }

  /// What follows a backslash.
  private mutating func escaped() throws(DataFileError) -> [UInt8] {
    guard position < bytes.count else { throw error("a string is never closed") }
    let byte = bytes[position]
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
    case UInt8(ascii: "b"): return [0x08]
    case UInt8(ascii: "f"): return [0x0C]
    case UInt8(ascii: "n"): return [0x0A]
    case UInt8(ascii: "r"): return [0x0D]
    case UInt8(ascii: "t"): return [0x09]
    case UInt8(ascii: "u"): return Array(String(try escapedScalar()).utf8)
    default: throw error("an unknown escape in a string", at: position - 1)
    }
  }

  /// What follows `\u`; characters beyond the 16-bit ones are two surrogates.
  private mutating func escapedScalar() throws(DataFileError) -> Unicode.Scalar {
    let start = position
    var units = [try hexadecimalUnit()]
    if UTF16.isLeadSurrogate(units[0]), bytes[position...].starts(with: "\\u".utf8) {
      position += 2
      units.append(try hexadecimalUnit())
    }
    guard let text = String(validating: units, as: UTF16.self), text.unicodeScalars.count == 1
    else { throw error("half a surrogate pair", at: start) }
    return text.unicodeScalars.first!
  }

  private mutating func hexadecimalUnit() throws(DataFileError) -> UInt16 {
    let digits = bytes[position...].prefix(4)
    guard digits.count == 4, digits.first != UInt8(ascii: "+"), digits.first != UInt8(ascii: "-"),
      let unit = UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
    else { throw error("\\u needs four hexadecimal digits") }
    position += 4
    return unit
  }

  /// Only white space may follow.
  package mutating func expectEnd() throws(DataFileError) {
    skipSpace()
    if position < bytes.count { throw error("text behind the end") }
  }

  private mutating func expect(_ character: Unicode.Scalar) throws(DataFileError) {
    if !accept(character) { throw error("expected '\(character)'") }
  }

  private mutating func accept(_ character: Unicode.Scalar) -> Bool {
    skipSpace()
    guard position < bytes.count, bytes[position] == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func skipSpace() {
    while position < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) {
      position += 1
    }
  }
}

/// Writes JSON.
enum JSONText {
  static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "\u{08}": quoted += "\\b"
      case "\u{0C}": quoted += "\\f"
      case "\n": quoted += "\\n"
      case "\r": quoted += "\\r"
      case "\t": quoted += "\\t"
      case ..<" ":
        let digits = String(scalar.value, radix: 16)
        quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }

  static func list(_ numbers: [Int]) -> String {
    numbers.map(String.init).joined(separator: ",")
  }
}
