import Testing

@testable import Notebook

@Suite struct CellAnalysisTests {
  private func declared(_ source: String) -> [String] {
    CellAnalysis(source).declarations.map { "\($0.kind) \($0.name)" }
  }

  @Test func declarationsAtTheTopLevel() {
    #expect(
      declared("let a = 1, b = 2\nvar (c, (d, _)) = x") == ["let a", "let b", "var c", "var d"])
    #expect(
      declared("func f() { let hidden = 1 }\nstruct S { var member = 1 }")
        == ["func f", "struct S"])
    #expect(
      declared("actor A {}\nenum E { case x }\nprotocol P {}\ntypealias T = Int")
        == ["class A", "enum E", "protocol P", "typealias T"])
    #expect(declared("let `default` = 1") == ["let default"])
    #expect(declared("if let inner = x { }\nfor i in 0..<3 { let j = i }") == [])
  }

  @Test func overloadsHaveSignatures() {
    let analysis = CellAnalysis("func f(_ x: Int) {}\nfunc f(_ x: String) {}")
    #expect(Set(analysis.declarations.map(\.signature)).count == 2)
  }

  @Test func usedNames() {
    let analysis = CellAnalysis("print(a.b, label: c)\nlet f = { d + $0 }\nx <+> y")
    #expect(analysis.usedNames.isSuperset(of: ["print", "a", "c", "d", "x", "y", "<+>"]))
    #expect(analysis.usedNames.isDisjoint(with: ["b", "label"]))
    #expect(analysis.usedMembers == ["b"])
  }

  @Test func extensionsActWithoutBeingNamed() {
    let analysis = CellAnalysis("extension Int { var half: Int { self / 2 } }")
    #expect(analysis.actsWithoutBeingNamed)
    #expect(CellAnalysis("3.half").uses(declarationsOf: analysis))
    #expect(!CellAnalysis("3.third").uses(declarationsOf: analysis))
    #expect(!CellAnalysis("let half = 1").actsWithoutBeingNamed)
  }

  @Test(arguments: [
    ("let a = 1\na + 1", "a + 1"), ("f(x)  // comment", "f(x)"), ("await f()", "await f()"),
    ("[1].map {\n  $0\n}", "[1].map {\n  $0\n}"),
  ]) func lastExpressionIsShown(_ source: String, _ expression: String) throws {
    let range = try #require(CellAnalysis(source).lastExpression)
    #expect(String(decoding: Array(source.utf8)[range], as: UTF8.self) == expression)
  }

  @Test(arguments: [
    "let a = 1", "a = 2", "a += 1\nlet b = a", "for i in x {}", "", "// a", "func f() {}",
  ])
  func nothingToShow(_ source: String) {
    #expect(CellAnalysis(source).lastExpression == nil)
  }

  @Test func loops() {
    #expect(CellAnalysis("for i in 0..<3 {}").hasLoops)
    #expect(CellAnalysis("func f() { while true {} }").hasLoops)
    #expect(!CellAnalysis("let a = [1].map { $0 }").hasLoops)
  }

  @Test(arguments: [
    ("let x = await f() + 1", ["await f() + 1"], false),
    ("let x = try await f()", ["await f()"], true),
    ("print(\"\\(await f())\")", ["await f()"], false),
    ("for await x in s { await g(x) }", ["for await x in s { await g(x) }"], false),
    ("func f() async { await g() }", [], false), ("Task { await g() }", [], false),
    ("(await a(), await b())", ["await a()", "await b()"], false),
  ]) func awaitsAtTheTopLevel(_ source: String, _ awaits: [String], _ mayThrow: Bool) {
    let found = CellAnalysis(source).topLevelAwaits
    #expect(found.map { String(decoding: Array(source.utf8)[$0.range], as: UTF8.self) } == awaits)
    #expect(found.allSatisfy { $0.mayThrow == mayThrow })
  }

  @Test func asyncLet() {
    #expect(CellAnalysis("let a = 1\nasync let b = f()").asyncLets == [10])
    #expect(CellAnalysis("func f() async { async let b = g() }").asyncLets == [])
  }

  @Test(arguments: [
    ("let a = b\nlet b = 1", ["b"], true), ("let x = x + 1", ["x"], true),
    ("func f() { b }\nlet b = 1", ["b"], false), ("let c = { b }\nlet b = 1", ["b"], false),
    ("let b = 1\nprint(b)", [], true), ("func f(b: Int) { b }\nlet b = 1", [], true),
    ("if let b = x { b }\nlet b = 1", [], true), ("print(a.b)\nlet b = 1", [], true),
    ("for b in x { b }\nlet b = 1", [], true), ("let c = { b in b }\nlet b = 1", [], true),
  ]) func earlyUses(_ source: String, _ names: [String], _ isTopLevel: Bool) {
    let uses = CellAnalysis(source).earlyUses
    #expect(uses.map(\.name) == names)
    #expect(uses.allSatisfy { $0.isTopLevel == isTopLevel })
  }
}
