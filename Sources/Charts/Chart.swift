/// A drawing of data.
public protocol Chart: Hashable, Sendable {
  /// What the chart shows, for those who cannot see it; a figure's caption says more.
  var title: String { get }
  /// What there is to see, in words. In Chinese if the titles are.
  var description: String { get }
  /// The numbers that are drawn; `nil` if it is not numbers that are.
  var data: ChartData? { get }
  /// The drawing, from `<svg` to `</svg>`: the same bytes for the same chart.
  var svg: String { get }
}

/// The numbers of a chart as a table.
public struct ChartData: Hashable, Sendable {
  /// The heads of the columns.
  public var columns: [String]
  public var rows: [[String]]

  public init(columns: [String], rows: [[String]] = []) {
    self.columns = columns
    self.rows = rows
  }

  /// Fields as in RFC 4180, rows on lines.
  public var csv: String {
    ([columns] + rows).map { row in row.map(Self.field).joined(separator: ",") }
      .joined(separator: "\n")
  }

  private static func field(_ text: String) -> String {
    let needsQuotes = text.unicodeScalars.contains { ",\"\r\n".unicodeScalars.contains($0) }
    return needsQuotes ? "\"\(text.replacing("\"", with: "\"\""))\"" : text
  }

  /// A number of the table, as programs read it: six digits, and nothing for what is no number.
  static func text(_ value: Double) -> String {
    significantText(value, digits: 6).replacing(",", with: "").replacing("−", with: "-")
  }
}

/// Lists what a chart shows, with `if` and `for`.
@resultBuilder
public enum ChartBuilder<Element> {
  public static func buildExpression(_ element: Element) -> [Element] { [element] }
  public static func buildExpression(_ elements: [Element]) -> [Element] { elements }
  public static func buildBlock(_ elements: [Element]...) -> [Element] { elements.flatMap(\.self) }
  public static func buildOptional(_ elements: [Element]?) -> [Element] { elements ?? [] }
  public static func buildEither(first elements: [Element]) -> [Element] { elements }
  public static func buildEither(second elements: [Element]) -> [Element] { elements }
  public static func buildArray(_ elements: [[Element]]) -> [Element] { elements.flatMap(\.self) }
}
