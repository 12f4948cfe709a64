import Foundation
import Testing

/// `notebook check` says what a published page has that its chapter does not give.
@Suite struct CheckTests {
  private static let chapter = """
    ```swift
    //| label: sum
    print("sum", 1 + 2)
    ```

    ```swift
    //| label: time
    //| volatile: true
    let seconds = Double.random(in: 0...1)
    seconds
    ```

    It took `{swift} seconds` s.

    """

  private func check(_ workspace: Workspace, _ arguments: String...) throws -> Workspace.Outcome {
    try workspace.run(["check", "x.md", "--output", workspace.output] + arguments)
  }

  private func names(_ workspace: Workspace) throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: workspace.folder).sorted()
  }

  private func edit(_ workspace: Workspace, _ name: String, _ old: String, _ new: String) throws {
    let text = try workspace.read(name)
    #expect(text.contains(old))
    try workspace.write(text.replacing(old, with: new), to: name)
  }

  @Test func upToDate() throws {
    let workspace = try Workspace(["x.md": Self.chapter])
    try workspace.build("x.md")
    let page = try workspace.read("output/x.html")
    let outcome = try check(workspace)
    #expect(outcome.status == 0)
    #expect(outcome.standardOutput == "x.md: the published page is up to date\n")
    #expect(try check(workspace, "--quiet", "--update").standardOutput == "")
    #expect(try workspace.read("output/x.html") == page)
  }

  @Test func nothingIsTouched() throws {
    let workspace = try Workspace(["x.md": Self.chapter])
    let outcome = try check(workspace)
    #expect(outcome.status == 1)
    #expect(outcome.standardOutput == "output/x.md: is not there\noutput/x.html: is not there\n")
    #expect(try names(workspace) == [".stderr", ".stdout", "x.md"])
  }

  @Test func differences() throws {
    let workspace = try Workspace(["x.md": Self.chapter])
    try workspace.build("x.md")
    try edit(workspace, "output/x.md", "sum 3", "sum 4")
    let differing = try workspace.read("output/x.md")
    let outcome = try check(workspace)
    #expect(outcome.status == 1)
    #expect(
      outcome.standardOutput == "x.md:3: cell 'sum': output differs\n  - sum 4\n  + sum 3\n")
    #expect(try workspace.read("output/x.md") == differing)

    let update = try check(workspace, "--update")
    #expect(update.status == 0)
    #expect(update.standardOutput.hasSuffix("output/x.html\noutput/x.md\n"))
    #expect(try workspace.read("output/x.md").contains("sum 3"))
    #expect(try check(workspace).status == 0)
  }

  /// The published values are others, and that is all.
  @Test func volatileResults() throws {
    let workspace = try Workspace(["x.md": Self.chapter])
    try workspace.build("x.md")
    for name in ["output/x.md", "output/x.html"] {
      let text = try workspace.read(name)
      try workspace.write(text.replacing(#/0\.\d{5,}/#, with: "0.5"), to: name)
    }
    let page = try workspace.read("output/x.html")
    #expect(try check(workspace, "--update").status == 0)
    #expect(try workspace.read("output/x.html") == page)
    try edit(workspace, "x.md", "\nseconds\n", "\nprint(seconds)\nprint()\n")
    #expect(try check(workspace).status == 1)
  }

  /// A cell's result from the cache would hide that it can't be made again.
  @Test func everythingRunsAndIsKept() throws {
    let workspace = try Workspace([
      "x.md": "```swift\n//| label: a\nprint(1)\n```\n\n```swift\n//| label: b\nprint(2)\n```\n"
    ])
    try workspace.build("x.md")
    let outcome = try check(workspace, "--verbose")
    #expect(outcome.status == 0)
    #expect(outcome.standardError.contains("ran cell 'a'"))
    #expect(outcome.standardError.contains("ran cell 'b'"))
    try edit(workspace, "x.md", "print(2)", "print(3)")
    #expect(try check(workspace, "--quiet").status == 1)
    let build = try workspace.build("x.md", "--explain")
    #expect(build.standardOutput.hasPrefix("cached: cell 'a'\ncached: cell 'b'\n"))
  }

  @Test func failures() throws {
    let workspace = try Workspace(["x.md": Self.chapter])
    try workspace.build("x.md")
    try workspace.write("```swift\nfatalError()\n```\n", to: "x.md")
    let outcome = try check(workspace, "--update")
    #expect(outcome.status == 1)
    #expect(outcome.standardOutput == "")
    #expect(outcome.standardError.contains("x.md:2:1: error: Fatal error"))
    #expect(try workspace.read("output/x.md").contains("sum 3"))
  }
}
