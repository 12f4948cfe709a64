import Foundation
import Testing

@testable import Notebook

@Suite("Loading a document")
struct DocumentLoadingTests {
  private func message(_ path: String) -> String? {
    do {
      _ = try Document.load(path: path)
      return nil
    } catch {
      return error.summary
    }
  }

  private func withFile(_ bytes: [UInt8], _ body: (String) throws -> Void) throws {
    let url = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).md")
    try Data(bytes).write(to: url)
    defer { try? FileManager.default.removeItem(at: url) }
    try body(url.path)
  }

  @Test func text() throws {
    try withFile(Array("中文\r\n".utf8)) { path in
      let text = try Document.load(path: path)
      #expect(text == "中文\r\n")
    }
  }

  @Test func missingAndDirectory() {
    #expect(message("/nowhere/a.md") == "error: there is no such file")
    #expect(message("/") == "error: this is a directory, not a Markdown file")
  }

  @Test(arguments: [
    (Array("ab\n中".utf8) + [0xFF, 0x41], "2:4: error: the file is not UTF-8: byte 6"),
    ([0xD6, 0xD0], "1:1: error: the file is not UTF-8: byte 0"),
    (Array("\u{FFFD}x".utf8) + [0xE4, 0xB8], "1:5: error: the file is not UTF-8: byte 4"),
  ])
  func otherEncoding(bytes: [UInt8], expected: String) throws {
    try withFile(bytes) { path in
      #expect(message(path)?.hasPrefix(expected) == true, "\(message(path) ?? "")")
    }
  }
}
