import Foundation
import Testing

/// Bad input gets one clear line and a status that scripts can tell apart.
@Suite struct CommandTests {
  struct Usage: Sendable {
    var arguments: [String]
    var status: Int32
    var says: String
  }

  static let usages = [
    Usage(arguments: ["build"], status: 1, says: "the book has no chapters"),
    Usage(arguments: ["build", "x.md", "--onyl", "3"], status: 2, says: "Did you mean '--only'?"),
    Usage(
      arguments: ["build", "x.md", "--output"], status: 2, says: "Missing value for '--output"),
    Usage(arguments: ["build", "x.md", "-q", "-v"], status: 2, says: "exclude each other"),
    Usage(arguments: ["bild"], status: 2, says: "'bild'"),
    Usage(arguments: ["build", "missing.md"], status: 1, says: "missing.md: error: "),
    Usage(arguments: ["build", "."], status: 1, says: "directory"),
    Usage(
      arguments: ["build", "x.md", "--only", "9"], status: 1, says: "no answer '9'; there are 1"),
    Usage(arguments: ["build", "x.md", "--param", "n=q"], status: 1, says: "a whole number"),
    Usage(arguments: ["build", "x.md", "--param", "m=1"], status: 1, says: "declares only n"),
    Usage(arguments: ["build", "x.md", "--param", "n"], status: 1, says: "write NAME=VALUE"),
    Usage(arguments: ["build", "x.md", "--template", "none"], status: 1, says: "'none'"),
    Usage(arguments: ["build", "x.md", "--output", "/proc/x"], status: 1, says: "'/proc/x'"),
    Usage(arguments: ["data", "fetch"], status: 2, says: "Missing expected argument"),
    Usage(arguments: ["data", "fetch", "nothing"], status: 2, says: "no 'nothing' to download"),
    Usage(arguments: ["new", "x.md"], status: 1, says: "x.md: error: File exists"),
  ]

  static let chapter = "---\nparams: {n: 3}\n---\n\n## 1 One\n\n```swift\nparams.n * 2\n```\n"

  @Test(arguments: usages) func oneLine(_ usage: Usage) throws {
    let outcome = try Workspace(["x.md": Self.chapter]).run(usage.arguments)
    let lines = outcome.standardError.split(separator: "\n").filter {
      $0 != "nothing was published"
    }
    #expect(outcome.status == usage.status)
    #expect(lines.count == 1)
    #expect(outcome.standardError.contains(usage.says))
  }

  @Test func help() throws {
    let workspace = try Workspace()
    #expect(try workspace.run(["--version"]).standardOutput.hasPrefix("0."))
    let help = try workspace.run(["--help"])
    #expect(help.status == 0)
    #expect(help.standardOutput.contains("notebook build hello.md"))
  }

  @Test func starterBuilds() throws {
    let workspace = try Workspace()
    #expect(try workspace.run(["new", "hello"]).status == 0)
    let outcome = try workspace.build("hello.md")
    #expect(outcome.standardError == "")
    #expect(outcome.status == 0)
    #expect(try workspace.read("output/hello.md").contains("61,100,840"))
  }

  @Test func parameters() throws {
    let workspace = try Workspace(["x.md": Self.chapter])
    try workspace.build("x.md")
    #expect(try workspace.read("output/x.md").contains("\n6\n"))
    try workspace.build("x.md", "--param", "n=21")
    #expect(try workspace.read("output/x.md").contains("\n42\n"))
    // What was built with one value is no result for another.
    let outcome = try workspace.build("x.md", "--no-execute")
    #expect(outcome.standardError.contains("x.md:8:1: warning: not run"))
    #expect(try !workspace.read("output/x.md").contains("42"))
  }

  @Test func inlineExpressionsNameTheirOwnPlace() throws {
    let workspace = try Workspace([
      "x.md":
        "```swift\nlet x = [1]\n```\n\nFine `{swift} x.count`, not `{swift} zzz`.\n\n```swift\n1\n```\n\nCrash: `{swift} x[7]`.\n"
    ])
    let outcome = try workspace.build("x.md")
    #expect(outcome.standardError.contains("x.md:5:38: error: cannot find 'zzz' in scope"))
    #expect(outcome.standardError.contains("x.md:11:18: error: Fatal error: Index out of range"))
  }

  @Test func expectedErrors() throws {
    let workspace = try Workspace([
      "x.md": "```swift\n//| error: true\nfatalError(\"wanted\")\n```\n"
    ])
    let outcome = try workspace.build("x.md")
    #expect(outcome.standardError == "")
    #expect(outcome.status == 0)
    #expect(try workspace.read("output/x.md").contains("Fatal error: wanted"))

    try workspace.write("```swift\n//| error: true\n1\n```\n", to: "x.md")
    let unexpected = try workspace.build("x.md")
    #expect(unexpected.standardError.contains("x.md:3:1: error: the cell has 'error: true', but"))
    #expect(unexpected.status == 1)
  }

  @Test func diagnosticsComeInDocumentOrder() throws {
    let workspace = try Workspace([
      "x.md":
        "```swift\nfatalError(\"a\")\n```\n\n```swift\nlet b: Int = \"\"\n```\n\n```swift\nfatalError(\"c\")\n```\n"
    ])
    let lines = try workspace.build("x.md").standardError.split(separator: "\n")
      .compactMap { $0.firstMatch(of: #/^x\.md:(\d+):/#).map { String($0.1) } }
    #expect(lines == ["2", "6", "10"])
  }

  @Test func relativePathsResolveAgainstTheChapter() throws {
    let workspace = try Workspace([
      "deep/x.md":
        "```swift\nimport Foundation\ntry String(contentsOfFile: \"data.txt\", encoding: .utf8)\n```\n",
      "deep/data.txt": "found",
    ])
    #expect(try workspace.build("deep/x.md").status == 0)
    #expect(try workspace.read("output/x.md").contains("\"found\""))
  }

  // MARK: The toolchain

  @Test func missingToolchain() throws {
    let workspace = try Workspace(["x.md": Self.chapter])
    let none = try workspace.build("x.md", environment: ["PATH": "", "SWIFT_EXEC": ""])
    #expect(none.standardError.contains("error: no Swift toolchain found"))
    #expect(none.status == 1)
    let wrong = try workspace.build("x.md", environment: ["SWIFT_EXEC": "/bin/true"])
    #expect(wrong.standardError.contains("SWIFT_EXEC is '/bin/true'"))
  }

  @Test func otherToolchainIsOneError() throws {
    let message =
      "x.swift:1:8: error: module compiled with Swift 6.3.1 cannot be imported by the Swift 6.2 compiler: /x"
    let workspace = try Workspace([
      "x.md": Self.chapter + "\n```swift\n1\n```\n\n```swift\n2\n```\n",
      "usr/bin/swiftc": "", "usr/bin/ld.lld": "",
      "usr/bin/swift-frontend": "#!/bin/sh\necho '\(message)'\nexit 1\n",
    ])
    for tool in ["swiftc", "ld.lld", "swift-frontend"] {
      chmod("\(workspace.folder)/usr/bin/\(tool)", 0o755)
    }
    let outcome = try workspace.build(
      "x.md", environment: ["SWIFT_EXEC": workspace.folder + "/usr/bin/swiftc"])
    #expect(outcome.status == 1)
    #expect(outcome.standardError.split(separator: "\n").count { $0.contains("error:") } == 1)
    #expect(outcome.standardError.contains("was built with another Swift toolchain"))
  }
}
