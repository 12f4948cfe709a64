import Testing

@testable import Notebook

@Suite struct BookPagesTests {
  /// Hosts show the missing page at any address.
  @Test(
    arguments: [
      (nil, ""), ("https://example.org", "/"), ("https://example.org/a%20b/c", "/a%20b/c/"),
    ] as [(String?, String)])
  func theMissingPageLeadsBack(url: String?, root: String) throws {
    var book = Book()
    book.title = "A book"
    book.url = url
    let templates = try Templates(builtIn: packageFolder + "/templates")
    let pages = BookPages(
      book: book, entries: [], localFiles: BookFiles(of: [], in: "/", besides: "/"),
      search: SearchIndex(),
      renderer: HTMLRenderer(templates: templates))
    let bytes = try #require(pages.files.first { $0.path == "404.html" }).bytes
    let page = String(decoding: bytes, as: UTF8.self)
    for address in ["assets/style.css", "assets/search.js", "index.html"] {
      #expect(page.contains("=\"\(root)\(address)\""), "\(address)")
    }
    #expect(pages.files.count > 1)
  }
}
