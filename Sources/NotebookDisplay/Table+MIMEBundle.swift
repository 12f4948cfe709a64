extension Table: Displayable {
  public var mimeBundle: MIMEBundle {
    MIMEBundle(plain: plain, role: .table, caption: caption)
      .adding(html, as: .html)
      .adding(markdown, as: .markdown)
  }
}

// MARK: HTML

extension Table {
  private var html: String {
    var lines = ["<table>", "<thead>"]
    if columns.contains(where: { $0.group != nil }) { lines.append(groupRow) }
    lines.append(
      row(columns.map { Cell(text: $0.title) }, scope: "col", headers: Array(columns.indices)))
    lines += ["</thead>", "<tbody>"]
    lines += rows.map { row($0.cells, depth: $0.depth) }
    lines.append("</tbody>")
    if let totals { lines += ["<tfoot>", row(totals), "</tfoot>"] }
    return (lines + ["</table>"]).joined(separator: "\n")
  }

  private var groupRow: String {
    var cells = ""
    var start = 0
    while start < columns.count {
      let end = columns[start...].firstIndex { $0.group != columns[start].group } ?? columns.count
      if let group = columns[start].group {
        let title = group.htmlEscaped
        cells += "<th scope=\"colgroup\" colspan=\"\(end - start)\" class=\"group\">\(title)</th>"
      } else {
        cells += String(repeating: "<td></td>", count: end - start)
      }
      start = end
    }
    return "<tr>\(cells)</tr>"
  }

  private func row(
    _ cells: [Cell], scope: String = "row", headers: [Int]? = nil, depth: Int? = nil
  ) -> String {
    let headers = headers ?? (hasRowHeaders ? [0] : [])
    let content = cells.enumerated().map { column, cell in
      // An empty header cell would name nothing.
      let isHeader = headers.contains(column) && !cell.text.isEmpty
      let tag = isHeader ? "th" : "td"
      let scope = isHeader ? " scope=\"\(scope)\"" : ""
      return "<\(tag)\(scope)\(attributes(of: cell, in: column))>\(html(of: cell))</\(tag)>"
    }
    let depth = depth.map { " class=\"d\(max(1, min(3, $0)))\"" } ?? ""
    return "<tr\(depth)>\(content.joined())</tr>"
  }

  private func attributes(of cell: Cell, in column: Int) -> String {
    var names: [String] = []
    switch alignments[column] {
    case .left: break
    case .center: names.append("center")
    case .right: names.append("num")
    }
    if cell.isMissing { names.append("nil") }
    // Written so that what is no number counts as 0.
    let percentage = cell.shade > 0 ? Int((min(cell.shade, 1) * 100).rounded()) : 0
    if percentage > 0 { names.append("shaded") }
    let style = percentage > 0 ? " style=\"--shade:\(percentage)%\"" : ""
    return names.isEmpty ? "" : " class=\"\(names.joined(separator: " "))\"\(style)"
  }

  private func html(of cell: Cell) -> String {
    cell.text.htmlEscaped
      + (cell.index.map { " <span class=\"ix\">\($0.htmlEscaped)</span>" } ?? "")
  }
}

// MARK: Text

extension Table {
  /// A pipe table; GitHub renders it.
  private var markdown: String {
    let rule = alignments.map { alignment in
      switch alignment {
      case .left: "---"
      case .center: ":---:"
      case .right: "---:"
      }
    }
    let header = flatTitles.map(\.markdownEscaped)
    let body = rows.map { row in
      row.cells.enumerated().map { column, cell in
        let indent = column == 0 ? max(0, (row.depth ?? 1) - 1) : 0
        return String(repeating: "&emsp;", count: indent) + label(cell).markdownEscaped
      }
    }
    let totals = totals.map { totals in
      [totals.map { $0.text.isEmpty ? "" : "**\($0.text.markdownEscaped)**" }]
    }
    return ([header, rule] + body + (totals ?? []))
      .map { "| " + $0.joined(separator: " | ") + " |" }
      .joined(separator: "\n")
  }

  /// Aligned columns, for a terminal.
  private var plain: String {
    var lines = [flatTitles]
    lines += rows.map { row in
      row.cells.enumerated().map { column, cell in
        let indent = column == 0 ? 2 * max(0, (row.depth ?? 1) - 1) : 0
        return String(repeating: " ", count: indent) + label(cell)
      }
    }
    if let totals { lines.append(totals.map(\.text)) }
    let widths = columns.indices.map { column in lines.map { $0[column].columns }.max() ?? 0 }
    let text = lines.map { line in
      let cells = line.indices.map { line[$0].padded(to: widths[$0], alignments[$0]) }
      return trimmingEnd(cells.joined(separator: "  "))
    }
    let rule = String(repeating: "─", count: widths.reduce(0, +) + 2 * max(0, widths.count - 1))
    let body = totals == nil ? text.dropFirst() : text.dropFirst().dropLast() + [rule, text.last!]
    return ([text[0], rule] + body).joined(separator: "\n")
  }

  /// Titles for a header of one row, where a column's group has to stand in its title.
  private var flatTitles: [String] {
    columns.map { column in column.group.map { "\($0) · \(column.title)" } ?? column.title }
  }

  private func label(_ cell: Cell) -> String {
    cell.index.map { "\(cell.text) \($0)" } ?? cell.text
  }
}

private func trimmingEnd(_ line: String) -> String {
  String(line.reversed().drop { $0 == " " }.reversed())
}
