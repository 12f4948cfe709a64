/// The pictures and files beside a chapter that it refers to and that are not there.
struct LocalFiles {
  /// Their absolute paths.
  private(set) var missing: [String] = []
  private(set) var problems: [Diagnostic] = []

  /// - Parameters:
  ///   - folder: the absolute path of the chapter's.
  ///   - isInBook: Whether the book looks after links to chapters.
  init(of document: Document, in folder: String, isInBook: Bool, isStrict: Bool) {
    var text: SourceText?
    for block in document.allBlocks {
      var finder: AddressFinder?
      for (address, kind) in block.addresses {
        if isInBook, ChapterLink(address, from: folder) != nil { continue }
        guard let file = LocalFile(address, from: folder), !file.exists else { continue }
        // Hardly a chapter needs its text in lines for this.
        text = text ?? SourceText(document.source)
        finder = finder ?? AddressFinder(text: text!, range: block.range)
        missing.append(file.path)
        problems.append(
          .flaw(
            "the \(kind) '\(file.file)' is not there", isStrict: isStrict, file: document.path,
            range: finder!.next(address)))
      }
    }
  }
}

extension Block {
  /// What its links and pictures lead to, and what is there.
  fileprivate var addresses: [(address: String, kind: String)] {
    guard case .html(let html) = kind else { return inlines.flatMap(\.addresses) }
    return html.pictureAddresses.map { ($0, "picture") }
  }
}

extension Inline {
  fileprivate var addresses: [(address: String, kind: String)] {
    switch self {
    case .link(let destination, _, let content):
      [(destination, "file")] + content.flatMap(\.addresses)
    case .image(let picture): [(picture.source, "picture")]
    case .html(let html): html.pictureAddresses.map { ($0, "picture") }
    default: children.flatMap(\.addresses)
    }
  }
}
