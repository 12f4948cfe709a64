import NotebookDisplay

/// Writes blocks as lines of Markdown; a container indents the lines of what it contains.
struct MarkdownWriter {
  let document: Document
  let result: ExecutionResult
  let cells: ShownCells
  let words: Wording
  let references: CrossReferences
  /// The pictures that the page links to.
  var files: [RenderedPage.File] = []

  init(
    _ document: Document, _ result: ExecutionResult, cells: ShownCells, languages: Languages
  ) {
    self.document = document
    self.result = result
    self.cells = cells
    references = CrossReferences(document, cells, languages: languages)
    words = references.words
  }

  /// The lines of each block.
  mutating func parts(_ blocks: [Block]) -> [[String]] {
    var parts: [[String]] = []
    var lastList: (isOrdered: Bool, isAlternate: Bool)?
    for block in blocks {
      guard case .list(let list) = block.kind else {
        lastList = nil
        parts.append(lines(block))
        continue
      }
      // Another marker keeps a list from continuing the one before it.
      let isOrdered = list.start != nil
      let isAlternate = lastList.map { $0.isOrdered == isOrdered && !$0.isAlternate } ?? false
      lastList = (isOrdered, isAlternate)
      parts.append(lines(list, isAlternate: isAlternate))
    }
    return parts
  }

  mutating func lines(_ blocks: [Block], isTight: Bool = false) -> [String] {
    Array(parts(blocks).filter { !$0.isEmpty }.joined(separator: isTight ? [] : [""]))
  }

  private mutating func lines(_ block: Block) -> [String] {
    switch block.kind {
    case .paragraph(let content): paragraph(content)
    case .heading(let heading): lines(heading)
    case .cell(let cell): lines(cells[cell])
    case .codeBlock(let language, let text): Self.fence(text, language ?? "")
    case .blockQuote(let blocks): Self.quoted(lines(blocks))
    case .callout(let callout, let title, let blocks): lines(callout, title: title, blocks)
    case .list(let list): lines(list, isAlternate: false)
    case .table(let table): lines(table)
    case .captioned(let caption, let blocks): lines(caption, of: blocks)
    case .division(_, let blocks): lines(blocks)
    case .math(let tex, let label): equation(tex, label: label)
    case .html(let html): Self.split(html)
    case .referenceList: referenceList()
    case .thematicBreak: ["___"]  // never mistaken for a list or a heading's underline
    }
  }

  /// GitHub's callouts have no titles of their own.
  private mutating func lines(_ callout: Callout, title: [Inline], _ blocks: [Block]) -> [String] {
    let title = title.isEmpty ? [] : ["**\(inline(title, onOneLine: true))**", ""]
    return Self.callout(callout, title + lines(blocks))
  }

  static func callout(_ callout: Callout, _ lines: [String]) -> [String] {
    quoted(["[!\(callout.rawValue.uppercased())]"] + lines)
  }

  /// A formula with its number and its anchor, if it has a label.
  private func equation(_ tex: String, label: String?) -> [String] {
    guard let label, let number = references.equations.numbers[label] else {
      return ["$$"] + Self.split(tex) + ["$$"]
    }
    var lines = Self.split(tex)
    if tex.ownTag == nil {
      // A comment would swallow it.
      let isOpen = lines.last?.contains("%") == false
      let line = isOpen ? lines.removeLast() + " " : ""
      lines.append(line + "\\tag{\(number)}")
    }
    return ["<a id=\"\(label.htmlEscaped)\"></a>", "", "$$"] + lines + ["$$"]
  }

  private func referenceList() -> [String] {
    references.citations.references.map { reference in
      let back = reference.citations.map { " [↩](#\($0.id))" }.joined()
      return "- <a id=\"\(reference.id.htmlEscaped)\"></a>"
        + inline(reference.content, onOneLine: true) + back
    }
  }

  private func paragraph(_ content: [Inline]) -> [String] {
    Self.split(inline(content)).map(MarkdownText.protectingLineStart)
  }

  private func lines(_ heading: Heading) -> [String] {
    let number = heading.number.map { $0 + " " } ?? ""
    var text = number + inline(heading.content, onOneLine: true)
    if text.hasSuffix("#") { text = text.dropLast() + "\\#" }
    // GitHub makes an anchor of its own from the heading's text.
    if MarkdownText.anchor(number + heading.content.plainText) != heading.id {
      text += "<a id=\"\(heading.id.htmlEscaped)\"></a>"
    }
    return [String(repeating: "#", count: heading.level) + (text.isEmpty ? "" : " " + text)]
  }

