import Foundation

/// A chapter's formulas as they were typeset for its last page, so that only new ones need KaTeX.
struct FormulaRecord: Sendable {
  let path: String

  /// Nothing, where nothing usable is there: a record is worth a second, no more.
  ///
  /// - Parameter version: Of KaTeX; what another one has typeset is not usable.
  func load(version: String) -> [Formula: String] {
    guard let data = FileManager.default.contents(atPath: path),
      let content = try? JSONDecoder().decode(Content.self, from: data),
      content.format == Content.format, content.version == version
    else { return [:] }
    return Dictionary(content.entries.map { ($0.formula, $0.html) }) { $1 }
  }

  func save(_ formulas: [Formula: String], version: String) throws {
    let entries = formulas.map { Content.Entry(formula: $0, html: $1) }
      .sorted { ($0.formula.tex, $0.html) < ($1.formula.tex, $1.html) }
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let file = URL(fileURLWithPath: path)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try encoder.encode(Content(version: version, entries: entries))
      .write(to: file, options: .atomic)
  }

  private struct Content: Codable {
    struct Entry: Codable {
      var formula: Formula
      var html: String
    }

    /// Changes with what is stored, and with how KaTeX is asked.
    static let format = 1

    var format = Content.format
    var version: String
    var entries: [Entry]
  }
}
