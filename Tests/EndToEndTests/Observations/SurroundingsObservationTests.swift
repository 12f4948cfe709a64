import Foundation
import KernelProtocol
import Testing

@testable import Notebook

/// What the kernel says of everything but files.
@Suite struct SurroundingsObservationTests {
  @Test func whatIsUnrepeatable() async throws {
    let chapter = try await ObservedChapter([
      "clock date": "import Foundation; let a1 = Date()",
      "clock uptime": "let a2 = ProcessInfo.processInfo.systemUptime",
      "clock continuous": "let a3 = ContinuousClock.now",
      "clock suspending": "let a4 = SuspendingClock().now",
      "clock dispatch": "let a5 = DispatchTime.now().uptimeNanoseconds",
      "clock time": "let a6 = time(nil)",
      "clock processor": "let a7 = clock()",
      "program process": """
      let process = Process()
      process.executableURL = URL(fileURLWithPath: "/bin/true")
      try process.run()
      process.waitUntilExit()
      """,
      "program popen": #"pclose(popen("true", "r"))"#,
      "network socket": "close(socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0))",
      "number process": "let b1 = ProcessInfo.processInfo.processIdentifier",
      "number libc": "let b2 = getpid()",
    ])
    let reasons = [
      "clock": "reads the clock", "program": "starts a program", "network": "uses the network",
      "number": "asks for the process's number",
    ]
    for (label, observations) in chapter.observations {
      let reason = try #require(reasons[String(label.prefix { $0 != " " })])
      #expect(observations.unrepeatable.contains(reason), "\(label)")
      #expect(!observations.changesProcess, "\(label)")
    }
  }

  @Test func changesOfTheProcess() async throws {
    let chapter = try await ObservedChapter([
      "variable": #"import Foundation; setenv("LEFT", "1", 1)"#,
      "folder": #"FileManager.default.changeCurrentDirectoryPath("/")"#,
      "signal": "signal(SIGUSR2, SIG_IGN)",
      "mask": "umask(0)",
    ])
    #expect(try chapter["variable"].unrepeatable == ["changes the environment ('LEFT')"])
    #expect(try chapter["folder"].unrepeatable == ["changes the current folder"])
    #expect(try chapter["signal"].unrepeatable == ["changes what a signal does"])
    #expect(try chapter["mask"].unrepeatable == ["changes the process's settings"])
    for (label, observations) in chapter.observations {
      #expect(observations.changesProcess, "\(label)")
    }
  }

  @Test func variables() async throws {
    let chapter = try await ObservedChapter(
      [
        "getenv": #"import Foundation; let a = getenv("GIVEN"); let b = getenv("MISSING")"#,
        "all": "let c = ProcessInfo.processInfo.environment",
        "none": "let d = 1",
      ], environment: ["GIVEN": "=1"])
    #expect(
      try chapter["getenv"].inputs == [
        .environment(name: "GIVEN", value: "=1"), .environment(name: "MISSING", value: nil),
      ])
    #expect(try chapter["all"].inputs.contains(.environment(name: "GIVEN", value: "=1")))
    #expect(try chapter["all"].inputs.contains(.environment(name: "TZ", value: "UTC")))
    #expect(try chapter["none"].inputs == [])
  }

  /// What cells do all the time must not keep them from being repeated.
  @Test func whatIsRepeatable() async throws {
    let chapter = try await ObservedChapter([
      "random": "import Foundation; let a = Int.random(in: 0...9)",
      "uuid": "let b = UUID()",
      "print": #"print("a", [1: 2], Set([1]))"#,
      "task": "let c = await Task.detached { 3 }.value",
      "queue": "let d = DispatchQueue(label: \"q\").sync { 1 }",
      "format": #"let e = String(format: "%.2f", 1.5) + 1234.5.formatted()"#,
      "json": "let f = try JSONEncoder().encode([1.5])",
      "formatter": """
      let formatter = DateFormatter()
      formatter.dateFormat = "yyyy"
      let g = formatter.string(from: Date(timeIntervalSince1970: 0))
      """,
      "null": #"fclose(fopen("/dev/null", "w"))"#,
    ])
    for (label, observations) in chapter.observations {
      #expect(observations.unrepeatable == [], "\(label)")
      #expect(observations.drawsRandomness == ["random", "uuid"].contains(label), "\(label)")
    }
  }
}
