import Testing

/// What must not run again, as `build --explain` tells it.
@Suite(
  .enabled(
    if: Explanation.exists, "there is no 'build --explain' yet, and everything runs each time"))
struct RerunTests {
  @Test(arguments: RerunCase.all) func onlyWhatCouldHaveChangedRuns(_ item: RerunCase) throws {
    var project = try IncrementalProject()
    defer { project.release() }
    let inputs = item.change.inputs
    try project.change(to: inputs[0])
    #expect(try project.build().succeeded)
    try project.change(to: inputs[1])
    let explained = try project.build("--explain")
    #expect(explained.succeeded)
    #expect(Explanation.runs(in: explained.diagnostics) == item.runs, "\(explained.diagnostics)")
  }
}

/// What `build --explain` says.
private enum Explanation {
  static let exists: Bool = {
    let help = try? Workspace().run(["build", "--help"])
    return help?.standardOutput.contains("--explain") ?? false
  }()

  /// The labels behind `run: cell x: because …`.
  static func runs(in explanation: String) -> [String] {
    explanation.split(separator: "\n").compactMap { line in
      guard line.hasPrefix("run: ") else { return nil }
      if line.contains("inline expression") { return "inline" }
      return line.firstMatch(of: #/cell '?([A-Za-z]+)/#).map { String($0.1) }
    }
  }
}
