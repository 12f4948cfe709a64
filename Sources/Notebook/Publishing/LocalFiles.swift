import Foundation

/// The pictures and files beside a chapter that it refers to and that are not there.
struct LocalFiles {
  /// Their absolute paths.
  private(set) var missing: [String] = []
  private(set) var problems: [Diagnostic] = []

  /// - Parameters:
  ///   - folder: the absolute path of the chapter's.
  ///   - isInBook: Whether the book looks after links to chapters.
  init(of document: Document, in folder: String, isInBook: Bool, isStrict: Bool) {
    let lines = document.source.split(separator: "\n", omittingEmptySubsequences: false)
    for block in document.allBlocks {
      for (address, kind) in block.addresses where LocalLinks.isLocal(address) {
        if isInBook, ChapterLink(address, from: folder) != nil { continue }
        let name = address.prefix { $0 != "#" && $0 != "?" }
        let path = "\(folder)/\(name.removingPercentEncoding ?? String(name))"
        guard !FileManager.default.fileExists(atPath: path) else { continue }
        missing.append(path)
        problems.append(
          .flaw(
            "the \(kind) '\(name)' is not there", isStrict: isStrict, file: document.path,
            range: range(of: address, in: block.range, lines)))
      }
    }
  }

  /// Where in a block's lines an address is written; the whole block, where it is written otherwise.
  private func range(of address: String, in block: SourceRange, _ lines: [Substring]) -> SourceRange
  {
    for number in block.lowerBound.line...max(block.lowerBound.line, block.upperBound.line)
    where lines.indices.contains(number - 1) {
      let line = lines[number - 1]
      guard let place = line.range(of: address) else { continue }
      let before = line[..<place.lowerBound].utf8.count
      return SourcePosition(
        line: number, column: before + 1)..<SourcePosition(
          line: number, column: before + 1 + address.utf8.count)
    }
    return block
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
    case .image(let source, _, _): [(source, "picture")]
    case .html(let html): html.pictureAddresses.map { ($0, "picture") }
    default: children.flatMap(\.addresses)
    }
  }
}
