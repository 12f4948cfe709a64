import Testing

@testable import Notebook

@Suite struct ReachTests {
  /// What the last of the cells gets at: `0` for a unit, `0.x` for a variable.
  private func reach(_ cells: String...) -> Set<String> {
    let plan = PlanTests.plan(cells)
    let reach = plan.reach(of: cells.count - 1)
    return Set(reach.units.map { "\($0)" } + reach.bindings.map { "\($0.unit).\($0.name)" })
  }

  @Test func valuesThatAreNamed() {
    #expect(reach("let a = 1, b = 2", "a") == ["0", "0.a"])
    #expect(reach("let a = 1", "let b = a", "b") == ["0", "1", "1.b"])
  }

  @Test func functionsReachWhatTheyUse() {
    #expect(reach("var n = 1\nlet m = 2\nfunc bump() { n += 1 }", "bump()") == ["0", "0.n"])
    #expect(
      reach("var n = 1", "func f() { n }", "func g() { f() }", "g()") == ["0", "0.n", "1", "2"])
    #expect(reach("var n = 1", "var twice: Int { 2 * n }", "twice") == ["0", "0.n", "1"])
  }

  /// The type of a value brings the code of its methods, and what these use.
  @Test func typesReachWhatTheirMethodsUse() {
    #expect(
      reach("var n = 1", "struct P { func f() { n += 1 } }", "let p = P()", "p.f()")
        == ["0", "0.n", "1", "2", "2.p"])
  }

  /// `total` is what it is, whatever it was made of; what made it decides its type only.
  @Test func whatAValueWasMadeOf() {
    #expect(
      reach("let a = 1", "func sum() -> Int { a }", "let total = sum()", "total")
        == ["0", "1", "2", "2.total"])
  }

  @Test func extensionsActUnnamed() {
    #expect(
      reach("struct P {}", "var n = 0", "extension P: Equatable { var m: Int { n } }", "1")
        == ["0", "1", "1.n", "2"])
    #expect(reach("struct P { static func == (a: P, b: P) -> Bool { true } }", "1") == ["0"])
  }

  @Test func ownVariablesHideEarlierOnes() {
    #expect(reach("let x = 1", "let x = 2\nx") == ["1.x"])
    #expect(reach("let x = 1", "let x = x + 1") == ["0", "0.x", "1.x"])
    #expect(reach("let x = 1", "let x = 2", "x") == ["1", "1.x"])
    #expect(reach("let x = Int?.some(1)", "if let x { x }") == ["0", "0.x"])
  }

  @Test func staticState() {
    #expect(reach("struct S { static var n = 0 }", "S.self") == ["0", "0.static"])
    #expect(reach("struct S { static let n = make() }", "S.self") == ["0", "0.static"])
    #expect(reach("struct S { static let n = 3, names = [\"a\", \"b\"] }", "S.self") == ["0"])
    #expect(reach("struct S { static let n = \"\\(m)\" }", "S.self") == ["0", "0.static"])
  }

  @Test func whatGuardsBind() {
    #expect(
      reach("guard let x = f() else { fatalError() }", "x") == ["0", "0.x", "0.guarded_x"])
  }
}

@Suite struct ChapterStateTests {
  private func binding(_ unit: Int, _ name: String) -> Binding { Binding(unit: unit, name: name) }

  private func reach(_ units: Set<Int>, _ bindings: [Binding]) -> Reach {
    Reach(units: units, bindings: Set(bindings))
  }

  /// One cell puts an object into another: from then on, whoever has one has both.
  @Test func objectsThatACellHasLinked() {
    let a = binding(0, "a")
    let holder = binding(1, "holder")
    var state = ChapterState()
    state.touch(by: 0, reach([], [a]), references: [a])
    state.touch(by: 1, reach([], [holder]), references: [holder])
    #expect(state.closed(reach([1], [holder])).bindings == [holder])
    state.touch(by: 2, reach([0, 1], [a, holder]), references: [])
    #expect(state.closed(reach([1], [holder])) == reach([0, 1, 2], [a, holder]))
    #expect(
      state.atoms(touchedBy: 3, reach([1], [holder]), isVariable: { _ in false }) == [[a, holder]])
  }

  /// A closure uses what the cell that made it uses, variables of values among it.
  @Test func closures() {
    let count = binding(0, "count")
    let closure = binding(1, "closure")
    var state = ChapterState()
    state.touch(by: 0, reach([], [count]), references: [])
    state.touch(by: 1, reach([0], [count, closure]), references: [closure])
    #expect(state.closed(reach([1], [closure])) == reach([0, 1], [count, closure]))
  }

  @Test func valuesAreOnTheirOwn() {
    let a = binding(0, "a")
    let b = binding(0, "b")
    var state = ChapterState()
    state.touch(by: 0, reach([], [a, b]), references: [])
    #expect(state.closed(reach([0], [a])).bindings == [a])
    #expect(
      state.atoms(touchedBy: 0, reach([], [a, b]), isVariable: { _ in false }) == [[a], [b]])
    #expect(state.atoms(touchedBy: 1, reach([0], [a, b]), isVariable: { $0 == b }) == [[b]])
  }
}
