/// Rows and columns of values, set as a book sets them.
///
/// ```swift
/// Table(layers, caption: "The layers of AlexNet") {
///   Column("Layer", \.name)
///   Column("Neurons", \.neurons, total: .sum)
///   Column("Share", \.share, format: .percent(digits: 1))
/// }
/// ```
///
/// The first column names its row. Numbers are grouped, aligned on the right, and have the same
/// number of decimals throughout a column.
public struct Table: Sendable {
  public enum Alignment: String, Hashable, Sendable { case left, center, right }

  /// What stands below a column.
  public enum Total: Hashable, Sendable {
    case sum, mean, minimum, maximum
    case label(String)
  }

  struct ColumnLayout: Hashable, Sendable {
    var title: String
    var alignment: Alignment?
    var format = NumberFormat.automatic
    var total: Total?
    var group: String?
  }

  struct Cell: Hashable, Sendable {
    var text: String
    var index: String?
    var isMissing = false
    /// From 0 to 1.
    var shade = 0.0

    static let missing = Cell(text: "–", isMissing: true)
    static let empty = Cell(text: "")
  }

  /// What a column shows of a row.
  typealias Content = (value: Any, index: String?, shade: Double)

  struct Row: Hashable, Sendable {
    /// From 1 for a tree's roots; `nil` in a table that is no tree.
    var depth: Int?
    var cells: [Cell]
  }

  public let caption: String?
  let columns: [ColumnLayout]
  let alignments: [Alignment]
  let rows: [Row]
  let totals: [Cell]?
  let hasRowHeaders: Bool

  /// - Parameters:
  ///   - rows: One row of the table for each element.
  ///   - caption: Markdown, set above the table.
  ///   - rowHeaders: Whether the first column names the rows.
  ///   - depth: Where the rows form a tree, how deep a row is, from 1; its name is indented.
  public init<Rows: Sequence>(
    _ rows: Rows, caption: String? = nil, rowHeaders: Bool = true,
    depth: ((Rows.Element) -> Int)? = nil,
    @ColumnBuilder<Rows.Element> columns: () -> [Column<Rows.Element>]
  ) {
    let columns = columns()
    let rows = Array(rows)
    self.init(
      columns: columns.map(\.layout), values: rows.map { row in columns.map { $0.cell(row) } },
      depths: depth.map { rows.map($0) }, caption: caption, rowHeaders: rowHeaders)
  }

  /// A table of whatever values there are; `nil` is shown as a dash.
  public init(
    headers: [String], rows: [[Any?]], caption: String? = nil, rowHeaders: Bool = true
  ) {
    self.init(
      columns: headers.map { ColumnLayout(title: $0) },
      values: rows.map { row in
        headers.indices.map { (row.indices.contains($0) ? row[$0] as Any : "", nil, 0) }
      },
      depths: nil, caption: caption, rowHeaders: rowHeaders)
  }

  private init(
    columns: [ColumnLayout], values: [[Content]], depths: [Int]?,
    caption: String?, rowHeaders: Bool
  ) {
    let formatted = columns.indices.map { column in
      ColumnValues(values.map { $0[column].value }, layout: columns[column])
    }
    self.caption = caption
    self.columns = columns
    alignments = formatted.map(\.alignment)
    rows = values.indices.map { row in
      Row(
        depth: depths?[row],
        cells: columns.indices.map { column in
          var cell = formatted[column].cells[row]
          cell.index = values[row][column].index
          cell.shade = values[row][column].shade
          return cell
        })
    }
    totals = Self.totals(columns, formatted, named: rowHeaders)
    hasRowHeaders = rowHeaders
  }

  /// The last row. Its first cell says what it is, in the language of the headings.
  private static func totals(
    _ columns: [ColumnLayout], _ values: [ColumnValues], named: Bool
  ) -> [Cell]? {
    guard columns.contains(where: { $0.total != nil }) else { return nil }
    var cells = values.map(\.total)
    if named, columns[0].total == nil {
      let isChinese = columns.contains { $0.title.unicodeScalars.contains(where: \.isHan) }
      cells[0] = Cell(text: isChinese ? "合计" : "Total")
    }
    return cells
  }
}

extension Unicode.Scalar {
  fileprivate var isHan: Bool { (0x4E00...0x9FFF).contains(value) }
}
