import Foundation
import Testing

@testable import Notebook

/// What an edit of a cell changes, seen in the objects that the compiler makes before and after it.
@Suite struct ObjectFileTests {
  /// A cell with some of everything. Lines that edits replace are unique.
  static let cell = """
    #sourceLocation(file: "cell", line: 1)
    let x = 1
    let text = "a string that is too long for a small one"
    let table = [1, 2, 3]
    var counter = 0
    protocol Animal { func sound() -> String }
    struct Dog: Animal {
      var age = 3
      var doubled: Int { age * 2 }
      func sound() -> String { "wuff, and that several times" }
    }
    class Counter {
      var count = 0
      func increase(by step: Int = 5) { count += step }
      deinit { counter += 1 }
    }
    enum Direction: String { case north, south }
    private struct Secret { var value = 1 }
    func triple(_ value: Int) -> Int {
      let result = value * 3
      return result
    }
    func swapped<A, B>(_ a: A, _ b: B) -> (B, A) { (b, a) }
    private func hidden(_ value: Int) -> Int { value + Secret().value }
    func visible(_ value: Int) -> Int { hidden(value) }
    func named(_ value: Int) -> String {
      switch value {
      case 1: return "the first of several long names"
      case 2: return "the second of several long names"
      default: return "no name that is known at all"
      }
    }
    let add = { (value: Int) in value + x }
    let animals: [any Animal] = [Dog()]
    extension Int { var squared: Int { self * self } }
    print(triple(x), add(2), animals[0].sound(), table.map { $0 + 1 })
    """

  enum Change: CaseIterable { case nothing, onlyTheRun, declarations }

  struct Edit: CustomTestStringConvertible, Sendable {
    var old: String
    var new: String
    var change: Change
    var testDescription: String { "\(old) → \(new)" }

    init(_ old: String, _ new: String, _ change: Change) {
      (self.old, self.new, self.change) = (old, new, change)
    }
  }

  static let edits: [Edit] = [
    Edit("let x = 1\n", "let x = 1  // one\n", .nothing),
    Edit("  let result = value * 3\n", "\n  let result = value\n    * 3\n", .nothing),
    Edit("result", "product", .nothing),
    Edit("let x = 1\n", "\n\n#sourceLocation(file: \"cell\", line: 7)\nlet x = 1\n", .nothing),
    Edit("value * 3", "/* times */ value * 3", .nothing),
    Edit("let x = 1\n", "let x = 2\n", .onlyTheRun),
    Edit("let text = \"a string", "let text = \"another string", .onlyTheRun),
    Edit("[1, 2, 3]", "[1, 2, 4]", .onlyTheRun),
    Edit("print(triple(x)", "print(triple(x + 1)", .onlyTheRun),
    Edit("print(triple(x)", "print(\"something rather long\", triple(x)", .onlyTheRun),
    Edit("value * 3", "value * 4", .declarations),
    Edit("age * 2", "age * 3", .declarations),
    Edit("var age = 3", "var age = 4", .declarations),
    Edit("wuff, and", "wuff! and", .declarations),
    Edit("step: Int = 5", "step: Int = 6", .declarations),
    Edit("count += step", "count -= step", .declarations),
    Edit("counter += 1", "counter += 2", .declarations),
    Edit("value + x", "value - x", .declarations),
    Edit("{ $0 + 1 }", "{ $0 + 2 }", .declarations),
    Edit("(b, a) }", "print(1); return (b, a) }", .declarations),
    Edit("var value = 1", "var value = 2", .declarations),
    Edit("value + Secret", "value - Secret", .declarations),
    Edit("self * self", "self + self", .declarations),
    Edit("the second of", "the other of", .declarations),
    Edit("case north, south", "case north, sauth", .declarations),
    Edit("case north, south", "case south, north", .declarations),
    Edit("var count = 0", "var count = 0; var more = 0", .declarations),
    Edit("var count = 0", "var count: Int8 = 0", .declarations),
    Edit("struct Dog: Animal", "struct Dog: Animal, Equatable", .declarations),
    Edit("var counter = 0", "var counter = 0; func added() {}", .declarations),
    Edit("var counter = 0", "var counter = 0; let added = 1", .declarations),
    Edit("func triple(", "func tripled(_ value: Int) {}; func triple(", .declarations),
    Edit(
      "extension Int",
      "extension Dog: CustomStringConvertible { var description: String { \"\" } }\nextension Int",
      .declarations),
  ]

  @Test(arguments: edits, ["-Onone", "-O"])
  func editChanges(_ edit: Edit, optimization: String) throws {
    let edited = Self.cell.replacingOccurrences(of: edit.old, with: edit.new)
    try #require(edited != Self.cell)
    let before = try CompiledCell(source: Self.cell, optimization: optimization).digests()
    let after = try CompiledCell(source: edited, optimization: optimization).digests()
    #expect((before.whole != after.whole) == (edit.change != .nothing))
    #expect((before.declarations != after.declarations) == (edit.change == .declarations))
  }
}
