import Foundation
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

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
    #expect(one.contains("<a href=\"more/two.html#end\">the other</a>"))
    #expect(one.contains("<a rel=\"next\" href=\"more/two.html\">"))
    #expect(!one.contains("rel=\"prev\""))
    #expect(one.contains("<a class=\"book\" href=\"index.html\">Two chapters</a>"))
    #expect(one.contains("42"))
    #expect(try workspace.read("site/one.md").contains("[the other](more/two.md#end)"))
    #expect(one.contains("<script src=\"assets/search.js\"></script>"))
    #expect(
      try workspace.read("site/assets/search-index.js").contains(
        #"{"id":"end","page":"more/two.html","text":"Back to the first.","title":"End"}"#))
    let two = try workspace.read("site/more/two.html")
    #expect(two.contains("<a href=\"../one.html\">the first</a>"))
    #expect(two.contains("<a rel=\"prev\" href=\"../one.html\">"))
    #expect(two.contains("<a class=\"book\" href=\"../index.html\">Two chapters</a>"))
    for file in ["style.css", "search.js", "search-index.js"] {
      #expect(two.contains("=\"../assets/\(file)\""), "\(file)")
    }
    let index = try workspace.read("site/index.html")
    #expect(index.contains("<a href=\"one.html\">1 Beginning</a>"))
    #expect(index.contains("Where it begins."))
    #expect(try workspace.read("site/404.html").contains("There is no such page"))
    #expect(
      try workspace.read("site/sitemap.xml").contains(
        "<loc>https://example.org/book/more/two.html</loc>"))

    // The neighbours are part of a page: it changes with them.
    try workspace.write("# The last\n\n## End\n", to: "more/two.md")
    #expect(try workspace.run(["build"]).status == 0)
    #expect(try workspace.read("site/one.html").contains("The last"))
  }

  @Test func searchFindsWhatPagesShow() throws {
    let workspace = try Workspace([
      "notebook.yml": "chapters: [one.md, two.md]\n",
      "one.md": """
      # One

      There are `{swift} 6 * 7` of them.

      ```swift
      print("printed", 1 + 1)
      ```
      """,
      "two.md": "# Two\n",
    ])
    #expect(try workspace.run(["build"]).status == 0)
    let index = try workspace.read("site/assets/search-index.js")
    #expect(index.contains(#""text":"There are 42 of them. printed 2""#))
    // What is known of a chapter that was not built again is found as well.
    try workspace.write("# Two\n\nMore.\n", to: "two.md")
    #expect(try workspace.run(["build"]).status == 0)
    let next = try workspace.read("site/assets/search-index.js")
    #expect(next.contains("There are 42 of them.") && next.contains(#""text":"More.""#))
  }

  @Test func datedChaptersMakeAFeed() throws {
    let workspace = try Workspace([
      "notebook.yml":
        "title: A & B\nurl: https://example.org\nchapters: [one.md, two.md, three.md]\n",
      "one.md": "---\ntitle: One\ndate: 2026-03-01\ndescription: 1 < 2\n---\n",
      "two.md": "---\ntitle: Two\ndate: 2026-11-09\n---\n",
      "three.md": "# Three\n",
    ])
    #expect(try workspace.run(["build"]).status == 0)
    let feed = try workspace.read("site/feed.xml")
    let parser = XMLParser(data: Data(feed.utf8))
    #expect(parser.parse())
    #expect(feed.contains("<title>A &amp; B</title>"))
    let titles = feed.matches(of: /<item>\n<title>(.*)<\/title>/).map { String($0.1) }
    #expect(titles == ["Two", "One"])
    #expect(feed.contains("<link>https://example.org/one.html</link>"))
    #expect(feed.contains("<pubDate>Mon, 09 Nov 2026 00:00:00 GMT</pubDate>"))
    #expect(feed.contains("<description>1 &lt; 2</description>"))
    let alternate = #"<link rel="alternate" type="application/rss+xml" href="feed.xml">"#
    #expect(try workspace.read("site/three.html").contains(alternate))

    try workspace.write("# Two\n", to: "two.md")
    try workspace.write("# One\n", to: "one.md")
    #expect(try workspace.run(["build"]).status == 0)
    #expect(try !workspace.read("site/three.html").contains("feed.xml"))
  }

  @Test func pagesGoWithTheirChapters() throws {
    let workspace = try Workspace([
      "notebook.yml": "chapters: [one.md, two.md]\n", "one.md": "# One\n", "two.md": "# Two\n",
    ])
    #expect(try workspace.run(["build"]).status == 0)
    try workspace.write("mine", to: "site/mine.html")
    try workspace.write("chapters: [one.md]\n", to: "notebook.yml")
    #expect(try workspace.run(["build"]).status == 0)
    let names = try FileManager.default.contentsOfDirectory(atPath: workspace.folder + "/site")
    #expect(
      Set(names) == ["404.html", "assets", "index.html", "mine.html", "one.html", "one.md"])
  }

  /// Their pages lie as they do, with what belongs to each beside it.
  /// Each chapter waits until the other one runs.
  @Test func chaptersRunSideBySide() throws {
    func chapter(_ own: String, waitsFor other: String) -> String {
      """
      # \(own)

      ```swift
      import Foundation

      FileManager.default.createFile(atPath: "\(own).running", contents: nil)
      let deadline = Date.now + 120
      while Date.now < deadline, !FileManager.default.fileExists(atPath: "\(other).running") {
        Thread.sleep(forTimeInterval: 0.05)
      }
      print(Date.now < deadline ? "together" : "alone")
      ```
      """
    }
    let workspace = try Workspace([
      "notebook.yml": "title: Two\nchapters: [one.md, two.md]\n",
      "one.md": chapter("one", waitsFor: "two"), "two.md": chapter("two", waitsFor: "one"),
    ])
    let outcome = try workspace.run(["build"])
    #expect(outcome.status == 0, "\(outcome.standardError)")
    for name in ["one", "two"] {
      #expect(try workspace.read("site/\(name).html").contains(">together<"), "\(name)")
    }
  }

  @Test func chaptersMayHaveTheSameName() throws {
    let chapter = """
      ---
      title: TITLE
      date: 2026-01-01
      ---

      $x_N$, [the other](../OTHER/intro.md), [itself](intro.md), [data](data.csv), @eq-OTHER.

      $$ y $$ {#eq-OWN}

      ```swift
      display(HTML("<b>NAME</b>"))
      ```
      """
    func text(_ own: String, _ other: String) -> String {
      chapter.replacing("TITLE", with: "In \(own)").replacing("OTHER", with: other)
        .replacing("OWN", with: own).replacing("NAME", with: "value of \(own)")
    }
    let workspace = try Workspace([
      "notebook.yml": """
      title: Book
      url: https://example.org
      chapters: [parts/a/intro.md, parts/b/intro.md]
      """,
      "parts/a/intro.md": text("a", "b"), "parts/a/data.csv": "1\n",
      "parts/b/intro.md": text("b", "a"), "parts/b/data.csv": "2\n",
    ])
    let outcome = try workspace.run(["build", "--strict"])
    #expect(outcome.status == 0, "\(outcome.standardError)")
    for (own, other) in [("a", "b"), ("b", "a")] {
      let page = try workspace.read("site/\(own)/intro.html")
      #expect(page.contains("value of \(own)") && !page.contains("value of \(other)"))
      for address in [
        "../\(other)/intro.html", "intro.html", "../files/parts/\(own)/data.csv",
        "../\(other)/intro.html#eq-\(other)", "../index.html", "../feed.xml", "../assets/katex.css",
      ] {
        #expect(page.contains("href=\"\(address)\""), "\(address)")
      }
      let markdown = try workspace.read("site/\(own)/intro.md")
      #expect(markdown.contains("[the other](../\(other)/intro.md)"))
      #expect(try workspace.read("site/index.html").contains("href=\"\(own)/intro.html\""))
      for file in ["sitemap.xml", "feed.xml"] {
        #expect(
          try workspace.read("site/\(file)").contains("https://example.org/\(own)/intro.html<"))
      }
      let index = try workspace.read("site/assets/search-index.js")
      #expect(index.contains("\"page\":\"\(own)/intro.html\""))
    }
    #expect(try workspace.run(["check"]).status == 0)

    // A folder goes with its last page.
    try workspace.write("chapters: [parts/a/intro.md, notes/one.md]\n", to: "notebook.yml")
    try workspace.write("# One\n", to: "notes/one.md")
    try workspace.write("# In a\n", to: "parts/a/intro.md")
    #expect(try workspace.run(["build"]).status == 0)
    let names = try FileManager.default.contentsOfDirectory(atPath: workspace.folder + "/site")
    #expect(Set(names) == ["404.html", "assets", "index.html", "notes", "parts"])
  }

  @Test func checkComparesAllPages() throws {
    let workspace = try Workspace(Self.files)
    #expect(try workspace.run(["build"]).status == 0)
    #expect(try workspace.run(["check"]).status == 0)
    try workspace.write("old", to: "site/index.html")
    try workspace.write("old", to: "site/assets/style.css")
    try workspace.write(
      workspace.read("site/more/two.html").replacing("the first", with: "the last"),
      to: "site/more/two.html")
    let outcome = try workspace.run(["check"])
    #expect(outcome.status == 1)
    for file in ["site/index.html", "site/assets/style.css", "site/more/two.html"] {
      #expect(outcome.standardOutput.contains(file), "\(outcome.standardOutput)")
    }
    #expect(try workspace.read("site/index.html") == "old")
    #expect(try workspace.run(["check", "--update"]).status == 0)
    #expect(try workspace.run(["check"]).status == 0)
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
      "one.md":
        "[a](two.md#end)\n\n[b](two.md#ende)\n\n[c](three.md)\n\n[d](four.csv) ![e](five.png)\n",
      "two.md": "# Two\n\n## End\n",
    ])
    let outcome = try workspace.run(["build"])
    #expect(outcome.status == 0)
    let warnings = outcome.standardError.split(separator: "\n").filter { $0.contains("warning:") }
    #expect(
      warnings.map { $0.replacing(/^.*one\.md/, with: "one.md") } == [
        "one.md:3:5: warning: in 'two.md' there is nothing called `#ende`; did you mean `end`?",
        "one.md:5:5: warning: the link leads to 'three.md', which is no chapter of the book",
        "one.md:7:5: warning: the file 'four.csv' is not there",
        "one.md:7:20: warning: the picture 'five.png' is not there",
      ])
    #expect(try workspace.run(["build", "--strict"]).status == 1)
  }

  @Test func filesGoWithThePages() throws {
    let workspace = try Workspace([
      "notebook.yml": "chapters: [ch/one.md]\n",
      "ch/one.md":
        "[data](a%20b.csv#row), ![a picture](more/pic.svg), [out](../../x.csv)\n\n<video src=v.mp4></video>\n",
      "ch/a b.csv": "1,2\n", "ch/v.mp4": "a film",
      "ch/more/pic.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
    ])
    let outcome = try workspace.run(["build"])
    #expect(outcome.status == 0)
    #expect(
      outcome.standardError.contains("one.md:1:58: warning: the file '../../x.csv' is not there"))
    #expect(try workspace.read("site/one.html").contains("href=\"files/ch/a%20b.csv#row\""))
    #expect(try workspace.read("site/one.html").contains("src=\"data:image/svg+xml"))
    #expect(try workspace.read("site/one.md").contains("](files/ch/more/pic.svg)"))
    #expect(try workspace.read("site/files/ch/a b.csv") == "1,2\n")
    #expect(try workspace.read("site/one.html").contains("<video src=\"files/ch/v.mp4\">"))
    #expect(try workspace.read("site/files/ch/v.mp4") == "a film")
    #expect(try workspace.read("site/files/ch/more/pic.svg").hasPrefix("<svg"))
    try workspace.write("3,4\n", to: "ch/a b.csv")
    try workspace.write("<svg/>", to: "ch/more/pic.svg")
    #expect(try workspace.run(["build"]).status == 0)
    #expect(try workspace.read("site/files/ch/a b.csv") == "3,4\n")
    let picture = Data("<svg/>".utf8).base64EncodedString()
    #expect(try workspace.read("site/one.html").contains(picture))
    try FileManager.default.removeItem(atPath: workspace.folder + "/ch/a b.csv")
    #expect(try workspace.run(["build"]).standardError.contains("the file 'a b.csv' is not there"))
    try workspace.write("Nothing.\n", to: "ch/one.md")
    #expect(try workspace.run(["build"]).status == 0)
    #expect(!FileManager.default.fileExists(atPath: workspace.folder + "/site/files/ch/a b.csv"))
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
    #expect(try git("show", "gh-pages:more/two.html") == workspace.read("site/more/two.html"))
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

  @Test func watchFollowsAllChapters() async throws {
    let workspace = try Workspace([
      "notebook.yml": "chapters: [one.md]\n", "one.md": "# One\n", "two.md": "# Two\n",
    ])
    let process = try workspace.start(["watch"])
    defer { process.terminate() }
    func shows(_ text: String, _ page: String) async throws -> Bool {
      try await eventually { (try? workspace.read("site/\(page)").contains(text)) ?? false }
    }
    #expect(try await shows("One", "one.html"))
    try workspace.write("chapters: [one.md, two.md]\n", to: "notebook.yml")
    #expect(try await shows("Two", "two.html"))
    try workspace.write("# Two\n\nChanged.\n", to: "two.md")
    #expect(try await shows("Changed", "two.html"))
    // What is wrong with the list is waited for.
    try workspace.write("chapters: [one.md, none.md]\n", to: "notebook.yml")
    let isNamed = try await eventually {
      try workspace.read(".stderr").contains("chapter none.md: there is no such file")
    }
    #expect(isNamed)
    try workspace.write("chapters: [two.md]\n", to: "notebook.yml")
    let isGone = try await eventually {
      !FileManager.default.fileExists(atPath: workspace.folder + "/site/one.html")
    }
    #expect(isGone)
  }

  @Test func watchFollowsPublishedFiles() async throws {
    let workspace = try Workspace([
      "notebook.yml": "chapters: [one.md]\n", "one.md": "[a](a.csv), [b](b.csv)\n", "a.csv": "1",
    ])
    let process = try workspace.start(["watch"])
    defer { process.terminate() }
    func isPublished(_ file: String, _ text: String) async throws -> Bool {
      try await eventually { (try? workspace.read("site/files/\(file)") == text) ?? false }
    }
    #expect(try await isPublished("a.csv", "1"))
    try workspace.write("2", to: "a.csv")
    #expect(try await isPublished("a.csv", "2"))
    try workspace.write("3", to: "b.csv")
    #expect(try await isPublished("b.csv", "3"))
    #expect(try workspace.read("site/one.html").contains("href=\"files/b.csv\""))
  }

  @Test func serveShowsAllPages() async throws {
    let workspace = try Workspace([
      "notebook.yml": "chapters: [one.md, more/two.md]\n", "one.md": "# One\n",
      "more/two.md": "# Two\n",
    ])
    let process = try workspace.start(["serve", "--port", "0"])
    defer { process.terminate() }
    let isReady = try await eventually { try workspace.read(".stdout").contains("/index.html\n") }
    #expect(isReady)
    let address = try workspace.read(".stdout").split(separator: "\n").first ?? ""
    let port = try #require(UInt16(address.split { ":/".contains($0) }.dropFirst(2).first ?? ""))
    func get(_ path: String) throws -> String {
      try LoopbackConnection.ask(port, "GET \(path) HTTP/1.1\r\nHost: localhost\r\n\r\n")
    }
    let isBuilt = try await eventually { try get("/more/two.html").hasPrefix("HTTP/1.1 200 ") }
    #expect(isBuilt)
    // The book's own pages come after those of its chapters.
    for page in ["one.html", "more/two.html", "404.html"] {
      let isLive = try await eventually {
        try get("/" + page).contains("<script data-page=\"\(page)\"")
      }
      #expect(isLive, "\(page)")
    }
    let isThere = try await eventually { try get("/index.html").contains("href=\"more/two.html\"") }
    #expect(isThere)
    #expect(try get("/assets/style.css").hasPrefix("HTTP/1.1 200 "))
  }
}
