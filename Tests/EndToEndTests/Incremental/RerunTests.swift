import Testing

/// What must not run again, as `build --explain` tells it.
@Suite struct RerunTests {
  @Test(arguments: RerunCase.all) func onlyWhatCouldHaveChangedRuns(_ item: RerunCase) throws {
    var project = try IncrementalProject()
    defer { project.release() }
    let inputs = item.change.inputs
    try project.change(to: inputs[0])
    #expect(try project.build().succeeded)
    try project.change(to: inputs[1])
    let explained = try project.build("--explain")
    #expect(explained.succeeded)
    #expect(Self.runs(in: explained.explanation) == item.runs, "\(explained.explanation)")
  }

  /// The labels behind `run: cell 'x': because …`.
  private static func runs(in explanation: String) -> [String] {
    explanation.split(separator: "\n").compactMap { line in
      guard line.hasPrefix("run: ") else { return nil }
      if line.contains("an inline expression:") { return "inline" }
      return line.firstMatch(of: #/cell '(\w+)'/#).map { String($0.1) }
    }
  }
}
