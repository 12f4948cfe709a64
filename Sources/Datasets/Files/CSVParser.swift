/// Splits the text of a CSV file into records.
struct CSVParser {
  typealias Record = (line: Int, fields: [String])

  private static let quote = UInt8(ascii: "\"")
  private static let carriageReturn = UInt8(ascii: "\r")
  private static let lineFeed = UInt8(ascii: "\n")

  private let path: String
  private let bytes: [UInt8]
  private let separator: UInt8
  private var position = 0
  private var line = 1

  /// - Parameter bytes: UTF-8, after a byte order mark if there is one.
  init(path: String, bytes: [UInt8], separator: UInt8) {
    self.path = path
    self.bytes = bytes
    self.separator = separator
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
  }

  /// The next record, or nil at the end. Lines without anything are no records.
  mutating func nextRecord() throws(DataFileError) -> Record? {
    while skipLineEnd() {}
    guard position < bytes.count else { return nil }
    var record: Record = (line, [])
    while true {
      record.fields.append(try nextField())
      if position == bytes.count || skipLineEnd() { return record }
      position += 1  // the separator
    }
  }

  private mutating func skipLineEnd() -> Bool {
    guard let count = lineEnd(at: position) else { return false }
    position += count
    line += 1
    return true
  }

  /// The length of the line end at `position`: LF, CR LF, or a CR alone.
  private func lineEnd(at position: Int) -> Int? {
    guard position < bytes.count else { return nil }
    if bytes[position] == Self.lineFeed { return 1 }
    guard bytes[position] == Self.carriageReturn else { return nil }
    return position + 1 < bytes.count && bytes[position + 1] == Self.lineFeed ? 2 : 1
  }

  private func isFieldEnd(at position: Int) -> Bool {
    position == bytes.count || bytes[position] == separator || lineEnd(at: position) != nil
  }

  /// Leaves the position at what ends the field.
  private mutating func nextField() throws(DataFileError) -> String {
    if position < bytes.count, bytes[position] == Self.quote { return try quotedField() }
    let start = position
    while !isFieldEnd(at: position) {
      if bytes[position] == Self.quote {
        throw DataFileError(path, .line(line), "a quote within a field that has none around it")
      }
      position += 1
    }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  private mutating func quotedField() throws(DataFileError) -> String {
    let openingLine = line
    var field: [UInt8] = []
    position += 1
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      if byte == Self.lineFeed { line += 1 }
      guard byte == Self.quote else {
        field.append(byte)
        continue
      }
      if position < bytes.count, bytes[position] == Self.quote {
        field.append(byte)
        position += 1
      } else if isFieldEnd(at: position) {
        return String(decoding: field, as: UTF8.self)
      } else {
        throw DataFileError(path, .line(line), "text behind a closing quote")
      }
    }
    throw DataFileError(path, .line(openingLine), "a quote is never closed")
  }
}
