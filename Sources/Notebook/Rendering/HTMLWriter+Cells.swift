import NotebookDisplay

/// Longer tables are folded into a frame of limited height.
let longTableRows = 20

/// How many rows the body of a table in HTML has.
func bodyRowCount(of html: String) -> Int {
  let body = html.split(separator: "<tbody").last?.split(separator: "</tbody>").first ?? ""
  return body.split(separator: "<tr", omittingEmptySubsequences: false).count - 1
}

/// Tables of up to so many columns of a terminal leave room for text beside them on paper.
let narrowTableColumns = 64

extension HTMLWriter {
  mutating func write(_ shown: ShownCell) {
    guard !shown.isEmpty else { return }
    let cell = shown.cell
    var outputs = shown.outputs.compactMap { output in
      html(of: output, in: cell).map { (html: $0, isPart: output.label?.part != nil) }
    }
    if let group = shown.group, let first = outputs.firstIndex(where: \.isPart) {
      let parts = outputs.filter(\.isPart).map(\.html)
      outputs.removeAll(where: \.isPart)
      outputs.insert((html: figure(group, of: parts, in: cell), isPart: false), at: first)
    }
    if shown.showsRecording { outputs.append((recordingNote(shown.recordingReason ?? ""), false)) }
    let values = CellTemplate(
      words: words, id: cell.label.map { "cell-" + $0 }, label: cell.label,
      code: shown.showsCode ? code(of: shown) : nil,
      isBeside: shown.showsCode && !outputs.isEmpty && location(of: cell) == .column,
      columns: shown.group == nil ? cell.options.layoutColumns : nil,
      outputs: outputs.map(\.html), hasOutputs: !outputs.isEmpty)
    write(templates.render(.cell, values) + "\n")
  }

  private func location(of cell: Cell) -> CellOptions.OutputLocation? {
    cell.options.outputLocation ?? document.frontMatter.execute.outputLocation
  }

  private func recordingNote(_ reason: String) -> String {
    let reason = reason.isEmpty ? "" : " <code translate=\"no\">\(reason.htmlEscaped)</code>"
    return
      "<p class=\"recorded\"\(words.mark(.recorded))>\(words[.recorded].htmlEscaped)\(reason)</p>"
  }

  private func name(of cell: Cell) -> String { words.cell(cell.label, line: cell.firstLine) }

  private mutating func code(of shown: ShownCell) -> CellTemplate.Code {
    let cell = shown.cell
    let summary = shown.codeSummary
    let fold = CellTemplate.Code.Fold(
      isOpen: shown.fold == .show, summary: summary ?? words[.code],
      summaryMark: summary == nil ? words.mark(.code) : "",
      lines: words.text(.lines, count: cell.shownLineCount))
    return CellTemplate.Code(
      fold: shown.fold == .open ? nil : fold,
      place: CellTemplate.Place(
        text: "\(document.fileName):\(cell.firstLine)", href: link(toLine: cell.firstLine),
        description: words.sourceLine(document.fileName, cell.firstLine)),
      listing: shown.listing.map {
        CellTemplate.Listing(
          id: $0.id, number: $0.number.map { words.label(.listing, $0) }, caption: caption($0))
      },
      description: words.text(.swiftCode, ["cell": name(of: cell)]),
      html: html(ofCode: cell.shownSource, in: cell))
  }

  private func html(ofCode source: String, in cell: Cell) -> String {
    let html = options.highlight(source)
    return cell.options.highlightedLines.map { markingLines($0, in: html) } ?? html
  }

  private func link(toLine line: Int) -> String? {
    options.source.map { percentEncoded($0) + "#L\(line)" }
  }

  // MARK: Outputs

  private mutating func html(of output: ShownCell.Output, in cell: Cell) -> String? {
    switch output.content {
    case .stream(let stream, let text):
      pre(
        TerminalText(text).html, class: stream.rawValue,
        label: words.output(stream, of: name(of: cell)))
    case .error(let diagnostic): html(of: diagnostic, in: cell)
    case .display(let bundle):
      switch bundle.role {
      case .table: table(bundle, label: output.label!, in: cell)
      case .figure: figure(bundle, label: output.label!, in: cell)
      case .value: value(bundle, in: cell)
      }
    }
  }

  private func pre(_ html: String, class style: String, label: String) -> String {
    "<pre class=\"\(style)\" tabindex=\"0\" role=\"group\" aria-label=\"\(label.htmlEscaped)\">"
      + html + "</pre>"
  }

  /// The richest representation that a page can show.
  private mutating func content(
    of bundle: MIMEBundle, in cell: Cell, alternative: String? = nil
  ) -> String? {
    if let html = bundle.text(.html) ?? bundle.text(.svg) { return withoutStyle(html) }
    if let bytes = bundle.representations[.png] {
      return image(bytes, alternative: alternative ?? bundle.text(.plain) ?? "")
    }
    if let markdown = bundle.text(.markdown) {
      let html = captured { $0.write(MarkdownSnippet.blocks(markdown, at: $0.range)) }
      return html.last == "\n" ? String(html.dropLast()) : html
    }
    guard let text = bundle.text(.plain), !text.isEmpty else { return nil }
    return pre(
      text.htmlEscaped, class: "result", label: words.text(.value, ["cell": name(of: cell)]))
  }

