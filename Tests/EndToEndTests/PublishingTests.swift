import Foundation
import Testing

/// What was published stays as it was until all of the new page is there.
@Suite struct PublishingTests {
  static let good = "```swift\n//| label: a\nprint(\"first\")\n```\n"

  @Test func failedBuildTouchesNothing() throws {
    let workspace = try Workspace(["x.md": Self.good])
    try workspace.build("x.md")
    let page = try workspace.read("output/x.html")
    try workspace.write("```swift\nfatalError()\n```\n", to: "x.md")
    let failed = try workspace.build("x.md")
    #expect(failed.status == 1)
    #expect(failed.standardOutput == "")
    #expect(try workspace.read("output/x.html") == page)

    let shown = try workspace.build("x.md", "--keep-going")
    #expect(shown.status == 1)
    #expect(
      try workspace.read("output/x.md").contains(
        "> [!CAUTION]\n> **Error**\n>\n> ```text\n> Fatal error"))
  }

  @Test func aPageNeverReplacesAText() throws {
    let workspace = try Workspace(["x.md": Self.good, "texts/y.md": "# Y\n"])
    for arguments in [
      ["build", "x.md", "--output", "."], ["check", "x.md", "-o", ".", "--update"],
    ] {
      let outcome = try workspace.run(arguments)
      #expect(outcome.status == 1)
      #expect(
        outcome.standardError.contains("x.md: error: the page would replace the text 'x.md'"),
        "\(outcome.standardError)")
    }
    #expect(try workspace.read("x.md") == Self.good)

    // Nor that of another chapter of its book.
    try workspace.write("# Y\n", to: "y.md")
    try workspace.write("output-dir: texts\nchapters: [y.md, texts/y.md]\n", to: "notebook.yml")
    let book = try workspace.run(["build"])
    #expect(book.status == 1)
    #expect(book.standardError.contains("would replace the text"), "\(book.standardError)")
    #expect(try workspace.read("texts/y.md") == "# Y\n")
  }

  @Test func onlyOneAnswer() throws {
    func chapter(_ two: Int) -> String {
      "## 1 A\n\n```swift\nprint(\"one\")\n```\n\n## 2 B\n\n```swift\nprint(\"two\", \(two))\n```\n"
    }
    let workspace = try Workspace(["x.md": chapter(1)])
    try workspace.build("x.md")
    try workspace.write(chapter(2), to: "x.md")
    // The other answer is stale: it is run too, rather than shown as it was, or not at all.
    let outcome = try workspace.build("x.md", "--only", "1", "--verbose")
    #expect(outcome.status == 0)
    let page = try workspace.read("output/x.md")
    #expect(page.contains("one") && page.contains("two 2") && !page.contains("two 1"))
    let second = try workspace.build("x.md", "--only", "2", "--no-cache", "--verbose")
    #expect(second.standardError.split(separator: "\n").count { $0.hasPrefix("ran ") } == 1)
    #expect(try workspace.read("output/x.md") == page)
  }

  @Test func corruptedRecordIsHarmless() throws {
    let name = "record-\(UUID().uuidString)"
    let workspace = try Workspace([name + ".md": Self.good])
    try workspace.build(name + ".md")
    let page = try workspace.read("output/\(name).md")
    let folder = URL(filePath: workspace.folder).lastPathComponent
    let record = URL(filePath: "\(workspace.workFolder)/results/\(folder)/\(name).record")
    #expect(FileManager.default.fileExists(atPath: record.path))
    try workspace.build(name + ".md", "--no-execute")
    #expect(try workspace.read("output/\(name).md") == page)
    for garbage in ["", "{", "{\"version\":99,\"entries\":{}}", "[]", "\u{0}\u{1}"] {
      try Data(garbage.utf8).write(to: record)
      #expect(try workspace.build(name + ".md", "--only", "x").status == 1)
      #expect(try workspace.build(name + ".md").status == 0)
      #expect(try workspace.read("output/\(name).md") == page)
    }
  }

  @Test func onlyVolatileResultsChanged() throws {
    func chapter(_ stable: Int) -> String {
      """
      ```swift
      //| volatile: true
      import Foundation
      let now = Date().timeIntervalSince1970
      now
      ```

      It is `{swift} now`.

      ```swift
      \(stable)
      ```

      """
    }
    let workspace = try Workspace(["x.md": chapter(1)])
    func pages() throws -> [String] {
      try ["output/x.html", "output/x.md"].map(workspace.read)
    }
    try workspace.build("x.md")
    let first = try pages()
    try workspace.build("x.md")
    #expect(try pages() == first)
    try workspace.write(chapter(2), to: "x.md")
    try workspace.build("x.md")
    for (old, new) in zip(first, try pages()) { #expect(old != new) }
  }

  @Test func laterCellsSeeWhatGuardBinds() throws {
    let workspace = try Workspace([
      "x.md": """
      ```swift
      guard let a = Int("5"), var b = Int("6") else { fatalError() }
      b += 1
      ```

      ```swift
      func sum() -> Int { a + b }
      print("sum", sum())
      ```

      ```swift
      print("before", a)
      let a = a * 10
      print("after", a)
      ```

      """
    ])
    #expect(try workspace.build("x.md").status == 0)
    let page = try workspace.read("output/x.md")
    for line in ["sum 12", "before 5", "after 50"] { #expect(page.contains(line)) }
  }

  // MARK: Interruption

  static let endless = """
    ```swift
    import Foundation
    let sleeper = Process()
    sleeper.executableURL = URL(fileURLWithPath: "/bin/sleep")
    sleeper.arguments = ["86399"]
    try sleeper.run()
    try "\\(sleeper.processIdentifier) \\(getpid())".write(toFile: "started", atomically: true, encoding: .utf8)
    while true { sleep(1) }
    ```

    """

  @Test(arguments: [SIGINT, SIGTERM, SIGHUP, SIGKILL])
  func nothingOutlivesTheCommand(_ signal: Int32) async throws {
    let workspace = try Workspace(["x.md": Self.good])
    try workspace.build("x.md")
    let page = try workspace.read("output/x.html")
    try workspace.write(Self.endless, to: "x.md")
    let build = try workspace.start(["build", "x.md", "--output", workspace.output])
    #expect(
      try await eventually { FileManager.default.fileExists(atPath: workspace.folder + "/started") }
    )
    let started = try workspace.read("started").split(separator: " ").compactMap { pid_t($0) }
    #expect(started.count == 2)
    kill(build.processIdentifier, signal)
    build.waitUntilExit()
    for process in started {
      #expect(try await eventually { Self.isGone(process) }, "process \(process) is still there")
    }
    #expect(try workspace.read("output/x.html") == page)
    if signal != SIGKILL {
      #expect(build.terminationStatus == 128 + signal)
      #expect(try workspace.read(".stderr").contains("interrupted"))
    }
    // The next build clears up.
    try workspace.write(Self.good, to: "x.md")
    try workspace.build("x.md")
    let leftovers = try FileManager.default.contentsOfDirectory(
      atPath: workspace.workFolder + "/builds")
    #expect(!leftovers.contains { $0.hasPrefix("\(build.processIdentifier)-") })
  }

  /// A zombie is gone but for its parent's asking.
  private static func isGone(_ process: pid_t) -> Bool {
    guard let state = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8) else {
      return true
    }
    return state.contains(") Z ")
  }
}
