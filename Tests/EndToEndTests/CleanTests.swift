import Foundation
import Testing

/// `notebook clean` removes what builds keep, and nothing else.
@Suite struct CleanTests {
  /// The compiler's cache holds paths to itself.
  @Test func aProjectCanMove() throws {
    let workspace = try Workspace([
      "here/notebook.yml": "", "here/x.md": "```swift\nprint(6 * 7)\n```\n",
    ])
    #expect(try workspace.run(["build", "here/x.md"]).status == 0)
    try FileManager.default.moveItem(
      atPath: workspace.folder + "/here", toPath: workspace.folder + "/there")
    try workspace.write("```swift\nprint(6 * 8)\n```\n", to: "there/x.md")
    let outcome = try workspace.run(["build", "there/x.md"])
    #expect(outcome.status == 0, "\(outcome.standardError)")
    #expect(try workspace.read("there/output/x.md").contains("48"))
  }

  private func project() throws -> Workspace {
    try Workspace([
      "notebook.yml": "", "x.md": "Formula $x$.\n\n```swift\nprint(1)\n```\n",
      ".notebook/mine.txt": "kept", ".notebook/builds/999999999-1/x.o": "left by a killed build",
      ".notebook/builds/\(getpid())-1/x.o": "of a build that runs",
    ])
  }

  private func kept(_ workspace: Workspace) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: workspace.folder + "/.notebook").sorted()
  }

  @Test func removesWhatBuildsKeep() throws {
    let workspace = try project()
    try workspace.run(["build", "x.md"])
    try workspace.write("", to: ".notebook/builds/999999999-2/y.o")
    let outcome = try workspace.run(["clean"])
    #expect(outcome.status == 0)
    let removed = outcome.standardOutput.split(separator: "\n").map { $0.prefix { $0 != "(" } }
    #expect(
      removed == [
        "removed .notebook/cache ", "removed .notebook/results ", "removed .notebook/formulas ",
        "removed .notebook/builds/999999999-2 ",
      ])
    #expect(try kept(workspace) == [".gitignore", "builds", "mine.txt", "module-cache"])
    #expect(try workspace.read(".notebook/builds/\(getpid())-1/x.o") == "of a build that runs")
    #expect(try workspace.read("output/x.md").contains("1"))
    #expect(try workspace.run(["clean"]).standardOutput == "nothing to remove in .notebook\n")

    #expect(try workspace.run(["clean", "--all", "x.md"]).status == 0)
    #expect(try kept(workspace) == [".gitignore", "builds", "mine.txt"])
    let build = try workspace.run(["build", "x.md", "--explain"])
    #expect(build.status == 0)
    #expect(build.standardOutput.hasPrefix("run: the cell on line 4"))
  }

  /// Behind links there may be what belongs to others.
  @Test func staysInItsFolder() throws {
    let workspace = try Workspace([
      "notebook.yml": "", "elsewhere/cache/precious": "", "elsewhere/formulas/precious": "",
    ])
    let manager = FileManager.default
    let folder = workspace.folder
    try manager.createSymbolicLink(
      atPath: folder + "/.notebook", withDestinationPath: folder + "/elsewhere")
    let outcome = try workspace.run(["clean"])
    #expect(outcome.status == 1)
    #expect(outcome.standardError.contains("is a link"))

    try manager.removeItem(atPath: folder + "/.notebook")
    try manager.createDirectory(
      atPath: folder + "/.notebook", withIntermediateDirectories: false)
    try manager.createSymbolicLink(
      atPath: folder + "/.notebook/cache", withDestinationPath: folder + "/elsewhere/cache")
    #expect(try workspace.run(["clean"]).status == 0)
    #expect(try kept(workspace) == [])
    for name in ["cache", "formulas"] {
      #expect(try workspace.read("elsewhere/\(name)/precious") == "")
    }
  }

  @Test func nothingThere() throws {
    let workspace = try Workspace(["notebook.yml": ""])
    #expect(try workspace.run(["clean"]).standardOutput == "nothing to remove in .notebook\n")
    #expect(try workspace.run(["clean", "missing"]).status == 2)
  }
}
