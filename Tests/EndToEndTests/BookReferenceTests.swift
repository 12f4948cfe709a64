import Foundation
import Testing

/// References from one chapter of a book to another.
@Suite struct BookReferenceTests {
  private static let table = "Table([1]) { Column(\"n\", { $0 }) }"

  private static let files = [
    "notebook.yml": "chapters: [one.md, more/two.md, three.md]\n",
    "one.md": """
    ---
    title: 1 One
    ---

    See @tbl-b, [-@eq-e], @sec-end and [@sec-plain].

    $$ a $$ {#eq-a}

    ```swift
    //| tbl-cap: Unlike @tbl-b
    \(table)
    ```
    """,
    "more/two.md": """
    ---
    title: 2 Two
    lang: zh
    ---

    ## 2.4 End {#sec-end}

    看@eq-a。

    $$ b $$ {#eq-e}

    ## *Not* numbered {#sec-plain}

    ```swift
    //| tbl-cap: First
    \(table)
    ```

    ```swift
    //| label: tbl-b
    //| tbl-cap: Second
    \(table)
    ```
    """,
    "three.md": "# 3 Three\n\nAlone.\n",
  ]

  /// When a chapter was last rendered.
  private func renderingTime(_ chapter: String, in workspace: Workspace) throws -> Date {
    let file = "\(workspace.folder)/.notebook/results/\(chapter).record"
    let attributes = try FileManager.default.attributesOfItem(atPath: file)
    return try #require(attributes[.modificationDate] as? Date)
  }

  /// The messages, without the folder of the book.
  private func messages(_ outcome: Workspace.Outcome, in workspace: Workspace) -> [String] {
    outcome.standardError.replacing(workspace.folder + "/", with: "").split(separator: "\n")
      .filter { $0.contains(/^[^ ]+\.md:/) }.map(String.init)
  }

  @Test func leadToOtherPages() throws {
    let workspace = try Workspace(Self.files)
    let outcome = try workspace.run(["build", "--no-cache", "--explain"])
    #expect(outcome.status == 0, "\(outcome.standardError)")
    // Two chapters that wait for each other run once.
    #expect(outcome.standardOutput.split(separator: "\n").count { $0.hasPrefix("run:") } == 3)
    let one = try workspace.read("site/one.html")
    #expect(one.contains("See <a class=\"xref\" href=\"more/two.html#tbl-b\">Table 2.2</a>"))
    #expect(one.contains("<a class=\"xref\" href=\"more/two.html#eq-e\">2.1</a>"))
    #expect(one.contains("<a class=\"xref\" href=\"more/two.html#sec-end\">Section 2.4</a>"))
    #expect(one.contains("href=\"more/two.html#sec-plain\"><em>Not</em> numbered</a>"))
    #expect(one.contains("Unlike <a class=\"xref\" href=\"more/two.html#tbl-b\">Table 2.2</a>"))
    let text = try workspace.read("site/one.md")
    #expect(text.contains("See [Table 2.2](more/two.md#tbl-b), [2.1](more/two.md#eq-e)"))
    let two = try workspace.read("site/more/two.html")
    #expect(two.contains("看<a class=\"xref\" href=\"../one.html#eq-a\">式(1.1)</a>"))
    #expect(two.contains("<b>表2.2</b>"))
    let index = try workspace.read("site/assets/search-index.js")
    #expect(index.contains("See Table 2.2, 2.1, Section 2.4 and Not numbered."))
    #expect(try workspace.run(["check"]).status == 0)
  }

  @Test func numbersAreNeverOld() throws {
    let workspace = try Workspace(Self.files)
    #expect(try workspace.run(["build"]).status == 0)
    let first = try ["one", "three"].map { try renderingTime($0, in: workspace) }
    let two = try workspace.read("more/two.md")
    // What the others show stays the same.
    try workspace.write(two.replacing("Second", with: "The second"), to: "more/two.md")
    #expect(try workspace.run(["build"]).status == 0)
    #expect(try workspace.read("site/more/two.html").contains("The second"))
    #expect(try ["one", "three"].map { try renderingTime($0, in: workspace) } == first)
    // The text of the cell with the label stays the same, but not what those in front of it show.
    let shown = try #require(two.firstRange(of: Self.table))
    try workspace.write(two.replacingCharacters(in: shown, with: "1"), to: "more/two.md")
    let outcome = try workspace.run(["build"])
    #expect(outcome.status == 0, "\(outcome.standardError)")
    #expect(try workspace.read("site/one.html").contains("#tbl-b\">Table 2.1</a>"))
    #expect(try renderingTime("three", in: workspace) == first[1])
    let built = try ["one.html", "one.md"].map { try workspace.read("site/\($0)") }
    #expect(try workspace.run(["build", "--no-cache"]).status == 0)
    #expect(try ["one.html", "one.md"].map { try workspace.read("site/\($0)") } == built)
  }

