import Foundation
import NotebookDisplay

/// The chapters of a book that have a date, newest first, for feed readers.
///
/// As RSS 2.0 has it: https://www.rssboard.org/rss-specification
struct BookFeed {
  static let fileName = "feed.xml"

  private struct Item {
    var entry: BookPages.Entry
    var date: Date
  }

  private let book: Book
  private let url: String
  private let items: [Item]

  /// `nil` where there is nothing to tell: for a book without an address, or without a dated chapter.
  init?(book: Book, entries: [BookPages.Entry]) {
    let style = Date.ISO8601FormatStyle().year().month().day()
    let items = entries.compactMap { entry in
      entry.chapter.date.flatMap { try? style.parse($0) }.map { Item(entry: entry, date: $0) }
    }
    guard let url = book.url, !items.isEmpty else { return nil }
    self.book = book
    self.url = url
    // Of one day, the later chapter first.
    self.items = items.enumerated()
      .sorted { ($0.element.date, $0.offset) > ($1.element.date, $1.offset) }.map(\.element)
  }

  var text: String {
    """
    <?xml version="1.0" encoding="UTF-8"?>
    <rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom">
    <channel>
    <title>\(MarkdownSnippet.text(book.title).htmlEscaped)</title>
    <link>\(url.htmlEscaped)/</link>
    <description>\(MarkdownSnippet.text(book.description ?? book.title).htmlEscaped)</description>
    <language>\(book.language.htmlEscaped)</language>
    <atom:link href="\(url.htmlEscaped)/\(Self.fileName)" rel="self" type="application/rss+xml"/>
    \(items.map(text).joined(separator: "\n"))
    </channel>
    </rss>

    """
  }

  private func text(of item: Item) -> String {
    let address = "\(url)/\(percentEncoded(item.entry.page))".htmlEscaped
    let chapter = item.entry.chapter
    let description = chapter.description.map {
      "\n<description>\($0.htmlEscaped)</description>"
    }
    return """
      <item>
      <title>\(chapter.title.htmlEscaped)</title>
      <link>\(address)</link>
      <guid>\(address)</guid>
      <pubDate>\(Self.text(item.date))</pubDate>\(description ?? "")
      </item>
      """
  }

  /// As RFC 822 has it, with the year in full.
  private static func text(_ date: Date) -> String {
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.timeZone = .gmt
    formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
    return formatter.string(from: date)
  }
}
