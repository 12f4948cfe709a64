import Testing

@testable import Notebook

/// How chapters of a book wait for each other.
@Suite struct BookTargetsTests {
  private func target(_ label: String) -> [String: LabelTarget] {
    [label: LabelTarget(address: "#" + label, number: "1")]
  }

  private func isTarget(_ answer: OtherChapters.Answer?) -> Bool {
    if case .target = answer { true } else { false }
  }

  /// Many more than can work at a time, each of which needs the one behind it.
  @Test func chaptersGiveTheirTurnsAway() async {
    let turns = Turns()
    let targets = BookTargets(turns: turns)
    let count = 100
    let answers = await sideBySide(Array(0..<count), turns: turns) { index in
      await targets.announce(self.target("fig-\(index)"), of: "\(index)", areAll: true)
      let next = (index + 1) % count
      return await targets.answers(for: ["fig-\(next)"], in: "\(next)")["fig-\(next)"]
    }
    #expect(answers.count == count && answers.allSatisfy(isTarget))
  }

  @Test func whatIsKnownEarlyIsNotWaitedFor() async {
    let targets = BookTargets(turns: Turns())
    await targets.announce(target("eq-a"), of: "a", areAll: false)
    #expect(isTarget(await targets.answers(for: ["eq-a"], in: "a")["eq-a"]))
    async let late = targets.answers(for: ["fig-a"], in: "a")
    await targets.end("a")
    if case .unknown = await late["fig-a"] {} else { Issue.record("an answer from nowhere") }
    await targets.announce(target("eq-a"), of: "a", areAll: true)
    let nothing = await targets.answers(for: ["fig-a"], in: "a")["fig-a"]
    if case .nothing = nothing {} else { Issue.record("\(String(describing: nothing))") }
  }
}

@Suite struct OtherChaptersTests {
  private func chapter(_ path: String, _ text: String) -> BookReader.Chapter {
    let document = Document.parse(text, path: path, isAlone: false).document
    return BookReader.Chapter(path: path, summary: ChapterSummary(document), parsed: nil)
  }

  /// As it is seen from `/book/one.md`.
  private func others(_ text: String) -> OtherChapters {
    let chapters = [chapter("/book/one.md", text), chapter("/book/a b/中.md", "$$ x $$ {#eq-b}")]
    return OtherChapters(
      chapter: "/book/one.md", labels: BookLabels(chapters), areBuilt: true,
      ask: { labels, _ in
        Dictionary(
          labels.map { ($0, .target(LabelTarget(address: "#\($0)", number: "7"))) }
        ) { $1 }
      })
  }

  @Test func addressesAreLinksBetweenChapters() async throws {
    let text = "@eq-b and @eq-c\n\n$$ c $$ {#eq-c}"
    let document = Document.parse(text, path: "one.md", isAlone: false).document
    #expect(document.outgoing.map(\.label) == ["eq-b"])
    let answers = await others(text).answers(for: ["eq-b", "eq-c", "eq-d"])
    #expect(answers.count == 1)
    guard case .target(let target) = answers["eq-b"] else {
      Issue.record("\(answers)")
      return
    }
    #expect(target.address == "a%20b/%E4%B8%AD.md#eq-b")
    var referring = document
    referring.elsewhere = ["eq-b": target]
    let links = LocalLinks(from: "/book/site", to: "/book", pages: ["/book/a b/中.md": "中"])
    let page = MarkdownRenderer(templates: builtInTemplates).page(
      links.relocate(referring), ExecutionResult()
    ).text
    #expect(page.contains("[Equation (7)](%E4%B8%AD.html#eq-b) and [Equation (1)](#eq-c)"))
    #expect(await others(text).haveStill(referring.elsewhere))
    referring.elsewhere["eq-b"]?.number = "8"
    #expect(await !others(text).haveStill(referring.elsewhere))
  }

  @Test func labelsOfCaptionsAreFound() {
    let document = Document.parse(
      """
      ```swift
      //| label: fig-a
      //| fig-cap: As @eq-b, `@eq-c` and a@eq-d
      //| lst-cap: "@{sec-一}"
      ```
      """, path: "one.md"
    ).document
    #expect(document.outgoing.isEmpty)
    let result = ExecutionResult(outputs: [0: [.display(.init(plain: "x", role: .figure))]])
    let labels = ShownCells(document, result).referredLabels
    #expect(labels.isSuperset(of: ["eq-b", "sec-一"]))
    #expect(labels.isSubset(of: ["eq-b", "eq-c", "eq-d", "sec-一"]))
  }
}
