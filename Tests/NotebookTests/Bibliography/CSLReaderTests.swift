import Testing

@testable import Notebook

@Suite struct CSLReaderTests {
  @Test(arguments: [
    ("", "Unexpected end of file"),
    ("[{}]", "work 1 has no `id`"),
    (
      "[{\"id\": \"a\"}, {\"id\": \"b\", \"author\": [{\"family\": []}]}]",
      "work 2 `author` 1 `family`"
    ),
    ("[{\"id\" \"a\"}]", "around character 7"),
    ("{\"id\": \"a\"}", "list of works"),
  ])
  func saysWhatIsWrong(text: String, message: String) {
    let (entries, diagnostics) = CSLReader.read(text, file: "refs.json")
    #expect(entries.isEmpty)
    #expect(diagnostics.count == 1 && diagnostics[0].file == "refs.json")
    #expect(diagnostics[0].message.contains(message), "\(diagnostics[0].message)")
  }

  @Test(arguments: [
    ("[{}]", 1, 2),
    (
      "[\n  {\"id\": \"a\"},\n  {\"title\": \"é\", \"author\": [{\"family\": []}], \"id\": 1}\n]",
      3, 41
    ),
    ("[\n  {\"id\": \"é\"},\n\n  {\"id\" \"b\"}]", 4, 9),
  ])
  func saysWhere(text: String, line: Int, column: Int) {
    let (_, diagnostics) = CSLReader.read(text, file: "refs.json")
    #expect(
      diagnostics.map(\.range?.lowerBound) == [SourcePosition(line: line, column: column)],
      "\(diagnostics)")
  }

  @Test func linesOfAnotherKind() {
    let text = "[{\"id\": \"a\u{85}\u{85}\"}, {}]"
    #expect(CSLReader.read(text, file: "refs.json").diagnostics.map(\.range) == [nil])
  }

  @Test func anyBytesGiveWorksOrAnError() {
    var random = SplitMix(state: 7)
    let text = Array(
      "[{\"id\":\"a\",\"author\":[{\"family\":\"x\"}],\"issued\":{\"date-parts\":[[1]]}}]".utf8)
    for _ in 0..<2_000 {
      var bytes = text
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        bytes[Int.random(in: bytes.indices, using: &random)] = UInt8.random(
          in: 0...127, using: &random)
      }
      let (entries, diagnostics) = CSLReader.read(String(decoding: bytes, as: UTF8.self), file: "x")
      #expect(entries.isEmpty != diagnostics.isEmpty || text.count < 3)
    }
  }
}
