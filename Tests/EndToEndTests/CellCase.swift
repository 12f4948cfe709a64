import Foundation
import Testing

/// A cell, and what has to come of it.
struct CellCase: CustomTestStringConvertible, Sendable {
  /// Also the cell's label.
  var name: String
  var options: String
  var source: String
  /// All that is said about the cell, with lines counted from its first: `2:6: error: …`.
  var messages: [String]
  /// What the page shows below the code, without the marks of code blocks.
  var shows: String?

  init(
    _ name: String, options: String = "", _ source: String, says messages: [String] = [],
    shows: String? = nil
  ) {
    self.name = name
    self.options = options
    self.source = source
    self.messages = messages
    self.shows = shows
  }

  var testDescription: String { name }
}

/// A chapter that has one section for each case, built once for all of them.
struct CaseBook: Sendable {
  private var messages: [String: [String]] = [:]
  private var sections: [String: String] = [:]
  let status: Int32

  init(_ cases: [CellCase]) {
    var text = ""
    var firstLines: [(line: Int, name: String)] = []
    for item in cases {
      text += "## \(item.name)\n\n```swift\n//| label: \(item.name)\n"
      if !item.options.isEmpty { text += "//| \(item.options)\n" }
      firstLines.append((text.count { $0.isNewline } + 1, item.name))
      text += item.source + "\n```\n\n"
    }
    do {
      let workspace = try Workspace(["x.md": text])
      let outcome = try workspace.build("x.md", "--keep-going")
      status = outcome.status
      for line in outcome.standardError.split(separator: "\n") {
        guard let match = line.firstMatch(of: #/^x\.md:(\d+):(.*)$/#), let number = Int(match.1),
          let cell = firstLines.last(where: { $0.line <= number })
        else { continue }
        messages[cell.name, default: []].append("\(number - cell.line + 1):\(match.2)")
      }
      for section in try workspace.read("output/x.md").split(separator: #/(^|\n)## /#) {
        let name = section.prefix { !$0.isWhitespace && $0 != "<" }
        sections[String(name)] = Self.outputs(of: section)
      }
    } catch {
      fatalError("\(error)")
    }
  }

  /// What stands behind a section's first code block.
  private static func outputs(of section: Substring) -> String {
    let parts = section.split(
      separator: #/(^|\n)```[a-z]*(\n|$)/#, omittingEmptySubsequences: false)
    return parts.dropFirst(2).map { $0.trimmingCharacters(in: .newlines) }
      .filter { !$0.isEmpty }.joined(separator: "\n")
  }

  func messages(for item: CellCase) -> [String] { messages[item.name] ?? [] }

  func outputs(of item: CellCase) -> String? { sections[item.name] }
}
