import Testing

@testable import Notebook

@Suite struct MessageTests {
  @Test func compilerMessages() {
    let messages = CompilerMessage.parse(
      """
      Cell_a:3:5: error: cannot find 'zzz' in scope
      print(zzz)
            ^~~
      Cell_a:1:2: warning: unused [#no-usage]
      /tmp/a:b.swift:9:1: note: a note: with colons
      nonsense: error: without a place

      """)
    #expect(messages.map(\.severity) == [.error, .warning, .note])
    #expect(
      messages.map(\.text) == ["cannot find 'zzz' in scope", "unused", "a note: with colons"])
    #expect(messages.map(\.length) == [3, 1, 1])
    #expect(messages[2].file == "/tmp/a:b.swift")
    #expect(messages[2].line == 9)
  }

  @Test(arguments: [
    ("Cell_a/Cell_a:3: Fatal error: Index out of range\n", "Fatal error: Index out of range"),
    ("Fatal error: one\n\nCurrent stack trace:\n0 x\n", "Fatal error: one"),
    (
      "Could not cast value of type 'Swift.Int' (0x7f01) to 'Swift.String' (0x7f02).\n",
      "Could not cast value of type 'Swift.Int' to 'Swift.String'."
    ),
    ("Fatal error: object 0x55aa was destroyed", "Fatal error: object was destroyed"),
    ("Precondition failed: a\nb\n", "Precondition failed: a\nb"),
  ]) func runtimeMessages(_ text: String, _ message: String) {
    var outputs: [CellOutput] = [.stream(.stdout, "x"), .stream(.stderr, "own words\n" + text)]
    #expect(RuntimeMessage.take(from: &outputs)?.text == message)
    #expect(outputs == [.stream(.stdout, "x"), .stream(.stderr, "own words\n")])
  }

  @Test func placesOfRuntimeMessages() throws {
    func frames(after message: String) throws -> [Symbolizer.Frame] {
      var outputs: [CellOutput] = [.stream(.stderr, message)]
      var frames = [Symbolizer.Frame(file: "Cell_a", line: 2, column: 7, function: "f")]
      try #require(RuntimeMessage.take(from: &outputs)).correct(&frames)
      return frames
    }
    let other = try frames(after: "Cell_a/Cell_a:12: Precondition failed\n")
    #expect(other == [Symbolizer.Frame(file: "Cell_a", line: 12, column: 0, function: "f")])
    for message in [
      "Cell_a/Cell_a:2: Fatal error: x\n",
      "Swift/ContiguousArrayBuffer.swift:600: Fatal error: x\n",
      "Fatal error: x\n",
    ] {
      #expect(try frames(after: message)[0].column == 7)
    }
  }

  @Test func noRuntimeMessage() {
    var outputs: [CellOutput] = [.stream(.stderr, "hello\n")]
    #expect(RuntimeMessage.take(from: &outputs) == nil)
    #expect(outputs.count == 1)
  }
}
