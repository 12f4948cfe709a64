import Testing

/// What Swift allows, a chapter allows across its cells, and shows in order.
@Suite struct WorkingCellTests {
  static let cases = [
    CellCase(
      "declarations",
      """
      import Foundation
      struct P { var x = 1; var y = 2 }
      protocol Shape { func area() -> Double }
      extension Shape { func twice() -> Double { 2 * area() } }
      func f(_ x: Int) -> String { "int" }
      var counter = 0
      func bump() { counter += 1 }
      let closure = { counter * 10 }
      class Animal { func speak() -> String { "..." } }
      enum Color { case red }
      let okay = 1
      """),
    CellCase(
      "conformances",
      """
      extension P: Comparable, CustomStringConvertible {
        static func < (a: P, b: P) -> Bool { a.x < b.x }
        static func == (a: P, b: P) -> Bool { a.x == b.x }
        var description: String { "P(\\(x), \\(y))" }
      }
      extension P: Shape { func area() -> Double { 3 } }
      [P(x: 3), P()].sorted()
      """, shows: "[P(1, 2), P(3, 2)]"),
    CellCase("default-implementation", "P().twice()", shows: "6.0"),
    CellCase(
      "sequence",
      "struct Down: Sequence, IteratorProtocol { var n = 3; mutating func next() -> Int? { n -= 1; return n < 0 ? nil : n } }\nArray(Down())",
      shows: "[2, 1, 0]"),
    CellCase(
      "displayable",
      "extension P: Displayable { var mimeBundle: MIMEBundle { MIMEBundle(plain: \"shown\") } }\nP()",
      shows: "shown"),
    CellCase(
      "overload", "func f(_ x: String) -> String { \"string\" }\nf(1) + f(\"\")",
      shows: "\"intstring\""),
    CellCase(
      "redefined-function", "func f(_ x: Int) -> String { \"new\" }\nf(1) + f(\"\")",
      shows: "\"newstring\""),
    CellCase("redefined-variable", "bump(); bump()\nvar counter = 100\ncounter + 1", shows: "101"),
    CellCase("old-functions-keep-theirs", "bump()\nprint(counter, closure())", shows: "100 30"),
    CellCase("redefined-by-itself", "let okay = okay + 41\nokay", shows: "42"),
    CellCase("redefinition-used-later", "okay", shows: "42"),
    CellCase(
      "redefined-class",
      "class Animal { func speak() -> String { \"woof\" } }\nclass Dog: Animal {}\nDog().speak()",
      shows: "\"woof\""),
    CellCase("redefined-enum", "enum Color { case blue }\nColor.blue", shows: "blue"),
    CellCase(
      "redefined-protocol",
      "protocol Shape { var corners: Int { get } }\nstruct Tri: Shape { var corners = 3 }\n(Tri() as any Shape).corners",
      shows: "3"),
    CellCase("shadowed-function", "func max(_ a: Int, _ b: Int) -> Int { 42 }", shows: ""),
    CellCase("shadowed-function-used", "max(1, 2) + [1, 2].max()!", shows: "44"),
    CellCase(
      "operators",
      "infix operator <+>: Tight\nprecedencegroup Tight { higherThan: MultiplicationPrecedence }\nfunc <+> (a: Int, b: Int) -> Int { a * 10 + b }"
    ),
    CellCase("operators-used", "1 <+> 2 * 3", shows: "36"),
    CellCase(
      "wrapper",
      "@propertyWrapper struct Clamped { var wrappedValue: Int { didSet { wrappedValue = min(wrappedValue, 10) } } }\nstruct Uses { @Clamped var v = 3 }"
    ),
    CellCase("wrapper-used", "var uses = Uses(); uses.v = 30; uses.v", shows: "10"),
    CellCase(
      "builder",
      "@resultBuilder enum Joined { static func buildBlock(_ p: String...) -> String { p.joined() } }\nfunc join(@Joined _ c: () -> String) -> String { c() }"
    ),
    CellCase("builder-used", "join { \"a\"; \"b\" }", shows: "\"ab\""),
    CellCase(
      "generics",
      "func least<S: Sequence>(_ s: S) -> S.Element? where S.Element: Comparable { s.min() }\nfunc opaque() -> some Collection<Int> { [3, 1] }"
    ),
    CellCase("generics-used", "least(opaque())", shows: "Optional(1)"),
    CellCase("key-path", "[Uses()].map(\\.v)", shows: "[3]"),
    CellCase(
      "guard",
      "guard let twelve = Int(\"12\") else { fatalError() }\ndefer { print(\"deferred\") }\ntwelve",
      shows: "12\ndeferred"),
    CellCase("tuple", "let (one, (two, _)) = (1, (\"x\", 3))"),
    CellCase("tuple-used", "two + String(one)", shows: "\"x1\""),
    CellCase("regex", "\"ab12\".firstMatch(of: /[a-z]+(\\d+)/)!.1", shows: "12"),
    CellCase("macro", "import Observation\n@Observable class Model { var x = 7 }"),
    CellCase("macro-used", "Model().x", shows: "7"),
    CellCase(
      "actor",
      "actor Tally { var n = 0; func add() -> Int { n += 1; return n } }\nlet tally = Tally()\nawait tally.add()",
      shows: "1"),
    CellCase(
      "await-in-text",
      "print(\"value \\(await tally.add())\")\nlet (c, d) = await (tally.add(), tally.add())\nc * d",
      shows: "value 2\n12"),
    CellCase(
      "task-group",
      """
      await withTaskGroup(of: Int.self) { group in
        for i in 0..<4 { group.addTask { try? await Task.sleep(nanoseconds: 1000); return i } }
        var sum = 0
        for await value in group { sum += value }
        return sum
      }
      """, shows: "6"),
    CellCase(
      "for-await",
      "let stream = AsyncStream<Int> { c in for i in 0..<5 { c.yield(i) }; c.finish() }\nvar total = 0\nfor await v in stream where v > 1 { total += v; if v == 3 { break } }\ntotal",
      shows: "5"),
    CellCase(
      "for-try-await",
      "struct Stop: Error {}\nlet failing = AsyncThrowingStream<Int, Error> { c in c.yield(1); c.finish(throwing: Stop()) }\ndo { for try await v in failing { print(v) } } catch { print(\"caught\", error) }",
      shows: "1\ncaught Stop()"),
    CellCase(
      "continuation",
      "let seven: Int = await withCheckedContinuation { c in DispatchQueue.global().async { c.resume(returning: 7) } }\nif await tally.n == 4 { print(seven) }\nawait MainActor.run { print(Thread.isMainThread) }",
      shows: "7\ntrue"),
    CellCase("task-left-running", "Task { print(\"late\") }", shows: "late"),
    CellCase(
      "child-process",
      "let echo = Process()\necho.executableURL = URL(fileURLWithPath: \"/bin/echo\")\necho.arguments = [\"child\"]\nprint(\"A\")\ntry echo.run()\necho.waitUntilExit()\nprint(\"B\")",
      shows: "A\nchild\nB"),
    CellCase("no-input", "readLine()", shows: "nil"),
    CellCase(
      "invalid-text",
      "let bytes: [UInt8] = [0x61, 0xff, 0x62, 10]\n_ = write(1, bytes, bytes.count)",
      shows: "a\u{FFFD}b"),
    CellCase(
      "environment",
      "setenv(\"X\", \"1\", 1) == 0 && TimeZone.current.secondsFromGMT() == 0 && ProcessInfo.processInfo.environment[\"NOTEBOOK_SECRET\"] == nil",
      shows: "true"),
    CellCase(
      "directory", "FileManager.default.currentDirectoryPath == URL(fileURLWithPath: \".\").path",
      shows: "true"),
  ]

  static let book = CaseBook(cases)

  @Test(arguments: cases) func page(_ item: CellCase) {
    #expect(Self.book.messages(for: item) == item.messages)
    if let shows = item.shows { #expect(Self.book.outputs(of: item) == shows) }
  }

  @Test func status() { #expect(Self.book.status == 0) }

  @Test func twoBuildsGiveTheSameBytes() throws {
    let workspace = try Workspace([
      "x.md": """
      ```swift
      import Foundation
      print(Int.random(in: 0..<1_000_000), [1, 2, 3, 4, 5].shuffled(), UUID(), Double.random(in: 0..<1))
      print(["a": 1, "b": 2, "c": 3, "d": 4], Set(1...9))
      ```
      """
    ])
    try workspace.build("x.md")
    let first = try workspace.read("output/x.html")
    try workspace.build("x.md", environment: ["TZ": "Asia/Tokyo", "LC_ALL": "de_DE"])
    #expect(try workspace.read("output/x.html") == first)
  }
}
