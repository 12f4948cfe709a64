import NotebookDisplay
import Synchronization
import Testing

/// The process has one sink: the tests that install a receiver run one after the other.
@Suite(.serialized) struct DisplaySinkTests {
  /// A training reports its progress millions of times.
  @Test func eventsDoNotDeepenTheStack() {
    let count = Mutex(0)
    DisplaySink.install { _ in count.withLock { $0 += 1 } }
    defer { DisplaySink.install(nil) }
    for _ in 0..<300_000 { reportProgress(0.5) }
    #expect(count.withLock { $0 } == 300_000)
  }

  @Test func sendsToTheInstalledReceiver() {
    let seen = Mutex<[String]>([])
    DisplaySink.install { event in
      seen.withLock { seen in
        switch event {
        case .result(let bundle): seen.append(bundle.text(.plain) ?? "")
        case .progress(let fraction, let message): seen.append("\(fraction) \(message)")
        }
      }
    }
    defer { DisplaySink.install(nil) }
    display(42)
    display(())
    reportProgress(2, "done")
    #expect(seen.withLock { $0 } == ["42", "1.0 done"])
  }
}
