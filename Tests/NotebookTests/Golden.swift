import Foundation
import Notebook
import Testing

/// Compares with the file of that name in `Fixtures`.
///
/// `UPDATE_GOLDEN=1 swift test --filter NotebookTests` writes the files anew; look at the
/// difference before you commit it.
func expectGolden(
  _ text: String, _ name: String, sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let file = URL(filePath: #filePath).deletingLastPathComponent().appending(
    path: "Fixtures/\(name)")
  if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try text.write(to: file, atomically: true, encoding: .utf8)
  }
  let expected = try String(contentsOf: file, encoding: .utf8)
  guard text != expected else { return }
  let actualLines = text.split(separator: "\n", omittingEmptySubsequences: false)
  let expectedLines = expected.split(separator: "\n", omittingEmptySubsequences: false)
  let line = zip(actualLines, expectedLines).prefix { $0 == $1 }.count
  func quoted(_ lines: [Substring]) -> Substring { line < lines.count ? lines[line] : "" }
  Issue.record(
    """
    \(name) differs in line \(line + 1):
    - \(quoted(expectedLines))
    + \(quoted(actualLines))
    """, sourceLocation: sourceLocation)
}

/// As they are read for a build.
let builtInTemplates = try! Templates(builtIn: packageFolder + "/templates")

/// The folder of the package.
let packageFolder = URL(filePath: #filePath)
  .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path
