/// A table as comma-separated values: fields as in RFC 4180, rows on lines.
struct CSVTable: Hashable {
  /// Longer tables show evenly chosen rows alone, unless that would leave out hardly any.
  private static let mostRows = 60

  var header: [String]
  var rows: [[String]]
  /// How many rows there are, whether or not all are shown.
  let rowCount: Int

  /// The tables of a text, which have blank lines between them.
  static func tables(in text: String) -> [CSVTable] {
    records(in: text).split { $0 == [""] }.map { records in
      CSVTable(
        header: records.first!, rows: Array(records.dropFirst()), rowCount: records.count - 1)
    }
  }

  /// Without most of many rows; the first and the last one stay.
  var shortened: CSVTable {
    guard rows.count > Self.mostRows * 5 / 4 else { return self }
    var table = self
    table.rows = (0..<Self.mostRows).map { rows[$0 * (rows.count - 1) / (Self.mostRows - 1)] }
    return table
  }

  private static func records(in text: String) -> [[String]] {
    var records: [[String]] = [[]]
    var field = String.UnicodeScalarView()
    var isQuoted = false
    var rest = text.unicodeScalars[...]
    while let scalar = rest.popFirst() {
      switch scalar {
      case "\"" where isQuoted && rest.first == "\"":
        rest = rest.dropFirst()
        field.append(scalar)
      case "\"": isQuoted.toggle()
      case "," where !isQuoted, "\n" where !isQuoted:
        records[records.count - 1].append(String(field))
        field.removeAll()
        if scalar == "\n" { records.append([]) }
      default: field.append(scalar)
      }
    }
    records[records.count - 1].append(String(field))
    return records
  }
}
