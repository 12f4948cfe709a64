import Foundation
import NotebookDisplay
import Testing

@testable import Notebook

/// What is said of a published page that is not what its chapter gives.
@Suite final class PageComparisonTests {
  private let folder =
    FileManager.default.temporaryDirectory.path + "/comparison-\(UUID().uuidString)"

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  private static let chapter = """
    ---
    title: T
    ---

    First `{swift} a`,
    then `{swift} b`.

    ```swift
    //| label: sum
    print(a + b)
    ```

    ```swift
    plot()
    ```

    - item

      ```swift
      //| label: inner
      c
      ```

    Last.[^n]

    [^n]: Note.

    """

  private func result(_ sum: String = "3\n", plot: String = "<svg/>") -> ExecutionResult {
    ExecutionResult(
      outputs: [
        0: [.stream(.stdout, sum)], 1: [.display(SVG(plot).mimeBundle)],
        2: [.display(MIMEBundle(plain: "4"))],
      ], inlineValues: [0: "1", 1: "2"])
  }

  private func page(_ result: ExecutionResult) -> PageComparison.Page {
    let document = Document.parse(Self.chapter, path: folder + "/x.md").document
    let text = MarkdownRenderer(templates: builtInTemplates).page(document, result)
    return PageComparison.Page(
      files: [("x.html", Array("<html>\n\(text.text)".utf8)), ("x.md", Array(text.text.utf8))]
        + text.files.map { ($0.path, $0.bytes) },
      sections: MarkdownRenderer(templates: builtInTemplates).sections(of: document, result))
  }

  private func differences(_ page: PageComparison.Page) -> [String] {
    PageComparison(of: page, paths: BuildPaths(chapter: folder + "/x.md", output: folder))
      .differences().map { difference in
        let place =
          [difference.file.dropFirst(folder.count + 1).description]
          + (difference.line.map { ["\($0)"] } ?? [])
        return ([place.joined(separator: ":") + ": " + difference.message] + difference.excerpt)
          .joined(separator: "\n")
      }
  }

  private func publish(_ page: PageComparison.Page) throws {
    for file in page.files { try write(String(decoding: file.bytes, as: UTF8.self), to: file.path) }
  }

  private func write(_ text: String, to path: String) throws {
    let file = URL(filePath: "\(folder)/\(path)")
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }

  private func edit(_ path: String, _ old: String, _ new: String) throws {
    let text = try String(contentsOfFile: "\(folder)/\(path)", encoding: .utf8)
    #expect(text.contains(old))
    try write(text.replacing(old, with: new), to: path)
  }

  @Test func theSamePage() throws {
    try publish(page(result()))
    #expect(differences(page(result())) == [])
  }

