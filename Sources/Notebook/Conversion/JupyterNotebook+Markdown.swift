// A chapter as a Jupyter notebook, and back. Code is a cell of code, what stands between is a cell of
// Markdown, the front matter a raw cell, as Quarto has it. Cells within lists and quotations stay part
// of the text around them.
//
// Going there and back gives the same bytes: what Jupyter has no place for, such as several empty
// lines, or a fence of four backticks, is kept in the cells' metadata.

extension JupyterNotebook {
  /// - Parameter outputs: By `Cell.index`: what the cells have made.
  public init(_ document: Document, outputs: [Int: [CellOutput]] = [:]) {
    var pieces = MarkdownPieces(document)
    cells = pieces.cells(outputs)
    metadata = .swift
    metadata.markdownEnd = pieces.end == "\n" ? nil : pieces.end
    makeIDsUnique()
  }

  /// The chapter's text.
  public var markdown: String {
    var text = ""
    for cell in cells {
      let layout = cell.metadata.layout
      text += layout?.before ?? (text.isEmpty ? "" : "\n\n")
      switch cell.kind {
      case .markdown, .raw: text += cell.source.text
      case .code:
        let code = cell.source.text
        let fence = Self.fence(around: code)
        let opening = layout?.opening ?? fence + codeLanguage
        let closing = layout?.closing ?? fence
        text += opening + (opening.last?.isLineBreak == true ? "" : "\n")
        text += code + (code.isEmpty || closing.first?.isLineBreak == true ? "" : "\n") + closing
      }
    }
    return text + (metadata.markdownEnd ?? "\n")
  }

  /// Three backticks, or more than there are in a row within the code.
  fileprivate static func fence(around code: String) -> String {
    var longest = 2
    var run = 0
    for byte in code.utf8 {
      run = byte == UInt8(ascii: "`") ? run + 1 : 0
      longest = max(longest, run)
    }
    return String(repeating: "`", count: longest + 1)
  }

  /// A cell of code is named by its label; others by what they say, so that an id stays what it is
  /// when cells are inserted or moved.
  private mutating func makeIDsUnique() {
    var taken: Set<String> = []
    for index in cells.indices {
      let name = cells[index].id ?? Self.id(of: cells[index].source.text)
      var id = name
      var count = 1
      while !taken.insert(id).inserted {
        count += 1
        id = "\(name.prefix(56))-\(count)"
      }
      cells[index].id = id
    }
  }

  /// 1 to 64 letters, digits, hyphens and underscores.
  fileprivate static func isID(_ label: String) -> Bool {
    (1...64).contains(label.utf8.count)
      && label.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
          true
        default: false
        }
      }
  }

  private static func id(of text: String) -> String {
    var builder = DigestBuilder()
    builder.append(text)
    return String(builder.finish().hex.prefix(12))
  }
}

extension Document {
  /// The cells that are not part of a list, a quotation or a note, with the lines of their fences.
  fileprivate var topLevelCells: [(cell: Cell, lines: ClosedRange<Int>)] {
    blocks.compactMap { block in
      guard case .cell(let cell) = block.kind else { return nil }
      return (cell, block.range.lowerBound.line...block.range.upperBound.line)
    }
  }
}

/// Cuts a chapter's text into cells.
private struct MarkdownPieces {
  private let document: Document
  /// Each with its line break, the last one perhaps without.
  private let lines: [Substring]
  /// Line breaks that belong to no cell yet.
  private var pending = ""
  private var result: [JupyterCell] = []

  /// What stands behind the last cell.
  var end: String { pending }

  init(_ document: Document) {
    self.document = document
    var lines: [Substring] = []
    var rest = document.source[...]
    while let end = rest.firstIndex(where: \.isLineBreak) {
      lines.append(rest[...end])
      rest = rest[rest.index(after: end)...]
    }
    if !rest.isEmpty { lines.append(rest) }
    self.lines = lines
  }

  mutating func cells(_ outputs: [Int: [CellOutput]]) -> [JupyterCell] {
    let (_, bodyLine) = FrontMatterParser.parse(
      SourceText(document.source), context: ParsingContext(path: document.path))
    var line = bodyLine - 1
    append(.raw, 0..<line)
    for (cell, fences) in document.topLevelCells {
      append(.markdown, line..<fences.lowerBound - 1)
      appendCode(fences, label: cell.label, outputs[cell.index] ?? [])
      line = fences.upperBound
    }
    append(.markdown, line..<lines.count)
    return result
  }

  /// Appends a cell of some lines, without the line breaks around them.
  private mutating func append(_ kind: JupyterCell.Kind, _ range: Range<Int>) {
    let text = lines[range].joined()
    let start = text.firstIndex { !$0.isLineBreak } ?? text.endIndex
    pending += text[..<start]
    guard let last = text.lastIndex(where: { !$0.isLineBreak }) else { return }
    let layout = JupyterCell.Layout(before: takePending())
    result.append(JupyterCell(kind, String(text[start...last]), layout: layout))
    pending = String(text[text.index(after: last)...])
  }

  private mutating func appendCode(
    _ fences: ClosedRange<Int>, label: String?, _ outputs: [CellOutput]
  ) {
    var layout = JupyterCell.Layout(before: takePending())
    var (opening, closing) = (lines[fences.lowerBound - 1], lines[fences.upperBound - 1])
    if let end = closing.last, end.isLineBreak { pending = String(closing.removeLast()) }
    var code = lines[fences.lowerBound..<fences.upperBound - 1].joined()
    // An empty line is no code, and unusual line breaks stay with the fences.
    if code.count == 1 {
      opening += code
      code = ""
    } else {
      if opening.last == "\n" { opening.removeLast() }
      if let end = code.popLast(), end != "\n" { closing = "\(end)" + closing }
    }
    let fence = JupyterNotebook.fence(around: code)
    if opening != fence + "swift" { layout.opening = String(opening) }
    if closing != fence { layout.closing = String(closing) }
    var cell = JupyterCell(.code, code, layout: layout, outputs: outputs.map(JupyterOutput.init))
    cell.id = label.flatMap { JupyterNotebook.isID($0) ? $0 : nil }
    result.append(cell)
  }

  /// What stands in front of the next cell, `nil` if it is the usual.
  private mutating func takePending() -> String? {
    defer { pending = "" }
    return pending == (result.isEmpty ? "" : "\n\n") ? nil : pending
  }
}

extension Character {
  /// As CommonMark has them; a line separator is none.
  fileprivate var isLineBreak: Bool { self == "\n" || self == "\r\n" || self == "\r" }
}
