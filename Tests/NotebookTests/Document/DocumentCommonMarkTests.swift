import CMark
import Foundation
import Testing

@testable import Notebook

@Suite("Documents agree with libcmark on CommonMark")
struct DocumentCommonMarkTests {
  /// The pieces of the fixture, between lines of `%%`, which all use no extension.
  @Test(arguments: try pieces(ofFixture: "commonmark.md"))
  func corpus(markdown: String) {
    #expect(html(markdown) == cmarkHTML(markdown))
    #expect(html("x\n\n" + markdown) == cmarkHTML("x\n\n" + markdown))
  }

  /// The same pieces within quotations and lists.
  @Test func corpusInContainers() throws {
    for piece in try pieces(ofFixture: "commonmark.md") {
      for (first, other) in [("> ", "> "), ("- ", "  "), ("1. > ", "   > "), ("> - ", ">   ")] {
        let lines = piece.split(separator: "\n", omittingEmptySubsequences: false)
        let markdown = lines.enumerated().map { ($0.offset == 0 ? first : other) + $0.element }
          .joined(separator: "\n")
        #expect(html(markdown) == cmarkHTML(markdown), "\(markdown)")
      }
    }
  }

  /// The examples of CommonMark 0.30's `spec.txt`, whose path is in the environment, since its
  /// licence keeps it out of this repository.
  @Test(.enabled(if: ProcessInfo.processInfo.environment["COMMONMARK_SPEC"] != nil))
  func specification() throws {
    let path = try #require(ProcessInfo.processInfo.environment["COMMONMARK_SPEC"])
    let fence = String(repeating: "`", count: 32)
    let examples = try Document.load(path: path).components(separatedBy: fence + " example\n")
    var differing: [Int] = []
    for (number, example) in examples.enumerated().dropFirst() {
      let markdown = example.replacing("→", with: "\t").components(separatedBy: "\n.\n")[0] + "\n"
      if html(markdown) != cmarkHTML(markdown) { differing.append(number) }
    }
    // Front matter (96, 98) and bare links (the others).
    #expect(differing == [96, 98, 601, 605, 607, 610, 611])
  }

  private func cmarkHTML(_ markdown: String) -> String {
    guard let html = cmark_markdown_to_html(markdown, markdown.utf8.count, CMARK_OPT_UNSAFE) else {
      return ""
    }
    defer { free(html) }
    return String(cString: html)
  }
}

/// The text of a file in `Fixtures/Document`.
func fixture(_ name: String) throws -> String {
  let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  return try Document.load(path: folder.appending(path: "Fixtures/Document/\(name)").path)
}

func pieces(ofFixture name: String) throws -> [String] {
  try fixture(name).components(separatedBy: "%%\n")
}
