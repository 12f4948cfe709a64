import Foundation

/// What a book has to know of a chapter's text, whether its page is made anew or not.
struct ChapterSummary: Codable, Sendable {
  struct Link: Codable, Sendable {
    var destination: String
    var range: SourceRange
  }

  var title: String
  var description: String?
  /// As the author wrote it.
  var date: String?
  /// What links can lead to.
  var anchors: Set<String>
  /// To whatever they lead.
  var links: [Link]

  init(_ document: Document) {
    title = document.title
    description = document.frontMatter.description
    date = document.frontMatter.date
    let floats = document.cells.compactMap(\.label) + document.captions.map(\.caption.label)
    anchors = Set(document.headings.map(\.id) + floats + document.equations.compactMap(\.label))
    links = document.allBlocks.flatMap { block in
      block.inlines.flatMap(\.destinations).map { Link(destination: $0, range: block.range) }
    }
  }
}

extension Inline {
  fileprivate var destinations: [String] {
    if case .link(let destination, _, _) = self { return [destination] }
    return children.flatMap(\.destinations)
  }
}