  /// HTML of the author's own may be wider than the page.
  private mutating func value(_ bundle: MIMEBundle, in cell: Cell) -> String? {
    guard let html = bundle.text(.html) else { return content(of: bundle, in: cell) }
    let label = words.text(.value, ["cell": name(of: cell)]).htmlEscaped
    return "<div class=\"frame\" tabindex=\"0\" role=\"group\" aria-label=\"\(label)\">\n"
      + withoutStyle(html) + "\n</div>"
  }

  private func image(_ bytes: [UInt8], alternative: String) -> String {
    let size = (try? PNG(bytes: bytes)).map { " width=\"\($0.width)\" height=\"\($0.height)\"" }
    return "<img src=\"data:image/png;base64,\(base64(bytes))\"\(size ?? "")"
      + " alt=\"\(alternative.htmlEscaped)\">"
  }

  private mutating func table(_ bundle: MIMEBundle, label: FloatLabel, in cell: Cell) -> String? {
    guard let html = content(of: bundle, in: cell) else { return nil }
    let rows = bodyRowCount(of: html)
    let isLong = rows > longTableRows
    let lines = (bundle.text(.plain) ?? "").split(whereSeparator: \.isNewline)
    let columns = lines.map { String($0).columns }.max() ?? .max
    var caption = caption(label)
    if isLong { caption += (caption.isEmpty ? "" : " · ") + rowCount(rows) }
    return templates.render(
      .table,
      TableTemplate(
        words: words, id: label.id, isLong: isLong,
        isNarrow: columns <= narrowTableColumns,
        number: label.number.map { words.label(.table, $0) }, caption: caption,
        hasCaption: label.number != nil, html: html))
  }

  private mutating func figure(_ bundle: MIMEBundle, label: FloatLabel, in cell: Cell) -> String? {
    let caption = caption(label)
    let alternative = cell.options.figureAlternative
    let described = alternative ?? bundle.text(.plain).flatMap { $0.isEmpty ? nil : $0 }
    let fallback = label.caption.map { MarkdownSnippet.inlines($0).plainText }
    if described == nil, fallback == nil { reportMissingAlternative(in: cell) }
    guard let html = content(of: bundle, in: cell, alternative: described ?? fallback) else {
      return nil
    }
    // A drawing that names itself needs no other name, unless the author gives it one.
    let isDrawing = bundle.text(.svg) != nil && bundle.text(.html) == nil
    let needsName = isDrawing && (alternative != nil || !html.prefix(500).contains("role="))
    return templates.render(
      .figure,
      FigureTemplate(
        words: words, id: label.id,
        number: label.part ?? label.number.map { words.label(.figure, $0) }, caption: caption,
        hasCaption: label.number != nil || label.part != nil,
        alternative: needsName ? described ?? fallback : nil, html: html, data: data(of: bundle),
        size: size(of: cell)))
  }

  /// CSS that bounds the pictures of a cell.
  private func size(of cell: Cell) -> String? {
    let defaults = document.frontMatter.execute
    let bounds = [
      ("max-width", cell.options.figureWidth ?? defaults.figureWidth),
      ("max-height", cell.options.figureHeight ?? defaults.figureHeight),
    ].compactMap { name, inches in inches.map { "\(name): \($0)in" } }
    return bounds.isEmpty ? nil : bounds.joined(separator: "; ")
  }

  /// A figure of several, beside each other.
  private mutating func figure(_ group: FloatLabel, of parts: [String], in cell: Cell) -> String {
    let columns =
      cell.options.layoutColumns
      .map { " columns\" style=\"--columns: \($0)" } ?? ""
    let panels = "<div class=\"panels\(columns)\">\n\(parts.joined(separator: "\n"))\n</div>"
    return templates.render(
      .figure,
      FigureTemplate(
        words: words, id: group.id, number: group.number.map { words.label(.figure, $0) },
        caption: caption(group), hasCaption: group.number != nil, html: panels))
  }

  private mutating func reportMissingAlternative(in cell: Cell) {
    diagnostics.append(
      .flaw(
        "\(cell.label.map { "cell '\($0)'" } ?? "the cell") shows a figure without an alternative "
          + "text; say in `fig-alt` what there is to see",
        isStrict: options.isStrict, file: document.path, range: range))
  }

  /// The numbers behind a drawing, for those who want them exactly.
  private func data(of bundle: MIMEBundle) -> FigureTemplate.Data? {
    let tables = CSVTable.tables(in: bundle.text(.csv) ?? "").map(\.shortened)
    guard !tables.isEmpty else { return nil }
    let html = tables.map { table in
      let head = table.header.map { "<th scope=\"col\">\($0.htmlEscaped)</th>" }.joined()
      let rows = table.rows.map { row in
        "<tr>" + row.map { "<td>\($0.htmlEscaped)</td>" }.joined() + "</tr>\n"
      }
      return
        "<table>\n<thead>\n<tr>\(head)</tr>\n</thead>\n<tbody>\n\(rows.joined())</tbody>\n</table>"
    }
    let (rows, shown) = (tables.map(\.rowCount), tables.map(\.rows.count))
    return FigureTemplate.Data(
      summary: words.data(rows: rows, shown: shown),
      summaryMark: words.mark(rows == shown ? .data : .dataExcerpt),
      html: html.joined(separator: "\n"))
  }

  private mutating func caption(_ label: FloatLabel) -> String {
    guard let caption = label.caption else { return "" }
    return captured { $0.write(MarkdownSnippet.inlines(caption)) }
  }
}