  @Test func nothingPublished() {
    #expect(
      differences(page(result())) == [
        "x.md: is not there", "x_files/cell-2-1.svg: is not there", "x.html: is not there",
      ])
  }

  @Test func differentResults() throws {
    try publish(page(result()))
    #expect(
      differences(page(result("4\n"))) == [
        "x.md:10: cell 'sum': output differs\n- 3\n+ 4", "x.html: differs",
      ])
    #expect(
      differences(page(result(plot: "<svg>\n</svg>")))
        .first?.hasPrefix("x_files/cell-2-1.svg:1: differs\n- <svg") == true)
  }

  @Test func placesInTheChapter() throws {
    let page = page(result())
    try publish(page)
    for (old, new, says) in [
      ("# T", "# U", "x.md:1: the title differs\n- # U\n+ # T"),
      ("First 1", "First 9", "x.md:5: the text differs\n- First 9,\n+ First 1,"),
      ("then 2", "then 9", "x.md:6: the text differs\n- then 9.\n+ then 2."),
      ("print(a", "print(b", "x.md:10: cell 'sum': code differs\n- print(b + b)\n+ print(a + b)"),
      ("  4", "  5", "x.md:17: the text with cell 'inner' differs\n-   5\n+   4"),
      ("Last.", "Lost.", "x.md:24: the text differs\n- Lost.[^n]\n+ Last.[^n]"),
      (": Note.", ": Nota.", "x.md:26: footnote 'n' differs\n- [^n]: Nota.\n+ [^n]: Note."),
    ] {
      try edit("x.md", old, new)
      #expect(differences(page) == [says])
      try edit("x.md", new, old)
    }
  }

  @Test func onlyTheHTMLPage() throws {
    let page = page(result())
    try publish(page)
    try edit("x.html", "<html>", "<HTML>")
    #expect(differences(page) == ["x.html:1: differs\n- <HTML>\n+ <html>"])
  }

  @Test func picturesThatAreLeftOver() throws {
    try publish(page(result()))
    try write("", to: "x_files/old.svg")
    #expect(differences(page(result())) == ["x_files/old.svg: is no longer a part of the page"])
  }

  /// To Unicode these are the same text.
  @Test func bytesCount() throws {
    try publish(page(result("e\u{301}\n")))
    #expect(differences(page(result("\u{e9}\n"))).count == 2)
    try publish(page(result("3\n")))
    try edit("x.md", "3\n", "3\r\n")
    #expect(differences(page(result("3\n"))).count == 1)
  }

  // MARK: Volatile results

  private func volatile(_ result: ExecutionResult) -> PageComparison.Page {
    var reduced = result
    reduced.outputs[0] = [.stream(.stdout, "…")]
    reduced.outputs[1] = [.display(MIMEBundle(plain: "…", role: .figure))]
    var page = page(result)
    page.shape = self.page(reduced).files
    return page
  }

  @Test func volatileResults() throws {
    try publish(page(result("1.5 s\n2.5 s\n", plot: "<svg>1</svg>")))
    #expect(differences(volatile(result("1.6 s\n", plot: "<svg>2</svg>"))) == [])
  }

  /// Which outputs there are is a part of the HTML page's fingerprint.
  @Test func shapeOfVolatileResults() throws {
    func page(_ fingerprint: String) -> PageComparison.Page {
      var page = volatile(result("1.6 s\n"))
      let line = Array("<meta name=\"notebook-fingerprint\" content=\"\(fingerprint)\">\n".utf8)
      page.files[0].bytes.insert(contentsOf: line, at: 0)
      page.shape![0].bytes.insert(contentsOf: line, at: 0)
      return page
    }
    try publish(page("a"))
    #expect(differences(page("a")) == [])
    #expect(differences(page("b")) == ["x.html: volatile results have another shape"])
  }

  @Test func whatIsBesideVolatileResults() throws {
    try publish(page(result("1.5 s\n", plot: "<svg>1</svg>")))
    try edit("x.md", "First 1", "First 9")
    #expect(
      differences(volatile(result("1.6 s\n", plot: "<svg>2</svg>"))) == [
        "x.md:5: the text differs\n- First 9,\n+ First 1,"
      ])
    try edit("x.md", "First 9", "First 1")
    try FileManager.default.removeItem(atPath: folder + "/x_files/cell-2-1.svg")
    #expect(
      differences(volatile(result("1.6 s\n", plot: "<svg>2</svg>"))) == [
        "x_files/cell-2-1.svg: is not there"
      ])
  }
}

@Suite struct PageDifferenceTests {
  private func excerpt(_ published: [String], _ built: [String]) -> [String] {
    PageDifference(file: "x", message: "", published: published, built: built).excerpt
  }

  @Test func longLines() {
    let start = String(repeating: "a", count: 200)
    let end = String(repeating: "b", count: 200)
    let context = String(repeating: "a", count: 24)
    let rest = String(repeating: "b", count: 75)
    #expect(
      excerpt([start + "1" + end], [start + "2" + end])
        == ["- …\(context)1\(rest)…", "+ …\(context)2\(rest)…"])
  }

  @Test func manyLines() {
    #expect(
      excerpt((1...10).map { "\($0)" }, [])
        == (1...8).map { "- \($0)" } + ["- … and 2 more lines"])
  }
}
