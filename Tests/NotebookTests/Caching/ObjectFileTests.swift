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
    Edit("(b, a) }", "print(1); return (b, a) }", .declarations),
    Edit("var value = 1", "var value = 2", .declarations),
    Edit("value + Secret", "value - Secret", .declarations),
    Edit("self * self", "self + self", .declarations),
    Edit("the second of", "the other of", .declarations),
    Edit("case north, south", "case north, sauth", .declarations),
    Edit("case north, south", "case south, north", .declarations),
    Edit("var count = 0", "var count = 0; var more = 0", .declarations),
    Edit("class Counter", "final class Counter", .declarations),
    Edit("struct Dog: Animal", "struct Dog: Animal, Equatable", .declarations),
    Edit("var counter = 0", "var counter = 0; func added() {}", .declarations),
    Edit("var counter = 0", "var counter = 0; let added = 1", .declarations),
    Edit("func triple(", "func tripled(_ value: Int) {}; func triple(", .declarations),
    Edit(
      "extension Int",
      "extension Dog: CustomStringConvertible { var description: String { \"\" } }\nextension Int",
      .declarations),
  ]

  /// The digests of the cell before it is edited, by optimization.
  static let digests = [
    "-Onone": try! CompiledCell(source: cell, optimization: "-Onone").digests(),
    "-O": try! CompiledCell(source: cell, optimization: "-O").digests(),
  ]

  @Test(arguments: edits, ["-Onone", "-O"])
  func editChanges(_ edit: Edit, optimization: String) throws {
    let edited = Self.cell.replacingOccurrences(of: edit.old, with: edit.new)
    try #require(edited != Self.cell)
    let before = try #require(Self.digests[optimization])
    let after = try CompiledCell(source: edited, optimization: optimization).digests()
    #expect((before.whole != after.whole) == (edit.change != .nothing))
    #expect((before.declarations != after.declarations) == (edit.change == .declarations))
  }

  @Test(arguments: ["-Onone", "-O"])
  func moduleNamesMakeNoDifference(optimization: String) throws {
    var cell = CompiledCell(source: Self.cell, optimization: optimization)
    let before = try cell.digests(as: "Cell0000000000000")
    cell.module = "Cellz9y8x7w6v5u4t"
    let renamed = try cell.digests(as: "Cell0000000000000")
    #expect(renamed.whole == before.whole)
    #expect(renamed.declarations == before.declarations)
    #expect(try cell.digests().whole != before.whole)
  }

  @Test func withoutSectionsOfTheirOwnAllFunctionsCount() throws {
    func declarations(_ source: String) throws -> Digest {
      let cell = CompiledCell(source: source, flags: [])
      return try ObjectFile(cell.object()).declarationsDigest(entryPoint: "\(cell.module)_main")
    }
    let before =
      "private func f() -> Int { 1 }\nprivate func g() -> Int { 2 }\nprint(f())"
      + "\nfunc h() { print(g()) }"
    let after = before.replacingOccurrences(of: "{ 1 }", with: "{ 3 }")
    #expect(try declarations(after) != declarations(before))
    let (one, other) = (CompiledCell(source: before), CompiledCell(source: after))
    #expect(try one.digests().declarations == other.digests().declarations)
  }

  @Test func swappedNamesMakeADifference() throws {
    let one = try CompiledCell(source: "func f() -> Int { 1 }\nfunc g() -> Int { 2 }").digests()
    let other = try CompiledCell(source: "func g() -> Int { 1 }\nfunc f() -> Int { 2 }").digests()
    #expect(one.whole != other.whole)
    #expect(one.declarations != other.declarations)
  }

  @Test func preconditionsKnowTheirLines() throws {
    let one = try CompiledCell(source: "func f(_ x: Int) { precondition(x > 0) }").digests()
    let other = try CompiledCell(source: "\nfunc f(_ x: Int) { precondition(x > 0) }").digests()
    #expect(one.declarations != other.declarations)
  }

  @Test func findsTheModulesThatAreUsed() throws {
    let cell = CompiledCell(
      source: "import Foundation\nprint(Date(timeIntervalSince1970: 0))")
    let object = try ObjectFile(cell.object())
    let modules: Set<String> = ["Foundation", "FoundationEssentials", "Dispatch", "Swift"]
    #expect(
      object.referencedModules(among: modules).isSuperset(of: ["FoundationEssentials", "Swift"]))
    #expect(!object.referencedModules(among: modules).contains("Dispatch"))
  }

  // MARK: Damage

  @Test func survivesCutFiles() throws {
    let bytes = try CompiledCell(source: "let x = [1, 2]\nfunc f() -> Int { x[0] }").object()
    for count in stride(from: 0, to: bytes.count, by: 7) {
      _ = try? ObjectFile(Array(bytes.prefix(count))).declarationsDigest(entryPoint: "main")
    }
    #expect(throws: ObjectFile.Malformed.self) { try ObjectFile(Array(bytes.prefix(100))) }
    #expect(throws: ObjectFile.Malformed.self) { try ObjectFile([]) }
  }

  @Test func survivesDamagedFiles() throws {
    let bytes = try CompiledCell(source: "let x = [1, 2]\nfunc f() -> Int { x[0] }").object()
    var generator = SplitMix(state: 1)
    var readable = 0
    for _ in 0..<2000 {
      var damaged = bytes
      for _ in 0..<Int.random(in: 1...8, using: &generator) {
        damaged[Int.random(in: 0..<bytes.count, using: &generator)] =
          UInt8.random(in: 0...255, using: &generator)
      }
      // Damage in the tables at the end of the file does more harm than in the code.
      for _ in 0..<Int.random(in: 0...8, using: &generator) {
        damaged[Int.random(in: bytes.count - 4000..<bytes.count, using: &generator)] =
          UInt8.random(in: 0...255, using: &generator)
      }
      guard let object = try? ObjectFile(damaged) else { continue }
      readable += 1
      _ = (object.wholeDigest, object.declarationsDigest(entryPoint: "main"))
    }
    #expect(readable > 0)
  }
}
