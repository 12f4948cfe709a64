import NotebookDisplay
import Testing

/// Serialized, because there is one kernel in a process.
@Suite(.serialized) struct DisplayTests {
  @Test func handsResultsToTheKernel() {
    let receive = CellRuntime.receiveDisplay
    defer { CellRuntime.receiveDisplay = receive }
    nonisolated(unsafe) var shown: [String?] = []
    CellRuntime.receiveDisplay = { shown.append($0.text(.plain)) }
    display(42)
    display(())
    #expect(shown == ["42"])
  }

  @Test func keepsProgressBetweenZeroAndOne() {
    let receive = CellRuntime.receiveProgress
    defer { CellRuntime.receiveProgress = receive }
    nonisolated(unsafe) var seen: [String] = []
    CellRuntime.receiveProgress = { seen.append("\($0) \($1)") }
    reportProgress(2, "done")
    #expect(seen == ["1.0 done"])
  }
}
