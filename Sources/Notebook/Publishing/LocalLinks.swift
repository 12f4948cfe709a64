/// Makes a chapter's links and pictures right for the folder that its page is published in.
struct LocalLinks {
  /// The way from the page's folder to the chapter's: `../notebooks/`, or empty.
  let prefix: String
  private let chapterFolder: String
  private let pages: [String: String]
  private let files: [String: String]
  private let format: String

  /// - Parameters:
  ///   - page: the absolute path of the page's folder.
  ///   - chapter: the absolute path of the chapter's.
  ///   - pages: where other chapters' pages are, seen from the page, by the chapters' paths.
  ///   - files: where files beside the chapters are published, seen from the page, by their paths.
  ///   - format: the extension of pages.
  init(
    from page: String, to chapter: String, pages: [String: String] = [:],
    files: [String: String] = [:], format: String = "html"
  ) {
    self.format = format
    self.files = files
    chapterFolder = chapter
    self.pages = pages
    prefix = Self.way(from: page, to: chapter)
  }

  /// The way from a folder to another one, of which the absolute paths are given.
  static func way(from start: String, to end: String) -> String {
    let from = start.split(separator: "/")
    let to = end.split(separator: "/")
    let common = zip(from, to).prefix { $0 == $1 }.count
    let steps = Array(repeating: "..", count: from.count - common) + to[common...].map(String.init)
    return steps.map { $0 + "/" }.joined()
  }

  func relocate(_ document: Document) -> Document {
    guard !prefix.isEmpty || !pages.isEmpty else { return document }
    var document = document
    document.blocks = document.blocks.map(relocate)
    for index in document.footnotes.indices {
      document.footnotes[index].blocks = document.footnotes[index].blocks.map(relocate)
    }
    for (label, target) in document.elsewhere {
      document.elsewhere[label]?.address = destination(target.address)
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
      block.kind = .captioned(caption, content.map(relocate))
    case .division(let columns, let blocks):
      block.kind = .division(columns: columns, blocks.map(relocate))
    case .html(let html): block.kind = .html(relocate(html))
    case .cell, .codeBlock, .math, .thematicBreak, .referenceList: break
    }
    return block
  }

  private func relocate(_ inline: Inline) -> Inline {
    switch inline {
    case .link(let destination, let title, let content):
      .link(
        destination: self.destination(destination), title: title, content: content.map(relocate))
    case .image(let image): .image(image.moved(to: picture(image.source)))
    case .html(let html): .html(relocate(html))
    default: inline.mapChildren(relocate)
    }
  }

  private func relocate(_ html: String) -> String {
    html.replacingAddresses { address, _ in
      switch address.kind {
      case .file: destination(address.text)
      case .picture: picture(address.text)
      }
    }
  }

  private func destination(_ address: String) -> String {
    page(of: address) ?? file(of: address) ?? fromPage(address)
  }

  /// Where a link to another chapter of the book leads.
  private func page(of address: String) -> String? {
    guard let link = ChapterLink(address, from: chapterFolder), let name = pages[link.path] else {
      return nil
    }
    let fragment = link.fragment.map { "#\($0)" } ?? ""
    return percentEncoded("\(name).\(format)") + fragment
  }

  /// Where a file is published that the book has copied.
  private func file(of address: String) -> String? {
    guard let file = LocalFile(address, from: chapterFolder), let place = files[file.path] else {
      return nil
    }
    return percentEncoded(place) + file.rest
  }

  /// HTML pages hold their pictures, which are read from where they are.
  private func picture(_ address: String) -> String {
    (format == "html" ? nil : file(of: address)) ?? fromPage(address)
  }

  private func fromPage(_ address: String) -> String {
    LocalFile.isLocal(address) ? prefix + address : address
  }
}
