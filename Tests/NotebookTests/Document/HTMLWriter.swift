@testable import Notebook

/// A minimal rendering in libcmark's HTML, to compare documents with what libcmark makes of them.
struct HTMLWriter {
  private(set) var html = ""

  static func html(of document: Document) -> String {
    var writer = HTMLWriter()
    writer.write(document.blocks)
    return writer.html
  }

  private mutating func write(_ blocks: [Block], isTight: Bool = false) {
    for (index, block) in blocks.enumerated() {
      if isTight, case .paragraph(let inlines) = block.kind {
        write(inlines)
        if index < blocks.count - 1 { html += "\n" }
      } else {
        write(block)
      }
    }
  }

  private mutating func write(_ block: Block) {
    switch block.kind {
    case .paragraph(let inlines):
      html += "<p>"
      write(inlines)
      html += "</p>\n"
    case .heading(let heading):
      html += "<h\(heading.level)>"
      if let number = heading.number { html += number + " " }
      write(heading.content)
      html += "</h\(heading.level)>\n"
    case .cell(let cell):
      writeCode(cell.source + (cell.source.isEmpty ? "" : "\n"), language: "swift")
    case .codeBlock(let language, let text): writeCode(text, language: language)
    case .blockQuote(let blocks):
      html += "<blockquote>\n"
      write(blocks)
      html += "</blockquote>\n"
    case .callout(let callout, _, let blocks):
      html += "<\(callout)>\n"
      write(blocks)
      html += "</\(callout)>\n"
    case .list(let list): write(list)
    case .table(let table): write(table)
    case .captioned(let caption, let blocks):
      html += "<captioned id=\"\(caption.label)\">\n"
      write(blocks)
      write(caption.content)
      html += "</captioned>\n"
    case .division(let columns, let blocks):
      html += columns.map { "<columns of=\"\($0)\">\n" } ?? "<column>\n"
      write(blocks)
      html += columns == nil ? "</column>\n" : "</columns>\n"
    case .math(let tex, let label):
      let id = label.map { " id=\"\($0)\"" } ?? ""
      html += "<div class=\"math\"\(id)>\(tex.htmlEscaped)</div>\n"
    case .html(let text): html += text
    case .thematicBreak: html += "<hr />\n"
    case .referenceList: html += "<references />\n"
    }
  }

  private mutating func writeCode(_ text: String, language: String?) {
    let attribute = language.map { " class=\"language-\($0.htmlEscaped)\"" } ?? ""
    html += "<pre><code\(attribute)>\(text.htmlEscaped)</code></pre>\n"
  }

  private mutating func write(_ list: List) {
    let tag = list.start == nil ? "ul" : "ol"
    let start = list.start.map { $0 == 1 ? "" : " start=\"\($0)\"" } ?? ""
    html += "<\(tag)\(start)>\n"
    for item in list.items {
      html += "<li>"
      if let checked = item.checked { html += checked ? "[x] " : "[ ] " }
      if case .paragraph? = item.blocks.first?.kind, list.isTight {
      } else if !item.blocks.isEmpty {
        html += "\n"
      }
      write(item.blocks, isTight: list.isTight)
      html += "</li>\n"
    }
    html += "</\(tag)>\n"
  }

  private mutating func write(_ table: PipeTable) {
    html += "<table>\n"
    for (row, tag) in [(table.header, "th")] + table.rows.map({ ($0, "td") }) {
      html += "<tr>"
      for (cell, alignment) in zip(row, table.alignments) {
        html += "<\(tag)\(alignment.map { " align=\"\($0.rawValue)\"" } ?? "")>"
        write(cell)
        html += "</\(tag)>"
      }
      html += "</tr>\n"
    }
    html += "</table>\n"
  }

  private mutating func write(_ inlines: [Inline]) {
    for inline in inlines { write(inline) }
  }

  private mutating func write(_ inline: Inline) {
    switch inline {
    case .text(let text): html += text.htmlEscaped
    case .softBreak: html += "\n"
    case .lineBreak: html += "<br />\n"
    case .code(let text): html += "<code>\(text.htmlEscaped)</code>"
    case .expression(let expression):
      html += "<code>{swift} \(expression.source.htmlEscaped)</code>"
    case .emphasis(let content): write("em", content)
    case .strong(let content): write("strong", content)
    case .strikethrough(let content): write("del", content)
    case .span(_, let content): write("span", content)
    case .link(let destination, let title, let content):
      html += "<a href=\"\(destination.hrefEscaped)\"\(title.titleAttribute)>"
      write(content)
      html += "</a>"
    case .image(let picture):
      let text = picture.alternative.plainText.htmlEscaped
      html +=
        "<img src=\"\(picture.source.hrefEscaped)\" alt=\"\(text)\"\(picture.title.titleAttribute) />"
    case .math(let tex, let display):
      html += "<span class=\"math\(display ? " display" : "")\">\(tex.htmlEscaped)</span>"
    case .html(let text): html += text
    case .footnoteReference(_, let number): html += "<sup>\(number)</sup>"
    case .reference(let reference, _):
      html += "<ref>\(reference.isNumberOnly ? "-" : "")\(reference.label)</ref>"
    case .citation(let citation, _):
      let items = citation.items.map {
        "\($0.prefix)|\($0.omitsAuthors ? "-" : "")\($0.key)|\($0.suffix)"
      }
      html += "<cite\(citation.isInText ? " in-text" : "")>\(items.joined(separator: ";"))</cite>"
    }
  }

  private mutating func write(_ tag: String, _ content: [Inline]) {
    html += "<\(tag)>"
    write(content)
    html += "</\(tag)>"
  }
}

extension String {
  fileprivate var htmlEscaped: String {
    var escaped = ""
    for scalar in unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }

  fileprivate var titleAttribute: String { isEmpty ? "" : " title=\"\(htmlEscaped)\"" }

  /// As libcmark escapes a URL.
  fileprivate var hrefEscaped: String {
    utf8.map { byte in
      let character = Character(Unicode.Scalar(byte))
      switch character {
      case "&": return "&amp;"
      case "'": return "&#x27;"
      case _ where byte < 0x80 && (character.isLetter || character.isNumber): return "\(character)"
      case _ where "-_.+!*(),%#@?=;:/$~".contains(character): return "\(character)"
      default:
        let digits = String(byte, radix: 16, uppercase: true)
        return "%" + (digits.count < 2 ? "0" : "") + digits
      }
    }.joined()
  }
}
