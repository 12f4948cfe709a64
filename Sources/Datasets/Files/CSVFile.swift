/// A table as a CSV file holds it (RFC 4180): a header, and rows with as many fields.
public struct CSVFile: Sendable {
  public let path: String
  /// The names of the columns.
  public let header: [String]
  public let rows: [[String]]
  /// The line on which each row begins.
  private let lines: [Int]

  /// - Parameter limit: In bytes; a larger file is an error.
  public init(_ path: String, separator: Character = ",", limit: Int = 1 << 30)
    throws(DataFileError)
  {
    guard let separatorByte = separator.asciiValue, separator != "\"", !separator.isNewline else {
      fatalError("CSVFile: the separator \(separator) is not an ASCII character of its own")
    }
    let text = try TextFile.read(path, limit: limit)
    var parser = CSVParser(path: path, bytes: Array(text.utf8), separator: separatorByte)
    guard let header = try parser.nextRecord() else {
      throw DataFileError(path, .line(1), "no header")
    }
    var rows: [[String]] = []
    var lines: [Int] = []
    while let record = try parser.nextRecord() {
      guard record.fields.count == header.fields.count else {
        throw DataFileError(
          path, .line(record.line),
          "\(record.fields.count) fields, expected \(header.fields.count)")
      }
      rows.append(record.fields)
      lines.append(record.line)
    }
    self.path = path
    self.header = header.fields
    self.rows = rows
    self.lines = lines
  }

  /// The fields of a column, from the first row to the last.
  public func column(_ name: String) throws(DataFileError) -> [String] {
    let index = try index(of: name)
    return rows.map { $0[index] }
  }

  /// The numbers of a column; `nan` and `inf` are numbers, an empty field is not.
  public func numbers(_ name: String) throws(DataFileError) -> [Double] {
    let index = try index(of: name)
    var numbers: [Double] = []
    numbers.reserveCapacity(rows.count)
    for (row, line) in zip(rows, lines) {
      guard let number = Double(row[index].trimmingSpaces) else {
        throw DataFileError(path, .line(line), "'\(row[index])' in column '\(name)' is no number")
      }
      numbers.append(number)
    }
    return numbers
  }

  private func index(of name: String) throws(DataFileError) -> Int {
    if let index = header.firstIndex(of: name) { return index }
    throw DataFileError(
      path, .line(1), "no column '\(name)'; there are \(header.joined(separator: ", "))")
  }
}

extension String {
  fileprivate var trimmingSpaces: Substring {
    let start = drop { $0 == " " || $0 == "\t" }
    return start.lastIndex { $0 != " " && $0 != "\t" }.map { start[...$0] } ?? ""
  }
}
