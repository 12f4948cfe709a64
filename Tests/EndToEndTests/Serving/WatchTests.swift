import Foundation
import Testing

/// `notebook watch`, which `notebook serve` is built on.
@Suite struct WatchTests {
  private static func chapter(_ text: String, _ code: String) -> String {
    "# T\n\n\(text)\n\n```swift\n\(code)\n```\n"
  }

  private static func start(_ workspace: Workspace) throws -> Process {
    try workspace.start(["watch", "x.md", "--output", workspace.output])
  }

  private static func shows(_ workspace: Workspace, _ text: String) async throws -> Bool {
    try await eventually {
      (try? workspace.read("output/x.md").contains(text)) == true
    }
  }

  /// Ends the command as Ctrl-C does.
  private static func interrupt(_ watch: Process) {
    kill(watch.processIdentifier, SIGINT)
    watch.waitUntilExit()
    #expect(watch.terminationStatus == 0)
  }

  @Test func buildsWhateverChanges() async throws {
    let code = """
      import Foundation
      for name in ["data.txt", "late/more.txt"] {
        print(name, (try? String(contentsOfFile: name, encoding: .utf8)) ?? "missing")
      }
      """
    let workspace = try Workspace([
      "x.md": Self.chapter("One.", code), "data.txt": "first",
    ])
    let watch = try Self.start(workspace)
    #expect(try await Self.shows(workspace, "data.txt first"))
    // A file that a cell has read, one that it has missed, and the chapter itself.
    try workspace.write("second", to: "data.txt")
    #expect(try await Self.shows(workspace, "data.txt second"))
    try workspace.write("there", to: "late/more.txt")
    #expect(try await Self.shows(workspace, "late/more.txt there"))
    try workspace.write(Self.chapter("Two.", code), to: "x.md")
    #expect(try await Self.shows(workspace, "Two."))
    // As from nothing.
    let watched = try ["output/x.html", "output/x.md"].map(workspace.read)
    try workspace.build("x.md", "--no-cache")
    #expect(try ["output/x.html", "output/x.md"].map(workspace.read) == watched)
    Self.interrupt(watch)
    #expect(try workspace.read(".stdout").contains("output/x.html"))
  }

  /// What the text shows and leads to, rather than what cells read.
  @Test func followsPicturesAndLinkedFiles() async throws {
    let workspace = try Workspace([
      "x.md": "# T\n\n![A](a.svg) ![B](b.svg) [C](c.csv)\n", "a.svg": "<svg>1</svg>",
      "c.csv": "1",
    ])
    let watch = try Self.start(workspace)
    func page(_ count: Int, shows text: String) async throws -> Bool {
      try await eventually {
        try workspace.read(".stdout").split(separator: "\n").count == 2 * count
          && workspace.read("output/x.html").contains(Data(text.utf8).base64EncodedString())
      }
    }
    func warnings() throws -> Int {
      try workspace.read(".stderr").split(separator: "\n").count { $0.contains("warning:") }
    }
    #expect(try await page(1, shows: "<svg>1</svg>"))
    #expect(try warnings() == 1)
    try workspace.write("<svg>2</svg>", to: "a.svg")
    #expect(try await page(2, shows: "<svg>2</svg>"))
    #expect(try warnings() == 2)
    try workspace.write("<svg>3</svg>", to: "b.svg")
    #expect(try await page(3, shows: "<svg>3</svg>"))
    #expect(try warnings() == 2)
    try FileManager.default.removeItem(atPath: workspace.folder + "/c.csv")
    #expect(try await page(4, shows: "<svg>2</svg>"))
    #expect(try warnings() == 3)
    try workspace.write("2", to: "c.csv")
    #expect(try await page(5, shows: "<svg>2</svg>"))
    #expect(try warnings() == 3)
    Self.interrupt(watch)
  }

  @Test func goesOnAfterErrors() async throws {
    let workspace = try Workspace(["x.md": Self.chapter("One.", "let a = b")])
    let watch = try Self.start(workspace)
    #expect(try await eventually { try workspace.read(".stderr").contains("x.md:6:9: error:") })
    try workspace.write(Self.chapter("One.", "let a = 1\na"), to: "x.md")
    #expect(try await Self.shows(workspace, "One."))
    try FileManager.default.removeItem(atPath: workspace.folder + "/x.md")
    #expect(
      try await eventually { try workspace.read(".stderr").contains("there is no such file") })
    try workspace.write(Self.chapter("Two.", "let a = 1\na"), to: "x.md")
    #expect(try await Self.shows(workspace, "Two."))
    Self.interrupt(watch)
  }

  @Test func aCellThatHasBeenEditedIsNotWaitedFor() async throws {
    let endless = """
      import Foundation
      try "\\(getpid())".write(toFile: "started", atomically: true, encoding: .utf8)
      while true { sleep(1) }
      """
    let workspace = try Workspace(["x.md": Self.chapter("One.", endless)])
    let watch = try Self.start(workspace)
    #expect(
      try await eventually {
        FileManager.default.fileExists(atPath: workspace.folder + "/started")
      })
    let kernel = try #require(pid_t(try workspace.read("started")))
    try workspace.write(Self.chapter("Two.", "print(1 + 1)"), to: "x.md")
    #expect(try await Self.shows(workspace, "Two."))
    #expect(kill(kernel, 0) != 0)
    #expect(try !workspace.read(".stderr").contains("error"))
    Self.interrupt(watch)
  }

  @Test func aCellThatWritesWhatAnotherReadsDoesNotBuildForEver() async throws {
    let text = """
      ```swift
      //| volatile: true
      import Foundation
      try "\\(Date().timeIntervalSince1970)".write(toFile: "now", atomically: true, encoding: .utf8)
      ```

      ```swift
      //| volatile: true
      let now = try String(contentsOfFile: "now", encoding: .utf8)
      ```

      ```swift
      print("three")
      ```

      """
    let workspace = try Workspace(["x.md": text])
    let watch = try workspace.start(["watch", "x.md", "--output", workspace.output])
    #expect(try await Self.shows(workspace, "three"))
    try workspace.write(text.replacing("three", with: "four"), to: "x.md")
    #expect(try await Self.shows(workspace, "four"))
    // Builds that follow from nothing but builds would go on and on.
    try await Task.sleep(for: .seconds(2))
    let count = try workspace.read(".stdout").split(separator: "\n").count
    try await Task.sleep(for: .seconds(2))
    #expect(try workspace.read(".stdout").split(separator: "\n").count == count)
    Self.interrupt(watch)
  }
}
