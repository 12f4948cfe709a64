import Foundation
import Testing

@testable import Notebook

/// `notebook serve`, as a browser sees it.
@Suite struct ServeTests {
  private struct Served {
    let workspace: Workspace
    let process: Process
    let port: UInt16

    init(_ chapter: String, port: UInt16 = 0) async throws {
      workspace = try Workspace(["x.md": chapter, "secret.txt": "secret"])
      process = try workspace.start([
        "serve", "x.md", "--output", workspace.output, "--port", "\(port)",
      ])
      let workspace = workspace
      let isReady = try await eventually {
        try workspace.read(".stdout").contains("/x.html\n")
      }
      #expect(isReady)
      let address = try workspace.read(".stdout").split(separator: "\n").first ?? ""
      self.port = try #require(UInt16(address.split { ":/".contains($0) }.dropFirst(2).first ?? ""))
    }

    /// What a browser with the page would compare.
    func revision(_ report: BuildStatus.Report) -> String { report.revisions["x.html"] ?? "" }

    func get(_ path: String, host: String = "localhost") throws -> String {
      try LoopbackConnection.ask(port, "GET \(path) HTTP/1.1\r\nHost: \(host)\r\n\r\n")
    }

    /// What a browser is told now, once that fits.
    func report(_ fits: (BuildStatus.Report) -> Bool) async throws -> BuildStatus.Report {
      for _ in 0..<600 {
        let connection = try LoopbackConnection(to: port)
        defer { connection.close() }
        connection.send("GET /@events HTTP/1.1\r\nHost: localhost\r\n\r\n")
        let text = connection.receive(until: "}\n\n")
        let line = try #require(
          text.split(separator: "\n").last { $0.hasPrefix("data: ") }?.dropFirst(6))
        let report = try JSONDecoder().decode(BuildStatus.Report.self, from: Data(line.utf8))
        if fits(report) { return report }
        try await Task.sleep(for: .milliseconds(50))
      }
      Issue.record("no browser was ever told so")
      return BuildStatus.Report()
    }

    func end() {
      kill(process.processIdentifier, SIGINT)
      process.waitUntilExit()
      #expect(process.terminationStatus == 0)
    }
  }

  private static func chapter(_ text: String, _ code: String) -> String {
    "# T\n\n\(text)\n\n```swift\n//| label: one\n\(code)\n```\n"
  }

  @Test func showsThePageAndNothingElse() async throws {
    let served = try await Served(Self.chapter("One.", "1 + 1"))
    let first = try await served.report { !$0.isBuilding }
    let revision = served.revision(first)
    #expect(!revision.isEmpty && first.errors.isEmpty)
    let page = try served.get("/x.html")
    #expect(page.hasPrefix("HTTP/1.1 200 ") && page.contains("One."))
    #expect(page.contains("<script data-page=\"x.html\" data-revision=\"\(revision)\""))
    // The published file has none of what makes the page a live one.
    #expect(try !served.workspace.read("output/x.html").contains("data-revision"))
    #expect(try served.get("/x.md").hasSuffix(served.workspace.read("output/x.md")))
    #expect(try served.get("/").contains("\r\nLocation: /x.html\r\n"))
    for path in [
      "/../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt", "/..%2f..%2f..%2fetc/passwd",
      "/none", "/secret.txt", "//etc/passwd",
    ] {
      let answer = try served.get(path)
      #expect(answer.hasPrefix("HTTP/1.1 404 "), "\(path)")
      #expect(!answer.contains("root:") && !answer.contains("secret"), "\(path)")
    }
    #expect(try served.get("/x.html", host: "example.org").hasPrefix("HTTP/1.1 403 "))
    #expect(
      try LoopbackConnection.ask(served.port, "POST / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        .hasPrefix("HTTP/1.1 405 "))

    // A change is another revision; an error is shown with its line, beside the last good page.
    try served.workspace.write(Self.chapter("Two.", "1 + 1"), to: "x.md")
    let second = try await served.report { served.revision($0) != revision && !$0.isBuilding }
    #expect(try served.get("/x.html").contains("Two."))
    try served.workspace.write(Self.chapter("Two.", "1 + nothing"), to: "x.md")
    let third = try await served.report { !$0.errors.isEmpty }
    #expect(third.revisions == second.revisions)
    #expect(third.errors.map(\.place) == ["x.md:7:5"])
    #expect(third.errors[0].text.contains("1 + nothing\n    ^~~~~~~"))
    served.end()
  }

  @Test func saysWhichCellRuns() async throws {
    let endless = "import Foundation\nprint(\"x\")\nwhile true { sleep(1) }"
    let served = try await Served(Self.chapter("One.", endless))
    let running = try await served.report { $0.running != nil }
    #expect(running.isBuilding && running.revisions.isEmpty)
    #expect(running.running?.label == "one" && running.running?.line == 7)
    // There is no page yet, but one that waits for it.
    let page = try served.get("/x.html")
    #expect(page.hasPrefix("HTTP/1.1 503 ") && page.contains("data-revision=\"\""))
    try served.workspace.write(Self.chapter("Two.", "1"), to: "x.md")
    let finished = try await served.report { !$0.isBuilding }
    #expect(
      finished.running == nil && finished.errors.isEmpty && !served.revision(finished).isEmpty)
    served.end()
  }

  @Test func takesTheNextPort() async throws {
    let other = try HTTPServer(ports: [0]) { _ in HTTPResponse(.notFound) }
    let served = try await Served(Self.chapter("One.", "1"), port: other.port)
    #expect(served.port != other.port)
    _ = try await served.report { !$0.isBuilding }
    served.end()
  }
}
