import Foundation
import Notebook
import Testing

/// Prose with all that CommonMark knows.
private let samples = [
  "# Heading\n\nA *b* **c** `d <e>` & \"f\" &copy; \\* \\_\n\nhard  \nbreak\\\nagain\nsoft",
  "- a\n- b\n\n  c\n-\n- > quote\n- ```swift\n  let x = 1\n  ```",
  "1. one\n2. two\n   - nested\n     - deep\n\n7) other\n8) list",
  "- one\n- two\n\n* another\n\n- third",
  "> quote\n> * * *\n>\n> > inner\n\n---\n\n```a b\n```\n\n    indented\n\n<div>\n*raw*\n</div>\n\nx <b>y</b>",
  "[link](</a b> \"ti\\\"tle\") [x](http://e.com/?a=b&c=%20ä[\\(') ![al*t* `c`](i.png \"t\") <http://a.b?c=d>",
  "\\# no heading\n\n1\\. no list\n\n\\- no list\n\n\\> no quote\n\n2026\\) x\n\n\\+ x\n\n\\=\n\n\\-\n\n#5 is text",
  "snake_case _emphasis_ 2 * 3 * 4 a_b_ `` ` `` ` `` ` `  x  ` &amp;copy; &#35; !\\[a](b) \\![c](d)",
  "***both*** **a *b* c** *a **b** c* **注意**：这里 a**b**c *a*b",
  "- item\n\n      code in item\n- [a][b]\n\n[b]: c 'd'",
  "a  \n  b\n\n&nbsp;x&nbsp;\n\n&#9;tab\n\n&#32;space&#32;\n\n## closing \\#\n\n#\n\n|a|b|\n|-|-|\n|c|d|",
]

/// What chapters know beyond CommonMark.
private let extensions = [
  "设卷积层$H\\times W$，$x_1$，见**注意：**这里，~~旧~~。\n\n$$\nN = \\frac{a}{b} * c\n$$\n\n价格 \\$5 与 $6",
  "| a | b\\|c |\n|---|:-:|\n| `x\\|y` | **z** $\\|v\\|$ |\n\n后文[^n]，再[^n]。\n\n[^n]: 一段\n\n    又一段",
  "- [x] done\n- [ ] open\n\n1. a\n\n   $$\n   x\n   $$\n\n> $$\n> y\n> $$",
  "## 3.1 Heading {#sec-a}\n\n### Plain *one*\n\n[3.1](#sec-a)\n\n第一行\n第二行\nthird",
]

@Suite struct ProseTests {
  private let renderer = HTMLRenderer(templates: builtInTemplates)

  @Test(arguments: samples)
  func isCommonMark(markdown: String) {
    #expect(html(CommonMarkReference.document(markdown)) == CommonMarkReference.html(markdown))
  }

  /// The Markdown that is written means what the Markdown meant that was read.
  @Test(arguments: samples)
  func survivesMarkdown(markdown: String) {
    let document = CommonMarkReference.document(markdown)
    let written = MarkdownRenderer(templates: builtInTemplates).page(document, ExecutionResult())
      .text
    #expect(
      normalized(CommonMarkReference.html(written))
        == normalized(CommonMarkReference.html(markdown)),
      "\(written)")
  }

  @Test(arguments: extensions)
  func survivesMarkdownWithExtensions(markdown: String) {
    let document = Document.parse(markdown, path: "x.md").document
    let written = MarkdownRenderer(templates: builtInTemplates).page(document, ExecutionResult())
      .text
    let again = Document.parse(written, path: "x.md").document
    #expect(normalized(renderer.text(again)) == normalized(renderer.text(document)), "\(written)")
  }

  /// The page's HTML without what a page adds to CommonMark's.
  private func html(_ document: Document) -> String {
    renderer.text(document)
      .replacing(/<(h[1-6]) id="id">/) { "<\($0.1)>" }
      .replacing(/<pre [^>]*>/, with: "<pre>")
      .replacing(" swift\">", with: "\">")
      .replacing(/<span class="[ktsnc]">(.*?)<\/span>/) { $0.1 }
  }

  /// Without anchors, and without the newlines between blocks, which follow from the tightness of
  /// lists that Markdown cannot always express.
  private func normalized(_ html: String) -> String {
    html.replacing(/<a id="[^"]*"><\/a>/, with: "").replacing(/(<h[1-6]) id="[^"]*"/) { $0.1 }
      .replacing(/href="#[^"]*"/, with: "href")
      .replacing(/\x20?(<span class="m[^"]*">.*?<\/span>)\x20?/) { $0.1 }
      .replacing("\n<", with: "<").replacing(">\n", with: ">")
  }
}
