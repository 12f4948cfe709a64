import Foundation
import Testing

@testable import Notebook

/// What a chapter refers to beside itself.
@Suite struct LocalFilesTests {
  private let folder = NSTemporaryDirectory() + "local-files-\(UUID().uuidString)"

  private func files(_ markdown: String, isInBook: Bool = false, isStrict: Bool = false) throws
    -> LocalFiles
  {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    _ = FileManager.default.createFile(atPath: folder + "/a b.png", contents: Data())
    return LocalFiles(
      of: parse(markdown).document, in: folder, isInBook: isInBook, isStrict: isStrict)
  }

  @Test(arguments: [
    ("x\ny ![a](b.png)", "2:8: warning: the picture 'b.png' is not there"),
    ("- <img src='b.png'>", "1:13: warning: the picture 'b.png' is not there"),
    ("x\n\n<div>\n<a href=\"b.csv\">y</a>\n</div>", "4:10: warning: the file 'b.csv' is not there"),
    ("<a href=\"b.csv\">[b.csv](a%20b.png)</a>", "1:10: warning: the file 'b.csv' is not there"),
    ("x <video src=b.mp4></video>", "1:14: warning: the file 'b.mp4' is not there"),
    ("<img alt srcset=\"c.png 2x, a%20b.png\">", "1:18: warning: the picture 'c.png' is not there"),
    ("x[^1]\n\n[^1]: [a](b.csv#c)", "3:11: warning: the file 'b.csv' is not there"),
  ])
  func missesThem(markdown: String, message: String) throws {
    let files = try files(markdown)
    #expect(files.problems.map(\.summary) == [message])
    #expect(files.presence.values.count { !$0 } == 1)
    #expect(try self.files(markdown, isStrict: true).problems.map(\.severity) == [.error])
  }

  @Test(arguments: [
    "![a](a%20b.png) <img src=\"a b.png\">",
    "[a](https://b.c/d.png) [a](/b) [a](#b) [a](mailto:b@c.d)",
    "`![a](b.png)`",
    "<!-- <img src=b.png> -->\n\n<script>\nlet a = '<img src=b.png>' + '</b>'\n</script>",
  ])
  func leavesTheRestAlone(markdown: String) throws {
    #expect(try files(markdown).problems == [])
  }

  /// Links to chapters are the book's to check.
  @Test func leavesChaptersToTheBook() throws {
    #expect(try files("[a](b.md)").presence.values.contains(false))
    #expect(try files("[a](b.md) <a href=b.md>b</a>", isInBook: true).presence == [:])
  }
}

@Suite struct LocalLinksTests {
  private func relocated(_ html: String) -> String {
    let links = LocalLinks(
      from: "/a b/site", to: "/a b/ch", pages: ["/a b/ch/two.md": "two"],
      files: ["/a b/ch/x.mp4": "files/ch/x.mp4", "/a b/ch/y.png": "files/ch/y.png"])
    return HTMLRenderer(templates: builtInTemplates).text(links.relocate(parse(html).document))
  }

  @Test(arguments: [
    ("<a href='two.md#end'>", "<a href=\"two.html#end\">"),
    ("<a href=\"two.md?a&amp;b\">", "<a href=\"../ch/two.md?a&amp;b\">"),
    ("<video src=x.mp4 poster=y.png>", "<video src=\"files/ch/x.mp4\" poster=\"../ch/y.png\">"),
    ("<source src='x.mp4#t=5'>", "<source src=\"files/ch/x.mp4#t=5\">"),
    ("<track src=z>", "<track src=\"../ch/z\">"), ("<AUDIO SRC=z>", "<AUDIO SRC=\"../ch/z\">"),
    ("<iframe src=two.md>", "<iframe src=\"two.html\">"),
    ("<embed src=z>", "<embed src=\"../ch/z\">"), ("<object data=z>", "<object data=\"../ch/z\">"),
    (
      "<img alt srcset='y.png, z,1.png 2x, //a/b 3x'>",
      "<img alt srcset=\"../ch/y.png, ../ch/z,1.png 2x, //a/b 3x\">"
    ),
    ("<a href='#x'>", "<a href='#x'>"), ("<a title=z href=/z>", "<a title=z href=/z>"),
  ])
  func seesFilesOfHTMLFromThePagesFolder(html: String, expected: String) {
    #expect(relocated("x \(html)").contains(expected), "\(relocated("x \(html)"))")
    #expect(relocated("<div>\n\(html)").contains(expected))
  }

  @Test func seesPicturesOfHTMLFromThePagesFolder() {
    let links = LocalLinks(from: "/a/output", to: "/a/notebooks")
    let document = links.relocate(
      parse("<p><img src=\"b.png\"></p>\n\nx <img src='https://c.d/e.png'> ![f](g.png)").document)
    let page = MarkdownRenderer(templates: builtInTemplates).page(document, ExecutionResult()).text
    #expect(page.contains("<p><img src=\"../notebooks/b.png\"></p>"))
    #expect(page.contains("<img src='https://c.d/e.png'> ![f](../notebooks/g.png)"))
  }
}
