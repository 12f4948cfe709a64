import Foundation
import NotebookDisplay
import Testing

@testable import Notebook

/// Pages whose language is not English, nor one that has no words.
@Suite struct LanguagePageTests {
  private func document(
    _ language: String, _ templates: Templates = builtInTemplates
  ) throws -> Document {
    let folder = packageFolder + "/Tests/NotebookTests/Fixtures/Words/"
    let text = try String(contentsOfFile: folder + "chapter.md", encoding: .utf8)
    let references = try String(contentsOfFile: folder + "refs.bib", encoding: .utf8)
    let parsed = Document.parse(text.replacing("LANGUAGE", with: language), path: "chapter.md")
    #expect(parsed.diagnostics == [])
    let (bibliography, problems) = Bibliography.read([("refs.bib", references)])
    #expect(problems == [])
    return parsed.document.citing(bibliography, languages: templates.languages)
  }

  private var result: ExecutionResult {
    let table = Table([1, 2]) { Column("x", { $0 }) }
    let drawing = MIMEBundle(plain: "line", role: .figure)
      .adding("<svg></svg>", as: .svg).adding("x\n1\n2\n", as: .csv)
    let place = SourcePosition(line: 49, column: 7)
    let failure = Diagnostic(.error, "wrong", file: "chapter.md", range: place..<place)
    return ExecutionResult(
      outputs: [
        0: [
          .stream(.stdout, "1\n"), .display(table.mimeBundle), .display(drawing), .error(failure),
        ]
      ])
  }

  private func page(_ document: Document, _ templates: Templates) -> String {
    var options = PageOptions()
    options.assets = PageOptions.Assets(folder: "assets")
    options.previous = .init("2", href: "2.html")
    options.next = .init("4", href: "4.html")
    let page = HTMLRenderer(templates: templates).page(document, result, options: options).text
    // What changes with every change of the templates.
    return page.replacing(templates.theme, with: "")
  }

  @Test(arguments: ["de", "nl", "zh-TW"])
  func hasTheWordsOfItsLanguage(language: String) throws {
    let document = try document(language)
    try expectGolden(page(document, builtInTemplates), "Words/\(language).html")
    let markdown = MarkdownRenderer(templates: builtInTemplates).page(document, result).text
    try expectGolden(markdown, "Words/\(language).expected.md")
  }

  @Test(arguments: ["en", "en-GB", "zh-CN", "de-AT", "fr", "es", "pt-BR", "it", "ja", "ko", "ru"])
  func isAllOfOneLanguage(language: String) throws {
    let page = page(try document(language), builtInTemplates)
    let foreign = page.matches(of: #/ lang="([^"]+)"/#).map { String($0.1) }
    // The titles of the works are English and Chinese.
    let works = ["zh-CN", "ja"].contains(language) ? "en" : "zh-CN"
    #expect(foreign == [language, works])
    #expect(builtInTemplates.languages.problems(with: language, at: nil, in: "") == [])
  }

  @Test(arguments: [("ar", true), ("az-Arab", true), ("he-IL", true), ("ar-Latn", false)])
  func runsFromTheRight(language: String, isRightToLeft: Bool) throws {
    let page = page(try document(language), builtInTemplates)
    #expect(page.contains(" dir=\"rtl\"") == isRightToLeft)
    #expect(page.contains("<html lang=\"\(language)\"\(isRightToLeft ? " dir=\"rtl\"" : "") style"))
  }

  @Test func marksOnlyWhatIsInAnotherLanguage() throws {
    try withFolder(["words/nl.yml": "contents: Inhoud\nfigure-reference: Figuur {number}\n"]) {
      folder in
      let templates = try Templates(builtIn: packageFolder + "/templates", overrides: folder)
      let page = page(try document("nl-BE", templates), templates)
      #expect(page.contains("<summary id=\"toc-title\">Inhoud</summary>"))
      #expect(page.contains("<h2 lang=\"en\">Colophon</h2>"))
      #expect(templates.languages.problems(with: "nl-BE", at: nil, in: "") == [])
    }
  }

  @Test func aPageCanHaveWordsOfItsOwn() {
    let text = """
      ---
      lang: nl
      language:
        callout-note: Let op
        table-reference: "Tabel {number}"
      ---

      > [!NOTE]
      > a

      > [!TIP]
      > b

      @tbl-a

      | a |
      | - |

      : c {#tbl-a}
      """
    let parsed = parse(text)
    #expect(parsed.diagnostics == [])
    let html = HTMLRenderer(templates: builtInTemplates).text(parsed.document)
    #expect(html.contains("id=\"callout-1\">Let op</p>"))
    #expect(html.contains("id=\"callout-2\" lang=\"en\">Tip</p>"))
    #expect(html.contains("<a class=\"xref\" href=\"#tbl-a\">Tabel 1</a>"))
    #expect(html.contains("<b>Tabel 1</b> c"))
  }

  @Test func theMissingPageIsInTheLanguageOfItsTitle() throws {
    var book = Book()
    book.language = "nl"
    let pages = BookPages(
      book: book, entries: [], localFiles: BookFiles(of: [], in: "/", besides: "/"),
      search: SearchIndex(), renderer: HTMLRenderer(templates: builtInTemplates))
    let files = Dictionary(uniqueKeysWithValues: pages.files.map { ($0.path, $0.bytes.text) })
    #expect(files["404.html"]?.contains("<html lang=\"en\"") == true)
    #expect(files["index.html"]?.contains("<html lang=\"nl\"") == true)
  }
}
