@testable import Notebook

/// Shortcuts of the tests of documents.
func parse(_ markdown: String) -> ParsedDocument { Document.parse(markdown, path: "test.md") }

func html(_ markdown: String) -> String { HTMLWriter.html(of: parse(markdown).document) }

/// `line:column: severity: message` for each diagnostic.
func messages(_ markdown: String) -> [String] { parse(markdown).diagnostics.map(\.summary) }

extension Diagnostic {
  var summary: String {
    let place = range.map { "\($0.lowerBound): " } ?? ""
    return "\(place)\(severity.rawValue): \(message)"
  }
}

extension Document {
  func text(of range: SourceRange) -> String {
    let lines = SourceText(source).lines
    let line = lines[range.lowerBound.line - 1]
    guard range.lowerBound.line == range.upperBound.line else { return "(several lines)" }
    return String(
      decoding: line[(range.lowerBound.column - 1)..<(range.upperBound.column - 1)], as: UTF8.self)
  }
}
