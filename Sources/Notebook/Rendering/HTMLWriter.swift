import Foundation
import NotebookDisplay

/// Writes the blocks of a document as HTML, one after the other.
///
/// Prose comes out as CommonMark's reference implementation writes it; around it stand what a page
/// adds: sections, anchors, frames that scroll, side notes.
struct HTMLWriter {
  let document: Document
  let result: ExecutionResult
  let cells: ShownCells
  let templates: Templates
  let words: Wording
  let math: any MathTypesetting
  let options: PageOptions
  let references: CrossReferences

  private(set) var html = ""
  /// What could not be written as it was meant, in the order of the text.
  var diagnostics: [Diagnostic] = []
  /// Where the innermost block that is being written stands.
  var range: SourceRange?
  /// Footnotes whose reference has been written, but not yet they themselves.
  private var pendingNotes: [Int] = []
  /// How often each footnote has been referred to.
  private var noteReferences: [Int: Int] = [:]
  /// Where links lead, for those who read on paper; `nil` for a text that is no page.
  var addressNotes: AddressNotes?
  private var errorCount = 0
  /// The style sheets of the drawings that have been written.
  private(set) var drawingStyles: [String] = []
  private var calloutCount = 0
  /// Whether a formula has been typeset.
  var hasFormulas = false

  init(
    _ document: Document, _ result: ExecutionResult, cells: ShownCells, templates: Templates,
    math: any MathTypesetting, options: PageOptions
  ) {
    self.document = document
    self.result = result
    self.cells = cells
    self.templates = templates
    self.math = math
    self.options = options
    references = CrossReferences(document, cells, languages: templates.languages)
    words = references.words
    diagnostics = references.equations.problems
  }

  mutating func write(_ text: String) { html += text }

  /// Begins a new line, unless one has just begun.
  mutating func freshLine() {
    if !html.isEmpty, html.utf8.last != UInt8(ascii: "\n") { html += "\n" }
  }

  /// What `body` writes, apart from the rest.
  mutating func captured(_ body: (inout HTMLWriter) -> Void) -> String {
    let before = html
    html = ""
    body(&self)
    defer { html = before }
    return html
  }

  /// A drawing without its style sheet: as part of a page it has that in common with others.
  mutating func withoutStyle(_ drawing: String) -> String {
    // As charts have it; an author's own style sheet may stand anywhere.
    let parts = drawing.components(separatedBy: "</desc>\n<style>")
    return parts.dropFirst().reduce(parts[0]) { before, part in
      guard let end = part.range(of: "</style>\n") else {
        return before + "</desc>\n<style>" + part
      }
      let sheet = String(part[..<end.lowerBound])
      if !drawingStyles.contains(sheet) { drawingStyles.append(sheet) }
      return before + "</desc>\n" + part[end.upperBound...]
    }
  }

  /// An id for the next error on the page.
  mutating func nextErrorID() -> String {
    errorCount += 1
    return "error-\(errorCount)"
  }
}

// MARK: Blocks

extension HTMLWriter {
  /// The whole text, in nested sections.
  mutating func writeSections(_ blocks: [Block]) {
    var open: [Int] = []
    func close(downTo level: Int, _ writer: inout HTMLWriter) {
      while let last = open.last, last >= level {
        writer.freshLine()
        writer.write("</section>\n")
        open.removeLast()
      }
    }
    for block in blocks {
      if case .heading(let heading) = block.kind {
        close(downTo: heading.level, &self)
        if heading.level > 1 {
          freshLine()
          write("<section>\n")
          open.append(heading.level)
        }
      }
      write(block)
      if let notes = addressNotes?.takePending() {
        freshLine()
        write(notes)
      }
    }
    close(downTo: 1, &self)
    freshLine()
  }

  mutating func write(_ blocks: [Block]) {
    for block in blocks { write(block) }
  }

  mutating func write(_ block: Block) {
    freshLine()
    within(block.range) { $0.write(block.kind) }
    writePendingNotes()
  }

  private mutating func write(_ kind: Block.Kind) {
    switch kind {
    case .paragraph(let content):
      write("<p>")
      write(content)
      write("</p>\n")
    case .heading(let heading): write(heading)
    case .cell(let cell): write(cells[cell])
    case .codeBlock(let language, let text): writeCode(text, language: language)
    case .blockQuote(let blocks):
      write("<blockquote>\n")
      write(blocks)
      freshLine()
      write("</blockquote>\n")
    case .callout(let callout, let title, let blocks): write(callout, title: title, blocks)
    case .list(let list): write(list)
    case .table(let table): write(table)
    case .captioned(let caption, let blocks): write(caption, of: blocks)
    case .division(let columns, let blocks):
      write(
        columns.map { "<div class=\"columns\" style=\"--columns: \($0)\">\n" }
          ?? "<div class=\"column\">\n")
      write(blocks)
      freshLine()
      write("</div>\n")
    case .math(let tex, let label): writeEquation(tex, label: label)
    case .html(let html):
      write(holdingPictures(html))
      freshLine()
    case .thematicBreak: write("<hr />\n")
    case .referenceList: writeReferenceList()
    }
  }

  private mutating func write(_ heading: Heading) {
    let tag = "h\(heading.level)"
    write("<\(tag) id=\"\(heading.id.htmlEscaped)\">")
    if let number = heading.number {
      let anchor = addressAttribute(heading.id)
      write("<a class=\"no\" href=\"#\(anchor)\">\(number.htmlEscaped)</a> <span>")
    }
    write(heading.content)
    write((heading.number == nil ? "" : "</span>") + "</\(tag)>\n")
  }

