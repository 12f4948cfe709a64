import Testing

@testable import Notebook

/// What the front matter has a page begin with.
@Suite struct OpenerTests {
  private let chapter = Document.parse(
    """
    ---
    title: Chapter 2. The $k$-means *algorithm* & more
    subtitle: By `Lloyd`
    author: [Ada Lovelace, 甲]
    date: 2024-05-01
    abstract: |
      It *works*.

      Mostly.
    ---

    Text.
    """, path: "x.md"
  ).document

  @Test func html() {
    let renderer = HTMLRenderer(templates: try! Templates(builtIn: packageFolder + "/templates"))
    let page = renderer.page(chapter, ExecutionResult()).text
    #expect(page.contains("<title>Chapter 2. The k-means algorithm &amp; more</title>"))
    #expect(page.contains("--running-head: &#39;Chapter 2. The k-means algorithm &amp; more&#39;"))
    #expect(page.contains("<span class=\"chapter\">Chapter 2</span> The <span class=\"m"))
    #expect(page.contains("-means <em>algorithm</em> &amp; more</h1>"))
    #expect(page.contains("<p class=\"subtitle\">By <code>Lloyd</code></p>"))
    #expect(
      page.contains(
        """
        <section class="abstract" role="doc-abstract" aria-labelledby="abstract">
        <p class="abstract-title" id="abstract">Abstract</p>
        <p>It <em>works</em>.</p>
        <p>Mostly.</p>
        </section>
        </header>
        """))
    #expect(page.contains("<dd>Ada Lovelace, 甲</dd>"))
    #expect(page.contains("<dd><time datetime=\"2024-05-01\">2024-05-01</time></dd>"))
  }

  @Test func formulasAreKnownAhead() {
    #expect(chapter.formulas == [Formula(tex: "k", display: false)])
  }

  @Test func markdown() {
    #expect(
      MarkdownRenderer(templates: builtInTemplates).page(chapter, ExecutionResult()).text == """
        # Chapter 2. The $k$-means *algorithm* & more

        By `Lloyd`

        **Ada Lovelace** · **甲** · 2024-05-01

        **Abstract**

        It *works*.

        Mostly.

        Text.

        """)
  }

  /// A heading of the text is the title, too.
  @Test func markdownBelowAHeading() {
    let document = Document.parse("---\nauthor: A*b\n---\n# T\n\nText.", path: "x.md").document
    #expect(
      MarkdownRenderer(templates: builtInTemplates).page(document, ExecutionResult()).text
        == "# T\n\n**A\\*b**\n\nText.\n")
  }
}
