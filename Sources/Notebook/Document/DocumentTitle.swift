extension Document {
  /// The title, else the first heading of level 1, be it in HTML, else the file's name.
  var title: String {
    frontMatter.title.map { MarkdownSnippet.inlines($0).plainText }
      ?? blocks.lazy.compactMap(\.kind.topHeading).first
      ?? String(path.split(separator: "/").last?.split(separator: ".").first ?? "")
  }

  /// The heading that a document without a title in its front matter begins with.
  var leadingTitle: Heading? {
    guard let titleIndex, case .heading(let heading) = blocks[titleIndex].kind else { return nil }
    return heading
  }

  /// Where that stands among the blocks: what shows no text may come before it.
  var titleIndex: Int? {
    guard frontMatter.title == nil, let index = blocks.firstIndex(where: { !$0.kind.isTextless }),
      case .heading(let heading) = blocks[index].kind, heading.level == 1
    else { return nil }
    return index
  }

  /// All but the heading that is the title.
  var blocksBelowTitle: [Block] {
    guard let titleIndex else { return blocks }
    return Array(blocks[..<titleIndex] + blocks[(titleIndex + 1)...])
  }

  /// Whether something further down in the text is the title.
  var hasTitleInText: Bool {
    frontMatter.title == nil && leadingTitle == nil
      && blocks.contains { $0.kind.topHeading != nil }
  }
}

extension Block.Kind {
  /// The text of a heading of level 1.
  var topHeading: String? {
    switch self {
    case .heading(let heading) where heading.level == 1: heading.content.plainText
    case .html(let html): html.topHeading
    default: nil
    }
  }

  /// Whether it shows no text: comments, anchors, and pictures alone, such as badges.
  var isTextless: Bool {
    switch self {
    case .html(let html): html.textOfHTML.isEmpty
    case .paragraph(let content): content.allSatisfy(\.isTextless)
    default: false
    }
  }
}

extension Inline {
  fileprivate var isTextless: Bool {
    switch self {
    case .image, .softBreak, .lineBreak, .html: true
    case .text(let text): text.allSatisfy(\.isWhitespace)
    case .link(_, _, let content), .span(_, let content), .emphasis(let content),
      .strong(let content):
      content.allSatisfy(\.isTextless)
    default: false
    }
  }
}

extension String {
  /// The text of `<h1 …>…</h1>` in HTML.
  fileprivate var topHeading: String? {
    let withoutComments = replacing(/<!--[\s\S]*?-->/, with: "")
    guard let match = withoutComments.firstMatch(of: /(?i)<h1(?:\s[^<>]*)?>([\s\S]*?)<\/h1\s*>/)
    else { return nil }
    let text = String(match.1).textOfHTML
    return text.isEmpty ? nil : text
  }

  /// HTML without its comments and tags, on one line.
  fileprivate var textOfHTML: String {
    var scanner = ByteScanner(Array(utf8))
    var text: [UInt8] = []
    while let byte = scanner.current {
      if scanner.scanInlineHTML() != nil { continue }
      if let character = scanner.scanCharacterReference() {
        text += character.utf8
      } else {
        text.append(byte)
        scanner.index += 1
      }
    }
    return text.text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }
}
