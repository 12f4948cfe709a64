extension PipeTable {
  /// How wide each column is as plain text.
  var columnWidths: [Int] {
    let widths = ([header] + rows).map { row in row.map { $0.plainText.columns } }
    return alignments.indices.map { column in widths.map { $0[column] }.max() ?? 0 }
  }

  /// How wide the table is as plain text, with two spaces between its columns.
  var textWidth: Int {
    let widths = columnWidths
    return widths.reduce(0, +) + 2 * max(0, widths.count - 1)
  }

  /// For each column the attribute that tells the style sheet how its cells are set: dates and names in
  /// columns of nothing longer are not broken, though there are spaces or hyphens in them.
  var cellAttributes: [String] {
    zip(alignments, columnWidths).map { alignment, width in
      // What is narrower fits the least width of a column anyway.
      let isShort = alignment != .right && (5...20).contains(width)
      let classes = [alignment?.styleClass, isShort ? "short" : nil].compactMap(\.self)
      return classes.isEmpty ? "" : " class=\"\(classes.joined(separator: " "))\""
    }
  }
}

extension PipeTable.Alignment {
  /// `nil` for the left, where cells are set by themselves.
  var styleClass: String? {
    switch self {
    case .left: nil
    case .center: "center"
    case .right: "num"
    }
  }
}
