import Testing

/// A change, and which cells it makes run: those whose outputs or effects could be different, and no
/// other. All cells are labelled.
struct RerunCase: CustomTestStringConvertible, Sendable {
  let change: RegressionCase
  /// Labels, in order; inline expressions are `inline`.
  let runs: [String]

  init(
    _ name: String, _ blocks: [RegressionCase.Block], files: [String: String] = [:],
    change: RegressionCase.Change, runs: [String]
  ) {
    self.change = RegressionCase(name, blocks, files: files, changes: change)
    self.runs = runs
  }

  var testDescription: String { change.name }

  static let all: [RerunCase] = [
    // What runs nothing.
    RerunCase("nothing", chain, change: .replace("zzz", with: ""), runs: []),
    RerunCase(
      "nothing, with a function in a structure",
      ["//| label: a\nstruct Rule { let apply: (Int) -> Int }\nlet twice = Rule { $0 * 2 }"],
      change: .replace("zzz", with: ""), runs: []),
    RerunCase("prose", chain, change: .replace("Some prose.", with: "Other prose."), runs: []),
    RerunCase(
      "a caption", chain, change: .replace("fig-cap: One", with: "fig-cap: Two"), runs: []),
    RerunCase(
      "echo", chain, change: .replace("//| label: c", with: "//| label: c\n//| echo: false"),
      runs: []),
    RerunCase(
      "white space", chain, change: .replace("let b = a + 1", with: "let b   =  a\n  + 1\n"),
      runs: []),
    RerunCase(
      "a comment", chain, change: .replace("let b", with: "// A remark.\nlet b"), runs: []),
    RerunCase(
      "a local's name", chain, change: .replace("local", with: "renamed"), runs: []),
    RerunCase(
      "an unrelated cell is inserted", chain,
      change: .insert("//| label: new\nlet unrelated = 4", at: 1), runs: ["new"]),
    RerunCase("an unrelated cell is deleted", chain, change: .delete(5), runs: []),
    RerunCase("an unrelated cell is moved", chain, change: .move(5, to: 0), runs: []),
    RerunCase(
      "a file is touched that no cell reads", chain, change: .write("1", to: "unread.txt"),
      runs: []),

    // What runs only what it has to.
    RerunCase("a leaf", chain, change: .replace("print(b)", with: "print(b, b)"), runs: ["c"]),
    RerunCase(
      "a value", chain, change: .replace("a = 1", with: "a = 4"), runs: ["a", "b", "c", "inline"]),
    RerunCase(
      "a value that comes out the same", chain,
      change: .replace("a = 1", with: "a = Int(\"1\") ?? 0"),
      runs: ["a"]),
    RerunCase(
      "a body that gives the same value", chain, change: .replace("a + 1", with: "1 + a + 0"),
      runs: ["b"]),
    RerunCase(
      "one of two functions",
      [
        "//| label: f\nfunc f() -> Int { 1 }", "//| label: g\nfunc g() -> Int { 1 }",
        "//| label: callsF\nprint(f())", "//| label: callsG\nprint(g())",
      ],
      change: .replace("f() -> Int { 1 }", with: "f() -> Int { 2 }"), runs: ["f", "callsF"]),
    RerunCase(
      "a file",
      [
        "//| label: one\nimport Foundation\nprint(try String(contentsOfFile: \"one.txt\", encoding: .utf8))",
        "//| label: two\nprint(try String(contentsOfFile: \"two.txt\", encoding: .utf8))",
      ],
      files: ["one.txt": "1", "two.txt": "2"], change: .write("3", to: "two.txt"), runs: ["two"]),
    RerunCase(
      "a parameter",
      [
        .prose("---\nparams: {k: 1, m: 2}\n---"), "//| label: uses\nprint(params.k)",
        "//| label: other\nprint(3)",
      ],
      change: .arguments(["--param", "k=5"]), runs: ["uses"]),
    RerunCase(
      "what plots a history does not run the training",
      [
        "//| label: train\nimport DeepLearning\nlet model = Linear(2, 1)\nlet losses = [3.0, 2.0, 1.0]",
        "//| label: plot\nprint(losses.count)",
      ],
      change: .replace("print(losses.count)", with: "print(losses)"), runs: ["plot"]),
  ]

  private static let chain: [RegressionCase.Block] = [
    "//| label: a\nlet a = 1",
    .prose("Some prose."),
    "//| label: b\nlet b = a + 1\nfunc unused() -> Int { let local = 3; return local }",
    "//| label: c\n//| fig-cap: One\nprint(b)",
    .prose("It is `{swift} b`."),
    "//| label: unrelated\nprint(\"alone\")",
  ]
}
