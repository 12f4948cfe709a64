import Foundation

/// What a book's search knows: the text of each section, as its author wrote it.
struct SearchIndex: Sendable {
  struct Section: Codable, Hashable, Sendable {
    var page: String
    /// The heading's anchor; `nil` for what stands before the first one.
    var id: String?
    var title: String
    var text: String
  }

  private(set) var sections: [Section] = []

  mutating func add(_ document: Document, page: String) {
    var section = Section(page: page, title: document.title, text: "")
    var texts: [String] = []
    func end() {
      section.text = texts.filter { !$0.isEmpty }.joined(separator: " ")
      if section.id != nil || !section.text.isEmpty { sections.append(section) }
      texts = []
    }
    for block in document.blocks {
      if case .heading(let heading) = block.kind {
        end()
        let title = heading.content.plainText
        section = Section(
          page: page, id: heading.id, title: (heading.number.map { $0 + " " } ?? "") + title,
          text: "")
      } else {
        texts += block.selfAndDescendants.flatMap(texts(of:))
      }
    }
    end()
  }

  private func texts(of block: Block) -> [String] {
    guard case .table(let table) = block.kind else { return [block.inlines.plainText] }
    return (table.header + table.rows.flatMap(\.self)).map(\.plainText)
  }

  /// A script rather than JSON: pages that lie in a folder may not fetch, but may run scripts.
  var script: String {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      return
        "window.searchIndex = \(String(decoding: try encoder.encode(sections), as: UTF8.self));\n"
    }
  }
}