  private mutating func write(_ callout: Callout, title: [Inline], _ blocks: [Block]) {
    calloutCount += 1
    let values = CalloutTemplate(
      words: words, id: "callout-\(calloutCount)", kind: callout.rawValue,
      title: title.isEmpty ? words[callout.word].htmlEscaped : captured { $0.write(title) },
      titleMark: title.isEmpty ? words.mark(callout.word) : "",
      hasOwnTitle: !title.isEmpty,
      html: captured { $0.write(blocks) })
    write(templates.render(.callout, values) + "\n")
  }

  private mutating func writeCode(_ text: String, language: String?) {
    // What stands in braces is no language.
    let language = language.flatMap { $0.isEmpty || $0.hasPrefix("{") ? nil : $0 }
    let label = words.codeBlock(language).htmlEscaped
    write("<pre tabindex=\"0\" role=\"group\" aria-label=\"\(label)\">")
    switch language {
    case nil: write("<code>")
    case "swift": write("<code class=\"language-swift swift\">")
    case let language?: write("<code class=\"language-\(language.htmlEscaped)\">")
    }
    write(language == "swift" ? options.highlight(text) : text.htmlEscaped)
    write("</code></pre>\n")
  }

  private mutating func write(_ table: PipeTable) {
    let table = html(of: table)
    write(templates.render(.table, TableTemplate(words: words, html: table)) + "\n")
  }

  mutating func html(of table: PipeTable) -> String {
    captured { writer in
      writer.write("<table>\n<thead>\n")
      let headings = table.alignments.map { $0?.styleClass.map { " class=\"\($0)\"" } ?? "" }
      writer.writeRow(table.header, tag: "th", scope: " scope=\"col\"", headings)
      writer.write("</thead>\n")
      if !table.rows.isEmpty {
        writer.write("<tbody>\n")
        let attributes = table.cellAttributes
        for row in table.rows { writer.writeRow(row, tag: "td", attributes) }
        writer.write("</tbody>\n")
      }
      writer.write("</table>")
    }
  }

  private mutating func writeRow(
    _ cells: [[Inline]], tag: String, scope: String = "", _ attributes: [String]
  ) {
    write("<tr>\n")
    for (cell, attribute) in zip(cells, attributes) {
      // An empty header cell would name nothing.
      let (tag, scope) = tag == "th" && cell.isEmpty ? ("td", "") : (tag, scope)
      write("<\(tag)\(scope)\(attribute)>")
      write(cell)
      write("</\(tag)>\n")
    }
    write("</tr>\n")
  }

  private mutating func write(_ list: List) {
    let tag = list.start == nil ? "ul" : "ol"
    let start = list.start.flatMap { $0 == 1 ? nil : " start=\"\($0)\"" } ?? ""
    let isTaskList = list.items.contains { $0.checked != nil }
    write("<\(tag)\(start)\(isTaskList ? " class=\"tasks\"" : "")>\n")
    for item in list.items {
      freshLine()
      write("<li>")
      write(item, isTight: list.isTight)
      write("</li>\n")
    }
    write("</\(tag)>\n")
  }

  private mutating func write(_ item: List.Item, isTight: Bool) {
    let box = item.checked.map { checked in
      let state: Word = checked ? .done : .notDone
      return "<input type=\"checkbox\" disabled=\"\"\(checked ? " checked=\"\"" : "")"
        + " aria-label=\"\(words[state].htmlEscaped)\"\(words.mark(state)) /> "
    }
    if let box { write(box) }
    for block in item.blocks {
      if isTight, case .paragraph(let content) = block.kind {
        if html.utf8.last == UInt8(ascii: ">"), !html.hasSuffix("<li>"), box == nil { freshLine() }
        within(block.range) { $0.write(content) }
        writePendingNotes()
      } else {
        write(block)
      }
    }
  }
}

// MARK: Notes

extension HTMLWriter {
  /// The reference to a footnote; the note follows the block that it stands in.
  mutating func writeReference(to number: Int) {
    let count = noteReferences[number, default: 0] + 1
    noteReferences[number] = count
    if count == 1 { pendingNotes.append(number) }
    let id = count == 1 ? "ref-\(number)" : "ref-\(number)-\(count)"
    // No line begins with it.
    write(
      "\u{2060}<sup class=\"ref\"><a href=\"#fn-\(number)\" id=\"\(id)\" role=\"doc-noteref\""
        + " aria-label=\"\(words.text(.noteReference, number: number).htmlEscaped)\""
        + "\(words.mark(.noteReference))>\(number)</a></sup>")
  }

  private mutating func writePendingNotes() {
    while !pendingNotes.isEmpty {
      let number = pendingNotes.removeFirst()
      guard let note = document.footnotes.first(where: { $0.number == number }) else { continue }
      freshLine()
      write(
        "<aside class=\"sidenote\" id=\"fn-\(number)\" role=\"doc-footnote\">"
          + "<a class=\"n\" href=\"#ref-\(number)\" role=\"doc-backlink\""
          + " aria-label=\"\(words.text(.backToNote, number: number).htmlEscaped)\""
          + "\(words.mark(.backToNote))>\(number)</a> ")
      if note.blocks.count == 1, case .paragraph(let content) = note.blocks[0].kind {
        within(note.range) { $0.write(content) }
      } else {
        write(note.blocks)
      }
      write("</aside>\n")
    }
  }
}
