import CMark
import Foundation
import Testing

@testable import Notebook

@Suite("Documents agree with libcmark on CommonMark")
struct DocumentCommonMarkTests {
  /// The examples of the file that `COMMONMARK_SPEC` names, which is not part of this repository.
  @Test(.enabled(if: ProcessInfo.processInfo.environment["COMMONMARK_SPEC"] != nil))
  func specification() throws {
    let path = try #require(ProcessInfo.processInfo.environment["COMMONMARK_SPEC"])
    let text = try String(contentsOfFile: path, encoding: .utf8)
    let fence = String(repeating: "`", count: 32)
    let examples = text.components(separatedBy: fence + " example\n").dropFirst()
    var differing: [String] = []
    for (index, example) in examples.enumerated() {
      let body = example.components(separatedBy: "\n" + fence)[0]
        .replacingOccurrences(of: "→", with: "\t")
      let markdown = body.components(separatedBy: "\n.\n")[0].replacingOccurrences(
        of: "^\\.\n", with: "", options: .regularExpression)
      let parsed = Document.parse(markdown + "\n", path: "spec.md")
      let html = HTMLWriter.html(of: parsed.document)
      let expected = cmarkHTML(markdown + "\n")
      if html != expected {
        differing.append(
          "#\(index + 1)\n\(markdown)\n--- expected\n\(expected)--- got\n\(html)")
      }
    }
    print(differing.joined(separator: "\n\n"))
    print("\(examples.count - differing.count) of \(examples.count) examples agree")
    #expect(differing.count <= 10)
  }

  private func cmarkHTML(_ markdown: String) -> String {
    guard let html = cmark_markdown_to_html(markdown, markdown.utf8.count, CMARK_OPT_UNSAFE) else {
      return ""
    }
    defer { free(html) }
    return String(cString: html)
  }
}
