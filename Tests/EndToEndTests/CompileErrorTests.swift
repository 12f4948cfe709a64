import Testing

/// What the compiler says comes with places in the chapter, in terms of the author's text.
@Suite struct CompileErrorTests {
  static let cases = [
    CellCase("base", "let okay = 1\nfunc fetch() async throws -> Int { 3 }"),
    CellCase(
      "last-expression", "let q = 3\nq + zzz", says: ["2:5: error: cannot find 'zzz' in scope"]),
    CellCase(
      "inside-await", "let sum = try await fetch() + missing",
      says: ["1:31: error: cannot find 'missing' in scope"]),
    CellCase(
      "type-of-await", "func now() async -> Int { 3 }\nlet w: String = await now()",
      says: ["2:17: error: cannot convert value of type 'Int' to specified type 'String'"]),
    CellCase(
      "last-without-type", ".init()",
      says: ["1:2: error: reference to member 'init' cannot be resolved without a contextual type"]),
    CellCase(
      "wrong-type", "let n: Int = \"a\"",
      says: ["1:14: error: cannot convert value of type 'String' to specified type 'Int'"]),
    CellCase(
      "columns-count-bytes", "func g() {\n\tlet s = \"漢字😀\"; undefinedThing(s)\n}",
      says: ["2:24: error: cannot find 'undefinedThing' in scope"]),
    CellCase(
      "unclosed-brace", "func open() {\n  print(1)",
      says: [
        "2:11: error: expected '}' at end of brace statement",
        "1:13: note: to match this opening '{'",
      ]),
    CellCase(
      "stray-brace", "print(1)\n}", says: ["2:1: error: extraneous '}' at top level"]),
    CellCase(
      "unclosed-string", "let s = \"abc", says: ["1:9: error: unterminated string literal"]),
    CellCase("only-comments", "// nothing here", shows: ""),
    CellCase("empty", "", shows: ""),
    CellCase(
      "missing-module", "import Missing\nlet afterwards = 1",
      says: ["1:8: error: no such module 'Missing'"]),
    CellCase("missing-module-is-not-inherited", "okay + 1", shows: "2"),
    CellCase(
      "broken-extension", "extension Int { var broken: Int { zzz } }",
      says: ["1:35: error: cannot find 'zzz' in scope"]),
    CellCase("broken-extension-spares-others", "okay + 2", shows: "3"),
    CellCase(
      "broken-extension-used", "3.broken",
      says: ["1:1: note: not run: it uses what cell 'broken-extension' failed to make"]),
    CellCase(
      "main-attribute", "@main struct M { static func main() {} }",
      says: ["1:1: error: 'main' attribute cannot be used in a module that contains top-level code"]
    ),
    CellCase(
      "async-let", "async let z = fetch()",
      says: [
        "1:1: error: 'async let' needs a function around it; at a cell's top level, use 'Task'"
      ]),
    CellCase(
      "computed-from-guard",
      "guard let bound = Int(\"1\") else { fatalError() }\nvar computed: Int { bound + 4 }",
      says: [
        "1:1: error: the computed variable 'computed' can't use 'bound', which 'guard' binds: "
          + "make it a function"
      ]),
    CellCase(
      "used-too-early", "let early = late + 1\nlet late = 3",
      says: ["1:13: error: 'late' is used before its declaration"]),
    CellCase(
      "earlier-meaning-in-function", "func earlier() -> Int { okay }\nlet okay = earlier()",
      says: [
        "1:25: error: 'okay' is used here before this cell declares it anew: rename one of the two"
      ]),
    CellCase(
      "own-warning", "func warn() { let unneeded = 3 }",
      says: [
        "1:19: warning: initialization of immutable value 'unneeded' was never used; consider replacing with "
          + "assignment to '_' or removing it"
      ]),
    CellCase("type", "struct Point { var x = 1 }"),
    CellCase(
      "synthesis-in-another-cell", "extension Point: Equatable {}",
      says: [
        "1:1: error: extension in another cell than struct 'Point' prevents automatic synthesis of "
          + "'==' for protocol 'Equatable'"
      ]),
  ]

  static let book = CaseBook(cases)

  @Test(arguments: cases) func message(_ item: CellCase) {
    #expect(Self.book.messages(for: item) == item.messages)
    if let shows = item.shows { #expect(Self.book.outputs(of: item) == shows) }
  }

  @Test func status() { #expect(Self.book.status == 1) }
}