  private mutating func lines(_ list: List, isAlternate: Bool) -> [String] {
    let items = list.items.enumerated().map { offset, item in
      let marker =
        list.start.map { "\($0 + offset)\(isAlternate ? ")" : ".") " }
        ?? (isAlternate ? "* " : "- ")
      var lines = lines(item.blocks, isTight: list.isTight)
      if let checked = item.checked {
        lines = ["[\(checked ? "x" : " ")] " + (lines.first ?? "")] + lines.dropFirst()
      }
      let indent = String(repeating: " ", count: marker.count)
      let first = marker + (lines.first ?? "")
      return [Self.trimmingEnd(first)] + lines.dropFirst().map { $0.isEmpty ? "" : indent + $0 }
    }
    return Array(items.joined(separator: list.isTight ? [] : [""]))
  }

  private func lines(_ table: PipeTable) -> [String] {
    let rule = table.alignments.map { alignment in
      switch alignment {
      case nil: "---"
      case .left: ":---"
      case .center: ":---:"
      case .right: "---:"
      }
    }
    let rows = ([table.header] + table.rows).map { row in row.map { inline($0, inTable: true) } }
    return ([rows[0], rule] + rows.dropFirst()).map { "| " + $0.joined(separator: " | ") + " |" }
  }

  private mutating func lines(_ caption: Caption, of blocks: [Block]) -> [String] {
    var content = lines(blocks)
    guard let label = cells.captions[caption.label] else {
      return content + [""] + paragraph(caption.content)
    }
    if label.kind == .table, blocks.count == 1, case .table(let table) = blocks[0].kind {
      content = foldingLongTable(content, rows: table.rows.count)
    }
    let number = label.number.map { "**\(words.label(label.kind, $0))** " } ?? ""
    let text = number + inline(caption.content, onOneLine: true)
    return float(label, caption: text, content: content)
  }

  /// GitHub has no frames that scroll.
  func foldingLongTable(_ lines: [String], rows: Int) -> [String] {
    rows > longTableRows
      ? Self.folded(lines, summary: words.text(.rows, count: rows)) : lines
  }

  /// Captions stand above tables and code, and below figures.
  func float(_ label: FloatLabel, caption: String, content: [String]) -> [String] {
    let anchor = "<a id=\"\(label.id.htmlEscaped)\"></a>"
    return switch label.kind {
    case .table, .listing: [anchor + caption, ""] + content
    case .figure: [anchor, ""] + content + (caption.isEmpty ? [] : ["", caption])
    }
  }

  mutating func lines(_ note: Footnote) -> [String] {
    let lines = lines(note.blocks)
    let rest = lines.dropFirst().map { $0.isEmpty ? "" : "    " + $0 }
    return ["[^\(note.label)]: " + (lines.first ?? "")] + rest
  }
}

// MARK: Lines

extension MarkdownWriter {
  static func split(_ text: String) -> [String] {
    var lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
      .map { String($0) }
    if lines.last?.isEmpty == true { lines.removeLast() }
    return lines
  }

  /// A fence longer than any in the text.
  static func fence(_ text: String, _ language: String) -> [String] {
    let fence = String(
      repeating: "`", count: max(3, MarkdownText.longestRun(of: "`", in: text) + 1))
    return [fence + language] + split(text) + [fence]
  }

  /// Lines that a reader opens; GitHub takes them for Markdown between blank lines.
  static func folded(_ lines: [String], summary: String, isOpen: Bool = false) -> [String] {
    let summary = summary.split(whereSeparator: \.isNewline).joined(separator: " ").htmlEscaped
    return ["<details\(isOpen ? " open" : "")><summary>\(summary)</summary>", ""]
      + lines + ["", "</details>"]
  }

  static func quoted(_ lines: [String]) -> [String] {
    lines.isEmpty ? [">"] : lines.map { $0.isEmpty ? ">" : "> " + $0 }
  }

  private static func trimmingEnd(_ line: String) -> String {
    var line = line
    while line.last == " " { line.removeLast() }
    return line
  }
}
