import Foundation
import Testing

@testable import Notebook

/// What other programs understand is shown as it is written, with a warning.
@Suite struct ForeignSyntaxTests {
  @Test(arguments: [
    ("Term\n: definition", "1:1", "definition lists"),
    ("Term\n\n: definition", "3:1", "definition"),
    ("x\n\n+---+---+\n| a | b |\n+---+---+", "3:1", "grid tables"),
    ("[TOC]", "1:1", "this is shown as text: pages have"), ("[[toc]]", "1:1", "this is shown"),
    ("\\newpage", "1:1", "page breaks"), ("!!! note \"T\"\n\n    text", "1:1", "MkDocs's"),
    ("=== \"Python\"\n\n    text", "1:1", "tabs"), ("{% hint style=\"info\" %}", "1:1", "tags"),
    ("see :numref:`fig_a`, :numref:`b`", "1:5", "roles"), ("a [[Page|text]]", "1:3", "links"),
    ("x `r mean(x)`", "1:4", "only expressions"), ("x `{python} y`", "1:4", "only expressions"),
  ])
  func isWarnedOf(markdown: String, place: String, message: String) {
    let found = messages(markdown)
    #expect(found.count == 1)
    #expect(found.first?.hasPrefix("\(place): warning: \(message)") == true, "\(found)")
  }

  @Test func eachKindOnce() { #expect(messages("[TOC]\n\n[TOC]\n\n\\newpage").count == 2) }

  @Test(arguments: [
    "a: b", "a\n:b", "a :b: c", "12:30:`x`", "`r = 1`", "`r + 1`", "`{python}`", "`{swift} x`",
    "a === \"b\"", "+ a", "[a]",
    "[[1",
    "```\n[TOC]\n```", "`[[a]]`", "$[[a]]$", "wow!!! note", "{% a", "::`x`",
  ])
  func otherTextIsNot(markdown: String) { #expect(messages(markdown) == []) }

  @Test func ourOwnTextsHaveNone() throws {
    let root = URL(fileURLWithPath: #filePath).pathComponents.dropLast(4).joined(separator: "/")
    for folder in ["notebooks", "docs"] {
      for file in try FileManager.default.contentsOfDirectory(atPath: "\(root)/\(folder)")
      where file.hasSuffix(".md") {
        let text = try String(contentsOfFile: "\(root)/\(folder)/\(file)", encoding: .utf8)
        #expect(messages(text).filter { $0.contains("understood") } == [], "\(file)")
      }
    }
  }
}
