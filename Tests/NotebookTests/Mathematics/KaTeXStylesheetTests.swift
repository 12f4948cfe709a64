import Testing

@testable import Notebook

@Suite struct KaTeXStylesheetTests {
  @Test(arguments: [
    ("1 + 2", ["Main-Regular"]),
    ("x", ["Main-Regular", "Math-Italic"]),
    ("\\mathbf{1}", ["Main-Bold", "Main-Regular"]),
    ("\\boldsymbol{x}", ["Main-Regular", "Math-BoldItalic"]),
    ("\\textbf{\\textit{1}}", ["Main-BoldItalic", "Main-Regular"]),
    ("\\mathbb{R}\\mathcal{L}", ["AMS-Regular", "Caligraphic-Regular", "Main-Regular"]),
    ("\\sum", ["Main-Regular", "Size2-Regular"]),
    ("\\Biggl( 1", ["Main-Regular", "Size4-Regular"]),
    ("\\texttt{1}\\textsf{1}", ["Main-Regular", "SansSerif-Regular", "Typewriter-Regular"]),
  ])
  func embedsTheFontsThatAreUsed(tex: String, fonts: [String]) throws {
    let installation = KaTeXInstallation.debian
    let html = try KaTeX(script: installation.script()).html(of: Formula(tex: tex, display: true))
    var read: [String] = []
    let css = try KaTeXStylesheet(installation.stylesheet()).text(for: html) { path in
      read.append(path)
      return Array(path.utf8)
    }
    #expect(read.sorted() == fonts.map { "fonts/KaTeX_\($0).woff2" })
    #expect(css.components(separatedBy: "@font-face").count - 1 == fonts.count)
    #expect(!css.contains("url(fonts/"))
    #expect(css.contains(".katex .mathbf{font-family:KaTeX_Main;font-weight:700}"))
  }
}
