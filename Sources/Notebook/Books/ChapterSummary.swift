import Foundation

/// What a book has to know of a chapter's text, whether its page is made anew or not.
struct ChapterSummary: Codable, Sendable {
  struct Link: Codable, Sendable {
    var destination: String
    var range: SourceRange
  }

  struct Label: Codable, Sendable {
    var name: String
    var range: SourceRange
  }

  /// As text, formulas too.
  var title: String
  var description: String?
  /// As the author wrote it.
  var date: String?
  /// What links can lead to.
  var anchors: Set<String>
  /// What references of other chapters can call.
  var labels: [Label]
  /// To whatever they lead, and what else of files the chapter shows.
  var links: [Link]

  init(_ document: Document) {
    title = document.readableTitle
    description = document.frontMatter.description.map(MarkdownSnippet.text)
    date = document.frontMatter.date
    anchors = document.anchors.union(document.headings.map(\.id))
    labels = document.labels.map { Label(name: $0.name, range: $0.range) }
    let text = SourceText(document.source)
    links = document.allBlocks.flatMap { block in
      var finder = AddressFinder(text: text, range: block.range)
      return block.addresses.map { Link(destination: $0.text, range: finder.next($0)) }
    }
  }
}
