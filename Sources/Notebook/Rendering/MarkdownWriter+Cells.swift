import NotebookDisplay

extension MarkdownWriter {
  /// The code of a cell, and below it what it shows.
  mutating func lines(_ shown: ShownCell) -> [String] {
    var parts: [[String]] = []
    if shown.showsCode { parts.append(code(of: shown)) }
    var figures = 0
    for output in shown.outputs {
      switch output.content {
      case .stream(_, let text): parts.append(Self.fence(TerminalText(text).plain, "text"))
      case .error(let diagnostic): parts.append(lines(diagnostic))
      case .display(let bundle):
        if bundle.role == .figure { figures += 1 }
        parts.append(lines(bundle, label: output.label, figure: figures, in: shown.cell))
      }
    }
    if let group = shown.group { parts.append(lines(group)) }
    if shown.showsRecording {
      parts.append(["*\(words[.recorded])*"])
      let reason = shown.recordingReason ?? ""
      if !reason.isEmpty { parts.append(Self.fence(reason, "text")) }
    }
    return Array(parts.filter { !$0.isEmpty }.joined(separator: [""]))
  }

  /// The code with its caption, folded where the page folds it.
  func code(of shown: ShownCell) -> [String] {
    let fence = Self.fence(shown.cell.source, "swift")
    let lines = words.text(.lines, count: shown.cell.shownLineCount)
    let code =
      shown.fold == .open
      ? fence
      : Self.folded(
        fence, summary: "\(shown.codeSummary ?? words[.code]) · \(lines)",
        isOpen: shown.fold == .show)
    return shown.listing.map { float($0, caption: caption($0), content: code) } ?? code
  }

  private mutating func lines(
    _ bundle: MIMEBundle, label: FloatLabel?, figure: Int, in cell: Cell
  ) -> [String] {
    var content = content(of: bundle, figure: figure, in: cell)
    guard let label, !content.isEmpty else { return content }
    if label.kind == .table, let html = bundle.text(.html) {
      content = foldingLongTable(content, rows: bodyRowCount(of: html))
    }
    return float(label, caption: caption(label), content: content)
      + (label.kind == .figure ? data(of: bundle) : [])
  }

  private func caption(_ label: FloatLabel) -> String {
    let number = label.part ?? label.number.map { "**\(words.label(label.kind, $0))**" }
    let text = label.caption.map { inline(MarkdownSnippet.inlines($0), onOneLine: true) }
    return [number, text].compactMap { $0 }.joined(separator: " ")
  }

  /// What a figure of several is called, below its parts.
  private func lines(_ group: FloatLabel) -> [String] {
    ["<a id=\"\(group.id.htmlEscaped)\"></a>" + caption(group)]
  }

  /// The numbers behind a drawing, folded.
  private func data(of bundle: MIMEBundle) -> [String] {
    let tables = CSVTable.tables(in: bundle.text(.csv) ?? "").map(\.shortened)
    guard !tables.isEmpty else { return [] }
    let summary = words.data(rows: tables.map(\.rowCount), shown: tables.map(\.rows.count))
    let lines = tables.map { table in
      // The first column names the rows, the others have numbers.
      let rule = table.header.indices.map { $0 == 0 ? "---" : "---:" }
      let rows =
        [table.header.map(\.markdownEscaped), rule] + table.rows.map { $0.map(\.markdownEscaped) }
      return rows.map { "| " + $0.joined(separator: " | ") + " |" }
    }
    return [""] + Self.folded(Array(lines.joined(separator: [""])), summary: summary)
  }

  /// The richest representation that GitHub can show.
  private mutating func content(of bundle: MIMEBundle, figure: Int, in cell: Cell) -> [String] {
    if let markdown = bundle.text(.markdown) { return Self.split(markdown) }
    if let svg = bundle.text(.svg) {
      return picture(Array(standalone(svg).utf8), "svg", bundle, figure, in: cell)
    }
    if let png = bundle.representations[.png] {
      return picture(png, "png", bundle, figure, in: cell)
    }
    // A blank line would end a block of HTML.
    if let html = bundle.text(.html) {
      return Self.split(html).filter { !$0.allSatisfy(\.isWhitespace) }
    }
    let text = bundle.text(.plain) ?? ""
    return text.isEmpty ? [] : Self.fence(text, "text")
  }

  private mutating func picture(
    _ bytes: [UInt8], _ type: String, _ bundle: MIMEBundle, _ figure: Int, in cell: Cell
  ) -> [String] {
    let name = document.path.split(separator: "/").last ?? ""
    let stem = name.split(separator: ".").first ?? ""
    let path = "\(stem)_files/\(cell.label ?? "cell-\(cell.index + 1)")-\(max(1, figure)).\(type)"
    files.append(RenderedPage.File(path: path, bytes: bytes))
    let alternative = cell.options.figureAlternative ?? bundle.text(.plain) ?? ""
    let image = Inline.image(Picture(source: path, alternative: [.text(alternative)]))
    return [inline([image], onOneLine: true)]
  }

  /// An error as a callout: what is wrong, the line that it is about, where that stands.
  private func lines(_ diagnostic: Diagnostic) -> [String] {
    var parts = [["**\(words[.error])**"], Self.fence(diagnostic.message, "text")]
    if let range = diagnostic.range, let line = document.line(of: range) {
      let number = "\(line.number)  "
      let caret = String(repeating: " ", count: (number + line.before).columns) + "^"
      let source = number + line.before + line.marked + line.after
      parts.append(Self.fence(source + "\n" + caret, "text"))
    }
    for place in [diagnostic] + diagnostic.notes {
      guard let start = place.range?.lowerBound else { continue }
      let remark = place == diagnostic ? "" : " " + MarkdownText.escaped(place.message)
      parts.append(["`\(document.fileName):\(start.line):\(start.column)`\(remark)"])
    }
    return Self.callout(.caution, Array(parts.joined(separator: [""])))
  }
}

/// A drawing that is a file of its own has to say what it is, and how large: other pages would show it as
/// large as they can.
private func standalone(_ svg: String) -> String {
  let tag = svg.prefix { $0 != ">" }
  var attributes = tag.contains("xmlns=") ? "" : " xmlns=\"http://www.w3.org/2000/svg\""
  if !tag.contains(" width="), let box = tag.firstMatch(of: /viewBox="0 0 ([\d.]+) ([\d.]+)"/) {
    attributes += " width=\"\(box.1)\" height=\"\(box.2)\""
  }
  return attributes.isEmpty
    ? svg : svg.replacing("<svg", with: "<svg" + attributes, maxReplacements: 1)
}
