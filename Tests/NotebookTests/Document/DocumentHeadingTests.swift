import Testing

@testable import Notebook

@Suite("Headings and links to them")
struct DocumentHeadingTests {
  @Test(arguments: [
    ("# Hello, World!", "hello-world", nil, "Hello, World!"),
    ("### 3.10 试在MNIST上", "sec-3-10", "3.10", "试在MNIST上"),
    ("# 3 *Third*", "sec-3", "3", "Third"),
    ("# 3. Third", "3-third", nil, "3. Third"),
    ("# 3.10", "310", nil, "3.10"),
    ("# 3.1 AlexNet {#alex}", "alex", "3.1", "AlexNet"),
    ("# A {#a .unnumbered} ##", "a", nil, "A"),
    ("# A {x}", "a-x", nil, "A {x}"),
    ("中文 标题\n===", "中文-标题", nil, "中文 标题"),
    ("two\nlines\n---", "two-lines", nil, "two lines"),
    ("# `code` and $x$", "code-and-x", nil, "code and x"),
    ("#", "section", nil, ""),
    ("# \\#", "section", nil, "#"),
  ])
  func parts(markdown: String, id: String, number: String?, title: String) throws {
    let heading = try #require(parse(markdown).document.headings.first)
    #expect(heading.id == id)
    #expect(heading.number == number)
    #expect(heading.content.plainText == title)
  }

  @Test func idsAreUnique() {
    let document = parse("# A\n# A\n# B {#a-1}\n> # A\n\n- # A\n").document
    #expect(document.headings.map(\.id) == ["a", "a-2", "a-1", "a-3", "a-4"])
  }

  @Test(arguments: ["x <a id=a></a>", "- x <span id='a'>y</span>", "# <b id=\"a\">c</b>"])
  func leavesIDsToHTMLInLines(html: String) {
    let document = parse("# A\n\n\(html)\n\n`<i id=\"a-1\">`").document
    #expect(document.headings[0].id == "a-1")
  }

  @Test func leavesIDsToHTML() {
    let document = parse("# A\n\n<p id=\"a\" data-id='b'>\n\n# B\n\n[x](#a)").document
    #expect(document.headings.map(\.id) == ["a-1", "b"])
  }

  @Test func duplicateExplicitID() {
    let diagnostics = parse("# A {#x}\n\n# B {#x}\n").diagnostics
    #expect(diagnostics.map(\.summary) == ["3:6: error: the id `x` is taken"])
    #expect(diagnostics.first?.notes.map(\.summary) == ["1:6: note: by this heading"])
  }

  @Test(arguments: [
    "#3.1.1 AlexNet", "#3.1.1", "#AlexNet", "#sec-3-1-1", "#alexnet", "#3.1.1AlexNet",
    "#3.1.1%20AlexNet",
  ])
  func linksToNumberedHeading(destination: String) {
    let markdown = "[x](\(destination))\n\n#### 3.1.1 AlexNet\n"
    #expect(html(markdown).hasPrefix("<p><a href=\"#sec-3-1-1\">x</a></p>"))
    #expect(messages(markdown) == [])
  }

  @Test(arguments: [
    "[3.1](#3.1 计算AlexNet、VGG19（两个）的 参数)", "[3.1][]\n\n[3.1]: <#3.1 计算AlexNet、VGG19（两个）的 参数>",
    "**在[3.1](#计算AlexNet、VGG19（两个）的参数)中**",
  ])
  func oldStyleLinks(markdown: String) {
    let markdown = "### 3.1 计算AlexNet、VGG19（两个）的 参数\n\n" + markdown
    #expect(html(markdown).contains("<a href=\"#sec-3-1\">3.1</a>"))
    #expect(messages(markdown) == [])
  }

  @Test func danglingLinks() {
    let markdown = """
      - see [a](#nowhere to go), [b](#fig-x), [c](#anchor), [d](#), [e](#3.9)

      <a id="anchor"></a>

      ```swift
      //| label: fig-x
      ```
      """
    #expect(
      messages(markdown) == [
        "1:7: warning: no heading matches the link `#nowhere to go`",
        "1:63: warning: no heading matches the link `#3.9`",
      ])
  }
}
