/// One column of a `Table`: its heading, and what it shows of a row.
public struct Column<Row> {
  let layout: Table.ColumnLayout
  let cell: (Row) -> Table.Content

  /// - Parameters:
  ///   - title: The heading.
  ///   - value: What the column shows of a row; `nil` is shown as a dash.
  ///   - alignment: By default numbers stand on the right and text on the left.
  ///   - format: How numbers are written.
  ///   - total: What the table's last row shows below the column.
  ///   - group: A heading above this and the neighbouring columns of the same group.
  ///   - index: Set small behind the value, such as a running number.
  ///   - shade: How strongly a cell is coloured, from 0 to 1, so that it stands out among its like.
  public init<Value>(
    _ title: String, _ value: @escaping (Row) -> Value, alignment: Table.Alignment? = nil,
    format: NumberFormat = .automatic, total: Table.Total? = nil, group: String? = nil,
    index: ((Row) -> String?)? = nil, shade: ((Row) -> Double)? = nil
  ) {
    layout = Table.ColumnLayout(
      title: title, alignment: alignment, format: format, total: total, group: group)
    cell = { (value($0), index?($0), shade?($0) ?? 0) }
  }
}

/// Lets a table list its columns one below the other.
@resultBuilder
public enum ColumnBuilder<Row> {
  public static func buildExpression(_ column: Column<Row>) -> [Column<Row>] { [column] }
  public static func buildBlock(_ columns: [Column<Row>]...) -> [Column<Row>] {
    columns.flatMap { $0 }
  }
  public static func buildOptional(_ columns: [Column<Row>]?) -> [Column<Row>] { columns ?? [] }
  public static func buildEither(first columns: [Column<Row>]) -> [Column<Row>] { columns }
  public static func buildEither(second columns: [Column<Row>]) -> [Column<Row>] { columns }
  public static func buildArray(_ columns: [[Column<Row>]]) -> [Column<Row>] {
    columns.flatMap { $0 }
  }
}
