import NotebookDisplay
import Synchronization
import Testing

@Suite(.serialized) struct DisplaySinkTests {
  /// A training reports its progress millions of times.
  @Test func eventsDoNotDeepenTheStack() {
    let count = Mutex(0)
    DisplaySink.install { _ in count.withLock { $0 += 1 } }
    defer { DisplaySink.install(nil) }
    for _ in 0..<300_000 { reportProgress(0.5) }
    #expect(count.withLock { $0 } == 300_000)
  }
}
