import Testing

/// `notebook convert` both ways.
@Suite struct ConvertTests {
  private static let chapter = "# T\n\n```swift\n//| label: a\n6 * 7\n```\n\n\nEnd: `{swift} 1 + 1`"

  @Test func thereAndBack() throws {
    let workspace = try Workspace(["x.md": Self.chapter])
    let there = try workspace.run(["convert", "x.md"])
    #expect(there.standardError == "")
    #expect(there.standardOutput == "x.ipynb\n")
    let notebook = try workspace.read("x.ipynb")
    #expect(notebook.contains("\"42\""))
    let again = try workspace.run(["convert", "x.md", "-o", "again.ipynb"])
    #expect(again.status == 0)
    #expect(try workspace.read("again.ipynb") == notebook)
    let back = try workspace.run(["convert", "x.ipynb", "-o", "y.md"])
    #expect(back.standardOutput == "y.md\n")
    #expect(try workspace.read("y.md") == Self.chapter)
  }

  @Test func badInput() throws {
    let workspace = try Workspace([
      "x.md": Self.chapter, "x.ipynb": "{}", "bad.md": "```swift\nlet a: Int = \"\"\n```\n",
    ])
    let present = try workspace.run(["convert", "x.md"])
    #expect(present.status == 1)
    #expect(
      present.standardError == "x.ipynb: error: this file is there already; --force replaces it\n")
    #expect(try workspace.read("x.ipynb") == "{}")
    let empty = try workspace.run(["convert", "x.ipynb", "-o", "y.md"])
    #expect(empty.status == 1)
    #expect(
      empty.standardError
        == "x.ipynb: error: this is no Jupyter notebook: the notebook has no 'cells'\n")
    let broken = try workspace.run(["convert", "bad.md"])
    #expect(broken.status == 1)
    #expect(broken.standardError.contains("bad.md:2:14: error: "))
    let missing = try workspace.run(["convert", "no.ipynb"])
    #expect(missing.standardError == "no.ipynb: error: the file cannot be read, or is not there\n")
  }
}
