import Testing

@testable import Notebook

@Suite struct CellSourceTests {
  private func source(_ cells: [String], _ adjustments: CellSource.Adjustments = .init())
    -> CellSource
  {
    let plan = PlanTests.plan(cells)
    let last = plan.units.count - 1
    return CellSource(plan.units[last], in: plan, at: last, adjustments)
  }

  /// The author's text as it is compiled, without what stands in front of it and behind.
  private func body(_ source: CellSource) -> Substring {
    let text = source.text.split(separator: "line: 1)\n", maxSplits: 1)[1]
    guard let end = text.firstRange(of: "CellRuntime.declare(") else { return text }
    return text[..<end.lowerBound]
  }

  @Test(arguments: [
    ("a + b", "CellRuntime.show(a + b)\n"), ("let a = 1", "let a = 1\n"),
    ("let a = try await f()", "let a = try CellRuntime.wait({ try await f() })\n"),
    ("await f()", "CellRuntime.show(CellRuntime.wait({ await f() }))\n"),
    ("for try await x in s {}", "try CellRuntime.wait({ for try await x in s {} })\n"),
  ]) func rewriting(_ author: String, _ compiled: String) {
    #expect(body(source([author])) == compiled)
  }

  @Test func earlierMeaning() {
    #expect(body(source(["let x = 1", "let x = x + 1"])) == "let x = Cell_0.x + 1\n")
  }

  @Test func adjustments() {
    var adjustments = CellSource.Adjustments()
    adjustments.isAsWritten = true
    adjustments.droppedImports = ["import Missing"]
    let source = source(["import Missing", "a + b"], adjustments)
    #expect(body(source) == "a + b\n")
    #expect(source.imports == ["import NotebookDisplay"])
  }

  /// Positions in the compiled text lead to the same characters in the Markdown.
  @Test func theWayBack() throws {
    let author = "let 図 = 1\n图(a, await f(b), c)"
    let source = source([author])
    let lines = body(source).split(separator: "\n")
    for name in ["a,", "f(b)", "b)", "c)"] {
      let column = { (line: Substring) in
        line.utf8.distance(from: line.startIndex, to: line.firstRange(of: name)!.lowerBound) + 1
      }
      let original = author.split(separator: "\n")[1]
      #expect(
        source.markdownPosition(line: 2, column: column(lines[1]))
          == SourcePosition(line: 2, column: column(original)))
    }
    #expect(source.isInserted(line: 2, column: 1))
    #expect(!source.isInserted(line: 2, column: 18))
  }

  @Test func theKernelLearnsOfStoredVariables() {
    let author =
      "let b = 1, a = 2\nvar twice: Int { 2 * a }\nvar seen = 0 { didSet {} }\nlet _ = f()"
    let source = source([author])
    let declared = source.text.split(separator: "\n").filter { $0.hasPrefix("CellRuntime.declare") }
    #expect(
      declared == [
        "CellRuntime.declare(\"a\", `a`, isConstant: true)",
        "CellRuntime.declare(\"b\", `b`, isConstant: true)",
        "CellRuntime.declare(\"seen\", `seen`)",
      ])
    #expect(source.declaredBinding(line: 5) == "a")
    #expect(source.declaredBinding(line: 4) == nil)
    #expect(source.isInserted(line: 5, column: 30))
  }

  @Test func theEndOfTheFile() {
    let source = source(["func f() {\n  g()\n"])
    let message = CompilerMessage.parse(
      "/tmp/x.swift:\(source.imports.count + 4):1: error: expected '}'")[0]
    let place = source.place(of: message)
    #expect(place == SourcePosition(line: 3, column: 1))
    #expect(source.markdownPosition(line: 3, column: 1) == SourcePosition(line: 2, column: 6))
  }

  @Test func membersThatHaveToBePublic() {
    let text = "extension P: Shape {\n  @inline(__always) static func area() -> Int { 3 }\n}"
    let offset = text.utf8.distance(
      from: text.startIndex, to: text.firstRange(of: "area")!.lowerBound)
    let start = MemberDeclaration.start(of: text, at: offset)
    #expect(start.map { text.utf8.dropFirst($0).starts(with: "static".utf8) } == true)
  }
}
