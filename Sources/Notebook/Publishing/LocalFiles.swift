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
      for address in block.addresses {
        if isInBook, ChapterLink(address.text, from: folder) != nil { continue }
        guard let file = LocalFile(address.text, from: folder) else { continue }
        presence[file.path] = file.exists
        guard presence[file.path] == false else { continue }
        // Hardly a chapter needs its text in lines for this.
        text = text ?? SourceText(document.source)
        finder = finder ?? AddressFinder(text: text!, range: block.range)
        problems.append(
          .flaw(
            "the \(address.kind) '\(file.file)' is not there", isStrict: isStrict,
            file: document.path,
            range: finder!.next(address)))
      }
    }
  }

  /// Whether files are there that were, and no others.
  static func areStill(_ presence: [String: Bool]) -> Bool {
    presence.allSatisfy { path, isThere in (FileAccess.status(of: path) != nil) == isThere }
  }
}
