import Foundation
import NotebookDisplay

/// The pages of a book beside its chapters: the first page, the one for addresses that lead nowhere,
/// and the list of all for search engines.
struct BookPages {
  /// A chapter, as far as the book's other pages need to know it.
  struct Entry: Sendable {
    let chapter: ChapterSummary
    let place: PagePlace

    /// Seen from the output folder.
    var page: String { place.path + ".html" }

    /// In the book's order.
    static func entries(of chapters: [BookReader.Chapter]) -> [Entry] {
      zip(chapters, PagePlace.places(of: chapters.map(\.path))).map { chapter, place in
        Entry(chapter: chapter.summary, place: place)
      }
    }
  }

  private static let index = "index"
  static let firstPage = index + ".html"
  /// Seen from the first page.
  static let assets = PageOptions.Assets(folder: "assets")

  let book: Book
  let entries: [Entry]
  let localFiles: BookFiles
  let search: SearchIndex
  let renderer: HTMLRenderer

  /// The book as a page links to it. A chapter `index.md` is the first page itself.
  static func link(to book: Book, from place: PagePlace? = nil) -> PageOptions.Link {
    PageOptions.Link(
      book.title.isEmpty ? index : MarkdownSnippet.text(book.title),
      href: place?.way(to: firstPage) ?? firstPage)
  }

  /// Paths below the output folder, and contents.
  var files: [(path: String, bytes: [UInt8])] {
    var files = [("404.html", Array(missingPage.utf8))]
    if !entries.contains(where: { $0.page == Self.firstPage }) {
      files.append((Self.firstPage, Array(contents.utf8)))
    }
    if let siteMap { files.append(("sitemap.xml", Array(siteMap.utf8))) }
    if let feed { files.append((BookFeed.fileName, Array(feed.text.utf8))) }
    return files
  }

  private var feed: BookFeed? { BookFeed(book: book, entries: entries) }

  /// What pages share and refer to: paths below the output folder, and contents.
  ///
  /// - Parameter folder: where the chapters' pages are.
  func sharedFiles(in folder: String) throws -> [(path: String, bytes: [UInt8])] {
    let templates = renderer.templates
    let texts = [
      (PageOptions.Assets.style, templates.style + templates.searchStyle),
      (PageOptions.Assets.script, templates.script),
      (PageOptions.Assets.search, templates.searchScript),
      (PageOptions.Assets.searchIndex, try search.script),
    ]
    var files = texts.map { (path: $0, bytes: Array($1.utf8)) }
    if haveFormulas(in: folder) { files += try KaTeXLibrary.debian.sharedFiles() }
    return files.map { (Self.assets.address(of: $0.path), $0.bytes) } + localFiles.contents
  }

  /// Whether a chapter's page refers to the formulas' style sheet.
  private func haveFormulas(in folder: String) -> Bool {
    let style = Data(Self.assets.address(of: PageOptions.Assets.mathStyle).utf8)
    return entries.contains { entry in
      guard let file = FileHandle(forReadingAtPath: "\(folder)/\(entry.page)") else { return false }
      defer { try? file.close() }
      // Among the first lines, if at all.
      return (try? file.read(upToCount: 4096))?.range(of: style) != nil
    }
  }

  private var contents: String {
    let items = entries.map { entry in
      let title = entry.chapter.title.htmlEscaped
      let description = entry.chapter.description.map { "<p>\($0.htmlEscaped)</p>" } ?? ""
      return "<li><a href=\"\(addressAttribute(entry.page))\">\(title)</a>\(description)</li>\n"
    }
    return page(
      "<ul class=\"chapters\">\n\(items.joined())</ul>", title: book.title,
      subtitle: book.description, language: book.language)
  }

  private var missingPage: String {
    let words = renderer.templates.languages.wording(in: book.language)
    let link = Self.link(to: book)
    // No element that could be marked has the title alone.
    return page(
      "[\(link.text.markdownEscaped)](\(root)\(link.href))", title: words[.noSuchPage],
      language: words.foreignLanguage(of: .noSuchPage) ?? book.language, root: root)
  }

  /// In front of what the missing page refers to: hosts show it at any address, however deep. Empty
  /// where nothing is known of the host.
  private var root: String {
    book.url.flatMap(URLComponents.init).map { $0.percentEncodedPath + "/" } ?? ""
  }

  private func page(
    _ markdown: String, title: String, subtitle: String? = nil, language: String,
    root: String = ""
  ) -> String {
    var document = Document.parse(markdown, path: Book.fileName).document
    document.frontMatter.title = title
    document.frontMatter.subtitle = subtitle
    document.frontMatter.authors = book.authors
    document.frontMatter.description = book.description
    document.frontMatter.language = language
    var options = PageOptions()
    options.assets = PageOptions.Assets(folder: root + Self.assets.folder)
    options.feed = feed.map { _ in root + BookFeed.fileName }
    return renderer.page(document, ExecutionResult(), options: options).text
  }

  /// As sitemaps.org has it; it needs whole addresses.
  private var siteMap: String? {
    guard let url = book.url else { return nil }
    let pages = Set(entries.map(\.page)).union([Self.firstPage]).sorted()
    let places = pages.map { "<url><loc>\("\(url)/\(percentEncoded($0))".htmlEscaped)</loc></url>" }
    return """
      <?xml version="1.0" encoding="UTF-8"?>
      <urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
      \(places.joined(separator: "\n"))
      </urlset>

      """
  }
}
