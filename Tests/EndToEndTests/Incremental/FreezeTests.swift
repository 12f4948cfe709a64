import Foundation
import Testing

/// `freeze: true`: results are recorded beside the chapter, for machines that lack what made them.
@Suite struct FreezeTests {
  private static let chapter = """
    ```swift
    //| label: data
    //| freeze: true
    import Foundation
    struct NoData: Error, CustomStringConvertible { let description = "fetch the numbers" }
    guard FileManager.default.fileExists(atPath: "data/numbers") else { throw NoData() }
    let numbers = try String(contentsOfFile: "data/numbers", encoding: .utf8)
      .split(separator: " ").compactMap { Int($0) }
    let place = UnsafeMutablePointer<Int>.allocate(capacity: 1)
    place.pointee = numbers.count
    print("count", numbers.count)
    ```

    The sum is `{swift} numbers.reduce(0, +)`.

    ```swift
    //| label: twice
    print("twice", numbers.map { $0 * 2 })
    ```

    ```swift
    //| label: pointer
    print("pointer", place.pointee)
    ```

    ```swift
    //| label: unrelated
    print("unrelated")
    ```

    """

  private static let recorded = "A recorded result: the cell was not run for this page."

  /// Where the chapter was built with its data, as it comes to a machine without them.
  private func elsewhere() throws -> Workspace {
    let workspace = try Workspace([
      "notebook.yml": "", "x.md": Self.chapter, "data/numbers": "1 2 3",
    ])
    #expect(try workspace.build("x.md").status == 0)
    // The compiler's headers take longer to make than the chapter.
    try remove(workspace, "data", ".notebook/cache", ".notebook/results", "output")
    return workspace
  }

  private func remove(_ workspace: Workspace, _ names: String...) throws {
    for name in names { try FileManager.default.removeItem(atPath: "\(workspace.folder)/\(name)") }
  }

  private func edit(_ workspace: Workspace, _ name: String, _ old: String, _ new: String) throws {
    let text = try workspace.read(name)
    #expect(text.contains(old))
    try workspace.write(text.replacing(old, with: new), to: name)
  }