  @Test func whatIsWrongIsSaid() throws {
    let workspace = try Workspace([
      "notebook.yml": "chapters: [one.md, more/two.md, three.md]\n",
      "one.md": "$$ x $$ {#eq-own}\n\n@eq-own, @eq-twofol, @eq-both and\n@tbl-none.\n",
      "more/two.md": "$$ x $$ {#eq-own}\n\n$$ y $$ {#eq-both}\n\n$$ z $$ {#eq-twofold}\n",
      "three.md": "$$ y $$ {#eq-both}\n\n```swift\n//| label: tbl-none\nlet x = 1\n```\n",
    ])
    var outcome = try workspace.run(["build"])
    #expect(outcome.status == 1)
    #expect(
      messages(outcome, in: workspace) == [
        "one.md:3:10: error: no chapter has anything labelled `eq-twofol`; did you mean `eq-twofold`?",
        "one.md:3:22: error: several chapters have something labelled `eq-both`",
        "more/two.md:3:1: note: this is labelled so", "three.md:1:1: note: this is labelled so",
      ])
    #expect(try messages(workspace.run(["check"]), in: workspace).count == 4)

    try workspace.write("@eq-twofold and\n@tbl-none.\n", to: "one.md")
    outcome = try workspace.run(["build"])
    #expect(
      messages(outcome, in: workspace) == [
        "one.md:2:1: error: 'three.md' shows nothing that is labelled `tbl-none`"
      ])

    try workspace.write("```swift\n//| label: tbl-none\nx\n```\n", to: "three.md")
    outcome = try workspace.run(["build"])
    #expect(
      messages(outcome, in: workspace) == [
        "one.md:2:1: error: what `tbl-none` is called is not known, as 'three.md' has errors",
        "three.md:3:1: error: cannot find 'x' in scope",
      ])
    try workspace.write("```swift\n//| label: tbl-none\n\(Self.table)\n```\n", to: "three.md")
    outcome = try workspace.run(["build"])
    #expect(outcome.status == 0, "\(outcome.standardError)")
  }

  @Test func aChapterBuiltByItsNameKnowsItsBook() throws {
    let workspace = try Workspace(Self.files)
    let unknown = try workspace.run(["build", "one.md"])
    #expect(unknown.status == 0)
    #expect(
      messages(unknown, in: workspace) == [
        "one.md:5:5: warning: what `tbl-b` is called is not known before 'more/two.md' is built",
        "one.md:5:36: warning: what `sec-plain` is called is not known before 'more/two.md' is built",
      ])
    #expect(try workspace.run(["build", "more/two.md"]).status == 0)
    let known = try workspace.run(["build", "one.md"])
    #expect(known.status == 0 && messages(known, in: workspace) == [])
    let page = try workspace.read("output/one.html")
    #expect(page.contains("<a class=\"xref\" href=\"../more/two.md#tbl-b\">Table 2.2</a>"))
    #expect(try workspace.read("output/one.md").contains("[2.1](../more/two.md#eq-e)"))

    let two = try workspace.read("more/two.md")
    try workspace.write(two.replacing("## 2.4", with: "## 2.5"), to: "more/two.md")
    #expect(try workspace.run(["build", "one.md"]).status == 0)
    #expect(try workspace.read("output/one.html").contains("Section 2.5"))

    try workspace.write("chapters: [more/two.md, three.md]\n", to: "notebook.yml")
    let alone = try workspace.run(["build", "one.md"])
    #expect(alone.status == 1)
    #expect(
      messages(alone, in: workspace).first == "one.md:5:5: error: nothing is labelled `tbl-b`")
  }

  @Test func watchFollowsNumbers() async throws {
    let workspace = try Workspace(Self.files)
    let process = try workspace.start(["watch"])
    defer { process.terminate() }
    func shows(_ text: String) async throws -> Bool {
      try await eventually { (try? workspace.read("site/one.html").contains(text)) ?? false }
    }
    #expect(try await shows("#tbl-b\">Table 2.2</a>"))
    let two = try workspace.read("more/two.md")
    try workspace.write(two.replacing("2.4 End", with: "2.5 End"), to: "more/two.md")
    #expect(try await shows("Section 2.5"))
    let shown = try #require(two.firstRange(of: Self.table))
    try workspace.write(two.replacingCharacters(in: shown, with: "1"), to: "more/two.md")
    #expect(try await shows("#tbl-b\">Table 2.1</a>"))
  }
}
