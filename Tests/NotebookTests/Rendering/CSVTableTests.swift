import Testing

@testable import Notebook

/// The numbers behind a drawing, as a table.
@Suite struct CSVTableTests {
  private func shown(_ count: Int) -> [String] {
    let text = "x\n" + (1...count).map(String.init).joined(separator: "\n")
    return CSVTable.tables(in: text)[0].shortened.rows.map { $0[0] }
  }

  @Test func longTablesShowSomeRows() {
    let rows = shown(1000)
    #expect(rows.count == 60)
    #expect(rows.first == "1" && rows.last == "1000")
    #expect(rows == rows.sorted { Int($0)! < Int($1)! })
  }

  /// A remark that one of 61 rows is left out would be longer than the row.
  @Test(arguments: [1, 60, 61, 75]) func othersShowAll(count: Int) {
    #expect(shown(count).count == count)
  }
}
