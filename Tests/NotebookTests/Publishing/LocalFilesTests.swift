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
  ])
  func leavesTheRestAlone(markdown: String) throws {
    #expect(try files(markdown).problems == [])
  }

  /// Links to chapters are the book's to check.
  @Test func leavesChaptersToTheBook() throws {
    #expect(try files("[a](b.md)").presence.values.contains(false))
    #expect(try files("[a](b.md)", isInBook: true).presence == [:])
  }
}

@Suite struct LocalLinksTests {
  @Test func seesPicturesOfHTMLFromThePagesFolder() {
    let links = LocalLinks(from: "/a/output", to: "/a/notebooks")
    let document = links.relocate(
      parse("<p><img src=\"b.png\"></p>\n\nx <img src='https://c.d/e.png'> ![f](g.png)").document)
    let page = MarkdownRenderer(templates: builtInTemplates).page(document, ExecutionResult()).text
    #expect(page.contains("<p><img src=\"../notebooks/b.png\"></p>"))
    #expect(page.contains("<img src=\"https://c.d/e.png\"> ![f](../notebooks/g.png)"))
  }
}
