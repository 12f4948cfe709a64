import Testing

/// Traps that are known by name: how caches of notebooks go stale, and every disagreement that the
/// randomised test has found.
@Suite struct RegressionTests {
  @Test(arguments: RegressionCase.all) func incrementalBuildsGiveWhatBuildsFromNothingGive(
    _ item: RegressionCase
  ) throws {
    var project = try IncrementalProject()
    var reference = try IncrementalProject()
    defer {
      project.release()
      reference.release()
    }
    let inputs = item.inputs
    try project.change(to: inputs[0])
    var before = try project.build()
    #expect(before.succeeded, "\(before.diagnostics)")
    for (old, new) in zip(inputs, inputs.dropFirst()) {
      try project.change(to: new)
      let incremental = try project.build()
      let fromNothing = try reference.buildFromNothing(new)
      let disagreement = Disagreement(
        before: old, after: new, incremental: incremental, fromNothing: fromNothing)
      if let disagreement { Issue.record("\(disagreement)") }
      #expect(fromNothing.succeeded, "\(fromNothing.diagnostics)")
      let isShown = !before.showsTheSame(as: fromNothing)
      #expect(isShown || !item.showsChanges, "this change does not show")
      before = fromNothing
    }
  }
}

extension BuildResult {
  /// Whether the cells' outputs are the same; the code may differ.
  fileprivate func showsTheSame(as other: BuildResult) -> Bool {
    func shown(_ result: BuildResult) -> [String] {
      String(decoding: result.files["output/x.md"] ?? .init(), as: UTF8.self)
        .split(separator: "```swift\n", omittingEmptySubsequences: false)
        .map { $0.split(separator: "```", maxSplits: 1).last.map(String.init) ?? "" }
    }
    return shown(self) == shown(other)
  }
}
