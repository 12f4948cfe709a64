/// Traps that lie outside of the chapter: files, folders, the environment, parameters.
extension RegressionCase {
  static let outsideWorld = [
    RegressionCase(
      "a file read by fopen", [reading, "print(contents(\"one.txt\"))"], files: ["one.txt": "1"],
      changes: .write("2", to: "one.txt"), .remove("one.txt"), .write("3", to: "one.txt")),
    RegressionCase(
      "a file read by Foundation",
      [
        "import Foundation",
        "print((try? String(contentsOfFile: \"one.txt\", encoding: .utf8)) ?? \"none\")",
      ],
      changes: .write("1", to: "one.txt"), .write("2", to: "one.txt"), .remove("one.txt")),
    RegressionCase(
      "a file read through a function of an earlier cell, whose value a third shows",
      [reading, "let text = contents(\"one.txt\")", "print(text)"], files: ["one.txt": "1"],
      changes: .write("2", to: "one.txt")),
    RegressionCase(
      "a file looked for and missing",
      ["import Glibc\nprint(access(\"one.txt\", F_OK) == 0)"],
      changes: .write("1", to: "one.txt"), .remove("one.txt")),
    RegressionCase(
      "a folder's listing",
      [
        "import Foundation\nprint(try FileManager.default.contentsOfDirectory(atPath: \"data\").sorted())"
      ],
      files: ["data/a": ""], changes: .write("", to: "data/b"), .remove("data/a")),
    RegressionCase(
      "a file's size",
      [
        "import Glibc\nvar information = stat()\nstat(\"one.txt\", &information)\nprint(information.st_size)"
      ],
      files: ["one.txt": "1"], changes: .write("22", to: "one.txt")),
    RegressionCase(
      "one cell writes what the next reads",
      [reading, writing, "write(\"1\", to: \"made.txt\")", "print(contents(\"made.txt\"))"],
      changes: .replace("write(\"1\"", with: "write(\"2\""),
      .insert("write(\"3\", to: \"made.txt\")", at: 3), .delete(3)),
    RegressionCase(
      "a file is written again after it was read",
      [
        reading, writing, "write(\"1\", to: \"made.txt\")", "print(contents(\"made.txt\"))",
        "write(\"2\", to: \"made.txt\")",
      ],
      changes: .replace("print(contents(\"made.txt\"))", with: "print(contents(\"made.txt\"), 0)"),
      .replace("write(\"1\"", with: "write(\"7\"")),
    RegressionCase(
      "a file that no cell writes any more",
      [reading, writing, "write(\"1\", to: \"made.txt\")", "print(contents(\"made.txt\"))"],
      changes: .delete(2)),
    RegressionCase(
      "a file that grows with each run",
      [
        reading,
        "import Glibc\nlet log = fopen(\"log.txt\", \"a\")!\nfputs(\"1\", log)\nfclose(log)",
        "print(contents(\"log.txt\"))",
      ],
      changes: .replace("\"1\"", with: "\"2\"")),
    RegressionCase(
      "an environment variable",
      ["import Glibc\nprint(getenv(\"XDG_CACHE_HOME\").map { String(cString: $0) } ?? \"unset\")"],
      changes: .environment(["XDG_CACHE_HOME": "/nowhere"]),
      .environment(["XDG_CACHE_HOME": "/elsewhere"])),
    RegressionCase(
      "a parameter",
      [.prose("---\nparams: {k: 3, name: one}\n---"), "let a = params.k", "print(a, params.name)"],
      changes: .arguments(["--param", "k=5"]), .arguments([]), .replace("k: 3", with: "k: 4"),
      .replace("name: one", with: "name: two")),
    RegressionCase(
      "the document's seed",
      [.prose("---\nexecute: {seed: 1}\n---"), "let a = Int.random(in: 0..<1000)", "print(a)"],
      changes: .replace("seed: 1", with: "seed: 2")),
  ]

  private static let reading: Block = """
    import Glibc
    func contents(_ path: String) -> String {
      guard let file = fopen(path, "r") else { return "absent" }
      defer { fclose(file) }
      var text = ""
      while case let byte = getc(file), byte != EOF { text += "\\(byte - 48)" }
      return text
    }
    """

  private static let writing: Block = """
    func write(_ text: String, to path: String) {
      let file = fopen(path, "w")!
      fputs(text, file)
      fclose(file)
    }
    """
}
