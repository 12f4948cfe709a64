import Testing

/// What `build --explain` says, and what the author can ask for.
@Suite struct ExplainTests {
  private static let chapter = """
    ## 1 One

    ```swift
    //| label: train
    let model = 1
    ```

    ```swift
    //| label: step
    let step: () -> Int = {
      var count = 0
      return {
        count += 1
        return count
      }
    }()
    ```

    ## 2 Two

    ```swift
    //| label: report
    print(model)
    ```

    ```swift
    //| label: counts
    print(step())
    ```

    """

  @Test func reasons() throws {
    let workspace = try Workspace(["x.md": Self.chapter])
    func explained(_ old: String, _ new: String, _ arguments: String...) throws -> [Substring] {
      try workspace.write(
        try workspace.read("x.md").replacing(old, with: new), to: "x.md")
      let outcome = try workspace.run(
        ["build", "x.md", "--output", workspace.output, "--explain"] + arguments)
      #expect(outcome.status == 0, "\(outcome.standardError)")
      return outcome.standardOutput.split(separator: "\n")
    }
    let first = try explained("zzz", "")
    #expect(first.contains("run: cell 'train': it is new, or its code was changed"))
    let cached = try explained("zzz", "")
    #expect(cached.contains("cached: cell 'report'"))

    let edited = try explained("model = 1", "model = 2")
    #expect(
      edited.contains(
        "run: cell 'report': it uses 'model' from cell 'train', which changed (x.md:5)"))
    #expect(edited.contains("cached: cell 'counts'"))

    let leaf = try explained("print(step())", "print(step(), 1)")
    let replay = leaf.first { $0.hasPrefix("run: cell 'step':") }
    #expect(
      replay?.contains("cell 'counts' needs its state: 'step' holds a closure") == true, "\(leaf)")

    let again = try explained("zzz", "", "--rerun", "2")
    #expect(again.contains("run: cell 'report': it was asked for"))
    #expect(again.contains("restored: cell 'train'"))
  }
}
