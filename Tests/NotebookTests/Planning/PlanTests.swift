import Testing

@testable import Notebook

@Suite struct PlanTests {
  static func plan(_ sources: [String]) -> Plan {
    Plan(
      sources.enumerated().map { index, source in
        CompilationUnit(
          content: .cell(Cell(index: index, source: source, firstLine: 1 + 10 * index)),
          moduleName: "Cell_\(index)")
      })
  }

  private func scoped(_ plan: Plan, _ index: Int) -> [String] {
    plan.units[index].scopedImports.map { "\($0.kind) \($0.module).\($0.name)" }
  }

  @Test func dependencies() {
    let plan = Self.plan(["let a = 1", "let b = 2", "let c = a", "c + b"])
    #expect(plan.units.map(\.dependencies) == [[], [], [0], [1, 2]])
    // What a needed unit imports is imported too.
    #expect(plan.units[3].imports == [0, 1, 2])
  }

  @Test func onlyTheLatestDeclarationIsNeeded() {
    let plan = Self.plan(["let x = 1", "let x = 2", "x"])
    #expect(plan.units[2].dependencies == [1])
    let functions = Self.plan(["func f(_ x: Int) {}", "func f(_ x: String) {}", "f(1)"])
    #expect(functions.units[2].dependencies == [0, 1])
  }

  @Test func addedMembers() {
    let plan = Self.plan(["extension Int { var half: Int { self / 2 } }", "3.half", "3.third"])
    #expect(plan.units.map(\.dependencies) == [[], [0], []])
  }

  @Test func importsHoldForTheRestOfTheChapter() {
    let plan = Self.plan([
      "import Foundation", "let a = 1", "import Foundation\nimport Dispatch", "a",
    ])
    #expect(plan.units[1].inheritedImports == ["import Foundation"])
    #expect(plan.units[3].inheritedImports == ["import Foundation", "import Dispatch"])
    #expect(plan.units[3].importedModules == ["Foundation", "Dispatch"])
  }

  @Test func theLatestDeclarationShadows() {
    let plan = Self.plan(["let x = 1, y = 1", "var x = 2", "x + y"])
    #expect(scoped(plan, 2) == ["var Cell_1.x"])
    #expect(scoped(Self.plan(["let x = 1", "x"]), 1) == [])
  }

  @Test func functionsShadowBySignature() {
    let plan = Self.plan([
      "func f(_ x: Int) {}", "func f(_ x: String) {}", "func f(_ x: Int) {}", "f(1)",
    ])
    #expect(scoped(plan, 3) == ["func Cell_2.f", "func Cell_1.f"])
  }

  @Test func extensionsReachEveryLaterUnit() {
    let plan = Self.plan(["struct P {}", "extension P: Equatable {}", "1"])
    #expect(plan.units[2].imports == [0, 1])
    #expect(plan.units[2].dependencies == [])
  }

  @Test func influences() {
    let plan = Self.plan([
      "var a = 1", "let unrelated = 2", "a += 1", "let b = a", "extension Int { var h: Int { 1 } }",
      "b",
    ])
    #expect(plan.influences(on: 5) == [0, 2, 3, 4])
    #expect(plan.influences(on: 1) == [])
  }

  @Test func moduleNamesStayOutOfMessages() {
    let plan = Self.plan(["struct P {}", "P()"])
    #expect(plan.withoutModuleNames("Cell_0.P is not Cell_1.Q") == "P is not Q")
    #expect(plan.withoutModuleNames("Cell_9.P") == "Cell_9.P")
  }

  /// The units' names do not depend on what stands around them.
  @Test func moduleNames() {
    func names(_ text: String) -> [String] {
      CompilationUnit.units(of: Document.parse(text, path: "x.md").document, parameters: [])
        .map(\.moduleName)
    }
    let labelled = names("```swift\n//| label: fig-a\n1\n```\n")
    #expect(labelled == ["Cell_fig_a"])
    let one = names("```swift\nlet a = 1\n```\n")
    #expect(names("```swift\nlet b = 1\n```\n\n```swift\nlet a = 1\n```\n").last == one[0])
    let same = names("```swift\nf()\n```\n\n```swift\nf()\n```\n")
    #expect(Set(same).count == 2)
  }

  /// A caption can tell what its cell has found.
  @Test func captionsComeAfterTheirCells() {
    let text = "`{swift} 1`\n\n```swift\n//| fig-cap: \"`{swift} 2`\"\nf()\n```\n\n`{swift} 3`\n"
    let units = CompilationUnit.units(
      of: Document.parse(text, path: "x.md").document, parameters: [])
    let groups = units.map { unit in
      if case .inlineExpressions(let group) = unit.content { group.map(\.source) } else { ["cell"] }
    }
    #expect(groups == [["1"], ["cell"], ["2", "3"]])
  }

  @Test func stableHash() {
    // From the authors' test vectors.
    #expect(StableHash.hash("") == 0xcbf2_9ce4_8422_2325)
    #expect(StableHash.hash("a") == 0xaf63_dc4c_8601_ec8c)
    #expect(StableHash.hash("foobar") == 0x8594_4171_f739_67e8)
  }

  /// A chapter of 400 cells, each building on the last: quadratic work would show as a hang.
  @Test func longChapters() {
    let plan = Self.plan(
      (0..<400).map {
        "let x\($0) = \($0 == 0 ? "1" : "x\($0 - 1)")\nvar count = x\($0)\nprint(count)"
      })
    for index in plan.units.indices { _ = plan.influences(on: index) }
    #expect(plan.influences(on: 399).count == 399)
  }
}
