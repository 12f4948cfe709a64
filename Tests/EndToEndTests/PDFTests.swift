import Foundation
import Testing

/// `notebook build --to pdf`, with the browser that `scripts/bootstrap --test` installs.
@Suite struct PDFTests {
  private static let chapter = "---\ntitle: Paper\n---\n\n# One\n\n```swift\n6 * 7\n```\n"

  @Test func pagesArePrinted() throws {
    let workspace = try Workspace(["x.md": Self.chapter])
    let outcome = try workspace.run(["build", "x.md", "-o", "output", "--to", "pdf"])
    #expect(outcome.standardError == "")
    #expect(outcome.standardOutput == "output/x.html\noutput/x.md\noutput/x.pdf\n")
    let file = URL(filePath: workspace.folder + "/output/x.pdf")
    let first = try Data(contentsOf: file)
    #expect(first.starts(with: Data("%PDF-".utf8)))
    #expect(first.count > 5_000)
    _ = try workspace.run(["build", "x.md", "-o", "output", "--to", "pdf"])
    #expect(try Data(contentsOf: file) == first)
  }

  @Test func withoutABrowser() throws {
    let workspace = try Workspace(["x.md": "Text.\n"])
    let outcome = try workspace.run(
      ["build", "x.md", "-o", "output", "--to", "pdf"], environment: ["PATH": "/nowhere"])
    #expect(outcome.status == 1)
    #expect(outcome.standardError.contains("output/x.pdf: error: there is no Chromium on PATH"))
    #expect(try workspace.read("output/x.md").contains("Text."))
  }
}
