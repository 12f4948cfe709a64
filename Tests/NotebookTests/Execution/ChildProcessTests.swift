import Foundation
import Testing

@testable import Notebook

@Suite struct ChildProcessTests {
  private func shell(_ script: String, environment: [String: String] = [:]) throws
    -> (ending: ChildProcess.Ending, output: String)
  {
    let (ending, output) = try ChildProcess.run(
      "/bin/sh", ["-c", script], environment: environment)
    return (ending, String(decoding: output, as: UTF8.self))
  }

  @Test func outputAndStatus() throws {
    let result = try shell("echo out; echo err >&2; exit 3")
    #expect(result.ending == .exited(status: 3))
    #expect(result.output == "out\nerr\n")
    #expect(try shell("kill -9 $$").ending == .signaled(9))
  }

  @Test func nothingIsInherited() throws {
    #expect(try shell("echo $HOME$X; cat", environment: ["X": "1"]).output == "1\n")
    #expect(try shell("ls /proc/self/fd | wc -l").output.contains("4"))
    // Neither are blocked and ignored signals.
    let masks = try shell("grep -E 'Sig(Blk|Ign)' /proc/self/status | cut -f2").output
    #expect(masks == "0000000000000000\n0000000000000000\n")
  }

  @Test func missingProgram() {
    #expect(throws: ChildProcess.Failure.self) {
      try ChildProcess.run("/nonexistent", [], environment: [:])
    }
  }

  @Test func whatItStartedEndsWithIt() async throws {
    let result = try shell("sleep 86398 >/dev/null 2>&1 & echo $!")
    let sleeper = try #require(pid_t(result.output.trimmingCharacters(in: .whitespacesAndNewlines)))
    var isGone = false
    for _ in 0..<200 where !isGone {
      let state = try? String(contentsOfFile: "/proc/\(sleeper)/stat", encoding: .utf8)
      isGone = state?.contains(") Z ") ?? true
      try await Task.sleep(for: .milliseconds(20))
    }
    #expect(isGone)
  }
}