  private func recordings(_ workspace: Workspace) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: workspace.folder + "/x_frozen").sorted()
  }

  @Test func whatOtherParametersGiveIsNotRecorded() throws {
    let workspace = try Workspace([
      "notebook.yml": "",
      "x.md": "---\nparams: {n: 2}\n---\n\n```swift\n//| label: data\n//| freeze: true\n"
        + "print(params.n)\n```\n",
    ])
    #expect(try workspace.build("x.md").status == 0)
    let recording = try workspace.read("x_frozen/data.yml")
    #expect(try workspace.build("x.md", "--param", "n=3").status == 0)
    #expect(try workspace.read("output/x.md").contains("3"))
    #expect(try workspace.read("x_frozen/data.yml") == recording)
  }

  @Test func whatDependsOnAFrozenCellIsRecorded() throws {
    let workspace = try elsewhere()
    let names = try recordings(workspace)
    #expect(names.filter { !$0.hasPrefix("inline-") } == ["data.yml", "pointer.yml", "twice.yml"])
    #expect(names.count == 4)
    #expect(try workspace.read("x_frozen/twice.yml").contains("- stdout: |\n    twice [2, 4, 6]\n"))
  }

  @Test func whatABuildThatFailedHasMadeIsRecordedByTheNextOne() throws {
    let workspace = try Workspace([
      "notebook.yml": "", "x.md": Self.chapter, "data/numbers": "1 2 3",
    ])
    #expect(try workspace.build("x.md").status == 0)
    try edit(workspace, "x.md", "$0 * 2", "$0 * 5")
    try edit(workspace, "x.md", "print(\"unrelated\")", "fatalError()")
    #expect(try workspace.build("x.md").status == 1)
    #expect(try workspace.read("x_frozen/twice.yml").contains("twice [2, 4, 6]"))
    try edit(workspace, "x.md", "fatalError()", "print(\"unrelated\")")
    #expect(try workspace.build("x.md").status == 0)
    #expect(try workspace.read("x_frozen/twice.yml").contains("twice [5, 10, 15]"))
  }

  @Test func aRecordingThatWasPutBackIsBroughtUpToDate() throws {
    let workspace = try Workspace([
      "notebook.yml": "", "x.md": Self.chapter, "data/numbers": "1 2 3",
    ])
    #expect(try workspace.build("x.md").status == 0)
    let old = try workspace.read("x_frozen/twice.yml")
    try workspace.write("4 5", to: "data/numbers")
    #expect(try workspace.build("x.md").status == 0)
    let new = try workspace.read("x_frozen/twice.yml")
    #expect(new != old)
    try workspace.write(old, to: "x_frozen/twice.yml")
    let check = try workspace.run(["check", "x.md"])
    #expect(check.status == 1)
    #expect(check.standardOutput.contains("x_frozen/twice.yml: differs"))
    #expect(try workspace.build("x.md").status == 0)
    #expect(try workspace.read("x_frozen/twice.yml") == new)
  }

  @Test func withoutTheDataThePageShowsWhatIsRecordedAndSaysSo() throws {
    let workspace = try elsewhere()
    let outcome = try workspace.build("x.md", "--explain")
    #expect(outcome.status == 0)
    #expect(outcome.standardError.contains("its recorded result is shown, since it can't run here"))
    #expect(outcome.standardOutput.contains("recorded: cell 'data'\n"))
    let page = try workspace.read("output/x.md")
    for text in ["count 3", "sum is 6", "twice [2, 4, 6]", "pointer 3", "fetch the numbers"] {
      #expect(page.contains(text), "\(text)")
    }
    #expect(page.components(separatedBy: Self.recorded).count == 3)
    #expect(try workspace.read("output/x.html").contains(Self.recorded))
  }

  @Test func aCellBehindIsRunOnRecordedValues() throws {
    let workspace = try elsewhere()
    try edit(workspace, "x.md", "$0 * 2", "$0 * 3")
    #expect(try workspace.build("x.md").status == 0)
    #expect(try workspace.read("output/x.md").contains("twice [3, 6, 9]"))
    #expect(try workspace.read("x_frozen/twice.yml").contains("twice [3, 6, 9]"))
  }

  @Test(arguments: [
    ("print(\"count\"", "print(\"number\"", "data.yml"),
    ("place.pointee)", "place.pointee + 1)", "pointer.yml"),
  ])
  func aRecordingOfOtherCodeIsAnError(old: String, new: String, name: String) throws {
    let workspace = try elsewhere()
    try edit(workspace, "x.md", old, new)
    let outcome = try workspace.build("x.md")
    #expect(outcome.status == 1)
    #expect(
      outcome.standardError.contains("error: its recorded result (x_frozen/\(name)) is of other"))
    #expect(!FileManager.default.fileExists(atPath: workspace.output + "/x.md"))
  }

  @Test func commentsAndLayoutAreNoOtherCode() throws {
    let workspace = try elsewhere()
    try edit(
      workspace, "x.md", "print(\"count\", numbers.count)",
      "// How many\nprint( \"count\",\n  numbers.count)")
    #expect(try workspace.build("x.md").status == 0)
  }

  @Test func otherDataBesideTheChapterAreNotThoseOfTheRecording() throws {
    let workspace = try elsewhere()
    try workspace.write("4 5 6", to: "data/numbers")
    #expect(try workspace.build("x.md", "--frozen").status == 1)
  }

  @Test func aDamagedRecordingIsAnError() throws {
    let workspace = try elsewhere()
    try workspace.write("outputs: [", to: "x_frozen/data.yml")
    let outcome = try workspace.build("x.md")
    #expect(outcome.status == 1)
    #expect(outcome.standardError.contains("x_frozen/data.yml is no recording"))
  }

  @Test func withTheDataEverythingRuns() throws {
    let workspace = try elsewhere()
    try workspace.write("4 5 6", to: "data/numbers")
    #expect(try workspace.build("x.md").status == 0)
    #expect(try workspace.read("output/x.md").contains("sum is 15"))
    #expect(try workspace.read("x_frozen/data.yml").contains("count 3"))
    #expect(try workspace.read("x_frozen/twice.yml").contains("twice [8, 10, 12]"))
  }

  @Test func onRequestRecordingsComeBeforeRuns() throws {
    let workspace = try elsewhere()
    try workspace.write("1 2 3", to: "data/numbers")
    try edit(workspace, "x_frozen/data.yml", "count 3", "count 4")
    #expect(try workspace.build("x.md", "--frozen").status == 0)
    #expect(try workspace.read("output/x.md").contains("count 4"))
    #expect(try workspace.build("x.md").status == 0)
    #expect(try workspace.read("output/x.md").contains("count 3"))
  }

  @Test func aRecordingOfACellThatIsGoneIsRemoved() throws {
    let workspace = try elsewhere()
    try workspace.write("1 2 3", to: "data/numbers")
    try edit(workspace, "x.md", "//| label: twice", "//| label: thrice")
    #expect(try workspace.build("x.md").status == 0)
    #expect(try recordings(workspace).contains("thrice.yml"))
    #expect(try !recordings(workspace).contains("twice.yml"))
    try edit(workspace, "x.md", "//| freeze: true\n", "")
    #expect(try workspace.build("x.md").status == 0)
    #expect(!FileManager.default.fileExists(atPath: workspace.folder + "/x_frozen"))
  }

  @Test func checkRunsFrozenCellsWhereTheirDataAre() throws {
    let workspace = try elsewhere()
    try workspace.write("1 2 3", to: "data/numbers")
    #expect(try workspace.build("x.md").status == 0)
    func check(_ arguments: String...) throws -> Workspace.Outcome {
      try workspace.run(["check", "x.md", "--output", workspace.output] + arguments)
    }
    #expect(try check().status == 0)
    try edit(workspace, "x_frozen/data.yml", "count 3", "count 4")
    let outcome = try check()
    #expect(outcome.status == 1)
    #expect(outcome.standardOutput == "x_frozen/data.yml: differs\n")
    #expect(try check("--update").status == 0)
    #expect(try workspace.read("x_frozen/data.yml").contains("count 3"))
    // Elsewhere, the recorded results are what the published page shows.
    try remove(workspace, "data")
    #expect(try check().status == 0)
  }
}
