/// The pictures and files beside a chapter that it refers to.
struct LocalFiles {
  /// Whether they are there, by their absolute paths.
  private(set) var presence: [String: Bool] = [:]
  /// Those that are not.
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
        guard let file = LocalFile(address, from: folder) else { continue }
        presence[file.path] = file.exists
        guard presence[file.path] == false else { continue }
        // Hardly a chapter needs its text in lines for this.
        text = text ?? SourceText(document.source)
        finder = finder ?? AddressFinder(text: text!, range: block.range)
        problems.append(
          .flaw(
            "the \(kind) '\(file.file)' is not there", isStrict: isStrict, file: document.path,
            range: finder!.next(address)))
      }
    }
  }

  /// Whether files are there that were, and no others.
  static func areStill(_ presence: [String: Bool]) -> Bool {
    presence.allSatisfy { path, isThere in (FileAccess.status(of: path) != nil) == isThere }
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
