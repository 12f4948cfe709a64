import Foundation
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// `notebook graph` needs no run.
@Suite struct GraphTests {
  private static let chapter =
    "```swift\n//| label: a\nvar n = 1\n```\n\n```swift\nn += 1\n```\n"

  @Test func text() throws {
    let workspace = try Workspace(["x.md": Self.chapter])
    let outcome = try workspace.run(["graph", "x.md"], environment: ["PATH": ""])
    #expect(outcome.status == 0)
    #expect(outcome.standardError == "")
    #expect(outcome.standardOutput.contains("uses        n from a\n"))
    #expect(outcome.standardOutput.contains("may change  n from a\n"))
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: workspace.folder).sorted()
        == [".stderr", ".stdout", "x.md"])
  }

  @Test func drawing() throws {
    let workspace = try Workspace(["x.md": Self.chapter])
    let outcome = try workspace.run(["graph", "x.md", "--format", "svg", "-o", "x.svg"])
    #expect(outcome.standardOutput == "x.svg\n")
    let drawing = try workspace.read("x.svg")
    #expect(drawing.hasPrefix("<svg "))
    #expect(XMLParser(data: Data(drawing.utf8)).parse())
    #expect(try workspace.run(["graph", "x.md", "--format", "svg"]).standardOutput == drawing)
  }

  @Test func badInput() throws {
    let workspace = try Workspace([
      "x.md": "```swift\n//| ecko: 1\n1\n```\n", "good.md": Self.chapter,
    ])
    let unknown = try workspace.run(["graph", "x.md"])
    #expect(unknown.status == 1)
    #expect(unknown.standardOutput == "")
    #expect(unknown.standardError.contains("x.md:2:5: error: unknown option"))
    let missing = try workspace.run(["graph", "y.md"])
    #expect(missing.standardError == "y.md: error: there is no such file\n")
    let unwritable = try workspace.run(["graph", "good.md", "-o", "/proc/x"])
    #expect(unwritable.status == 1)
    #expect(unwritable.standardError.hasPrefix("/proc/x: error: "))
  }
}
