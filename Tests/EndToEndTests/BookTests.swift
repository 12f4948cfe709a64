import Foundation
import Testing

@Suite struct BookTests {
  private static let files = [
    "notebook.yml": """
    title: Two chapters
    url: https://example.org/book
    chapters: [one.md, more/two.md]
    """,
    "one.md": """
    ---
    title: 1 Beginning
    description: Where it begins.
    ---

    The end is in [the other](more/two.md#end), $x$.

    ```swift
    print(6 * 7)
    ```
    """,
    "more/two.md": "# Ending\n\n## End\n\nBack to [the first](../one.md).\n",
  ]

  @Test func chaptersLeadToEachOther() throws {
    let workspace = try Workspace(Self.files)
    let outcome = try workspace.run(["build"])
    #expect(outcome.status == 0, "\(outcome.standardError)")
    let one = try workspace.read("site/one.html")
    #expect(one.contains("<link rel=\"stylesheet\" href=\"assets/style.css\">"))
    #expect(one.contains("<link rel=\"stylesheet\" href=\"assets/katex.css\">"))
    let style = try workspace.read("site/assets/katex.css")
    let fonts = style.matches(of: /url\((fonts\/[^)]*)\)/).map { String($0.1) }
    #expect(fonts.count > 10)
    for font in fonts {
      #expect(FileManager.default.fileExists(atPath: "\(workspace.folder)/site/assets/\(font)"))
    }
    #expect(one.contains("<a href=\"two.html#end\">the other</a>"))
    #expect(one.contains("<a rel=\"next\" href=\"two.html\">"))
    #expect(!one.contains("rel=\"prev\""))
    #expect(one.contains("<a class=\"book\" href=\"index.html\">Two chapters</a>"))
    #expect(one.contains("42"))
    #expect(try workspace.read("site/one.md").contains("[the other](two.md#end)"))
    #expect(one.contains("<script src=\"assets/search.js\"></script>"))
    #expect(
      try workspace.read("site/assets/search-index.js").contains(
        #"{"id":"end","page":"two.html","text":"Back to the first.","title":"End"}"#))
    let two = try workspace.read("site/two.html")
    #expect(two.contains("<a href=\"one.html\">the first</a>"))
    #expect(two.contains("<a rel=\"prev\" href=\"one.html\">"))
    let index = try workspace.read("site/index.html")
    #expect(index.contains("<a href=\"one.html\">1 Beginning</a>"))
    #expect(index.contains("Where it begins."))
    #expect(try workspace.read("site/404.html").contains("There is no such page"))
    #expect(
      try workspace.read("site/sitemap.xml").contains(
        "<loc>https://example.org/book/two.html</loc>"))

    // The neighbours are part of a page: it changes with them.
    try workspace.write("# The last\n\n## End\n", to: "more/two.md")
    #expect(try workspace.run(["build"]).status == 0)
    #expect(try workspace.read("site/one.html").contains("The last"))
  }

  @Test func whatIsMissingIsNamed() throws {
    let workspace = try Workspace(["notebook.yml": "chapters:\n  - one.md\n  - none.md\n"])
    try workspace.write("Text.\n", to: "one.md")
    let outcome = try workspace.run(["build"])
    #expect(outcome.status == 1)
    #expect(
      outcome.standardError.contains(
        "notebook.yml:3:5: error: chapter none.md: there is no such file"))
    #expect(!FileManager.default.fileExists(atPath: workspace.folder + "/site"))
  }

  @Test func linksBetweenChaptersAreChecked() throws {
    let workspace = try Workspace([
      "notebook.yml": "chapters: [one.md, two.md]\n",
      "one.md": "[a](two.md#end)\n\n[b](two.md#ende)\n\n[c](three.md)\n",
      "two.md": "# Two\n\n## End\n",
    ])
    let outcome = try workspace.run(["build"])
    #expect(outcome.status == 0)
    let warnings = outcome.standardError.split(separator: "\n").filter { $0.contains("warning:") }
    #expect(
      warnings.map { $0.replacing(/^.*one\.md/, with: "one.md") } == [
        "one.md:3:1: warning: in 'two.md' there is nothing called `#ende`; did you mean `end`?",
        "one.md:5:1: warning: the link leads to 'three.md', which is no chapter of the book",
      ])
    #expect(try workspace.run(["build", "--strict"]).status == 1)
  }

  @Test func publishesToABranch() throws {
    let workspace = try Workspace(Self.files)
    let author = [
      "GIT_AUTHOR_NAME": "Ada", "GIT_AUTHOR_EMAIL": "ada@example.org", "GIT_COMMITTER_NAME": "Ada",
      "GIT_COMMITTER_EMAIL": "ada@example.org",
    ]
    func git(_ arguments: String...) throws -> String {
      let outcome = try workspace.run(
        ["git"] + arguments, environment: author, executable: "/usr/bin/env")
      #expect(outcome.status == 0, "\(arguments): \(outcome.standardError)")
      return outcome.standardOutput
    }
    _ = try git("init", "--quiet", "--initial-branch=main")
    try workspace.write("site/\n.notebook/\n.std*\n", to: ".gitignore")
    _ = try git("add", ".")
    _ = try git("commit", "--quiet", "-m", "A book")
    let outcome = try workspace.run(["publish", "--to", "gh-pages"], environment: author)
    #expect(outcome.status == 0, "\(outcome.standardError)")
    let files = try git("ls-tree", "-r", "--name-only", "gh-pages").split(separator: "\n")
    #expect(
      Set(files).isSuperset(of: [".nojekyll", "index.html", "one.html", "assets/style.css"]))
    #expect(try git("show", "gh-pages:two.html") == workspace.read("site/two.html"))
    #expect(try git("status", "--porcelain") == "")

    let again = try workspace.run(["publish", "--to", "gh-pages", "--quiet"], environment: author)
    #expect(again.status == 0)
    #expect(try git("rev-list", "--count", "gh-pages") == "1\n")
    #expect(try workspace.run(["publish", "--to", "main"], environment: author).status == 1)
  }

  @Test func aMarkerIsNoBook() throws {
    let workspace = try Workspace(["notebook.yml": ""])
    let outcome = try workspace.run(["build"])
    #expect(outcome.status == 1)
    #expect(outcome.standardError.contains("the book has no chapters"))
  }
}
