/// Makes a chapter's links and pictures right for the folder that its page is published in.
struct LocalLinks {
  /// The way from the page's folder to the chapter's: `../notebooks/`, or empty.
  let prefix: String
  private let chapterFolder: String
  private let pages: [String: String]
  private let format: String

  /// - Parameters:
  ///   - page: the absolute path of the page's folder.
  ///   - chapter: the absolute path of the chapter's.
  ///   - pages: the names of other chapters' pages in the same folder, by the chapters' paths.
  ///   - format: the extension of pages.
  init(
    from page: String, to chapter: String, pages: [String: String] = [:], format: String = "html"
  ) {
    self.format = format
    chapterFolder = chapter
    self.pages = pages
    let from = page.split(separator: "/")
    let to = chapter.split(separator: "/")
    let common = zip(from, to).prefix { $0 == $1 }.count
    let steps = Array(repeating: "..", count: from.count - common) + to[common...].map(String.init)
    prefix = steps.map { $0 + "/" }.joined()
  }

  func relocate(_ document: Document) -> Document {
    guard !prefix.isEmpty || !pages.isEmpty else { return document }
    var document = document
    document.blocks = document.blocks.map(relocate)
    for index in document.footnotes.indices {
      document.footnotes[index].blocks = document.footnotes[index].blocks.map(relocate)
    }
    return document
  }

  private func relocate(_ block: Block) -> Block {
    var block = block
    switch block.kind {
    case .paragraph(let content): block.kind = .paragraph(content.map(relocate))
    case .heading(var heading):
      heading.content = heading.content.map(relocate)
      block.kind = .heading(heading)
    case .blockQuote(let blocks): block.kind = .blockQuote(blocks.map(relocate))
    case .callout(let callout, let title, let blocks):
      block.kind = .callout(callout, title: title.map(relocate), blocks.map(relocate))
    case .list(var list):
      for index in list.items.indices {
        list.items[index].blocks = list.items[index].blocks.map(relocate)
      }
      block.kind = .list(list)
    case .table(var table):
      table.header = table.header.map { $0.map(relocate) }
      table.rows = table.rows.map { row in row.map { $0.map(relocate) } }
      block.kind = .table(table)
    case .captioned(var caption, let content):
      caption.content = caption.content.map(relocate)
      block.kind = .captioned(caption, relocate(content))
    case .html(let html): block.kind = .html(html.replacingPictureAddresses(relocate))
    case .cell, .codeBlock, .math, .thematicBreak, .referenceList: break
    }
    return block
  }

  private func relocate(_ inline: Inline) -> Inline {
    switch inline {
    case .link(let destination, let title, let content):
      .link(
        destination: page(of: destination) ?? relocate(destination), title: title,
        content: content.map(relocate))
    case .image(let source, let title, let alternative):
      .image(source: relocate(source), title: title, alternative: alternative)
    case .html(let html): .html(html.replacingPictureAddresses(relocate))
    case .emphasis(let content): .emphasis(content.map(relocate))
    case .strong(let content): .strong(content.map(relocate))
    case .strikethrough(let content): .strikethrough(content.map(relocate))
    default: inline
    }
  }

  /// Where a link to another chapter of the book leads.
  private func page(of address: String) -> String? {
    guard let link = ChapterLink(address, from: chapterFolder), let name = pages[link.path] else {
      return nil
    }
    let fragment = link.fragment.map { "#\($0)" } ?? ""
    return percentEncoded("\(name).\(format)") + fragment
  }

  private func relocate(_ address: String) -> String {
    Self.isLocal(address) ? prefix + address : address
  }

  /// Other hosts, places on the page and absolute paths are the same from everywhere.
  static func isLocal(_ address: String) -> Bool {
    let scheme = address.prefix { $0.isLetter || $0.isNumber || "+-.".contains($0) }
    let hasScheme = address.dropFirst(scheme.count).hasPrefix(":")
    return !address.isEmpty && !hasScheme && !address.hasPrefix("/") && !address.hasPrefix("#")
  }
}
