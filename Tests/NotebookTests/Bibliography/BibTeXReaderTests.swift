import Foundation
import Testing

@testable import Notebook

@Suite("BibTeX")
struct BibTeXReaderTests {
  private func read(_ text: String) -> (entries: [BibTeXEntry], problems: [String]) {
    let (entries, diagnostics) = BibTeXReader.read(text, file: "refs.bib")
    #expect(diagnostics.allSatisfy { $0.file == "refs.bib" && $0.severity == .error })
    return (entries, diagnostics.map { "\($0.range!.lowerBound): \($0.message)" })
  }

  @Test(arguments: [
    ("title = {A {B} c}", "A {B} c"), ("title = \"A {\"}q{\"} c\"", "A {\"}q{\"} c"),
    ("TITLE=1984", "1984"), ("title = {a} # \" b\" # 3", "a b3"),
    ("title = jan # { 3}", "January 3"),
    ("title = acm # { x}", "ACM x"), ("title = ACM", "ACM"), ("title = {a\\}b}", "a\\}b"),
    ("title = {a}, title = {b}", "a"), ("title = {}", ""), ("title = {a},", "a"),
    ("title = {第 @ 章}", "第 @ 章"),
  ])
  func values(field: String, value: String) {
    for entry in ["@article{k, \(field)}", "@Article ( k , \(field) )"] {
      let (entries, problems) = read("@string{acm = \"ACM\"}\n\(entry)")
      #expect(entries.map(\.key) == ["k"] && entries.map(\.kind) == ["article"])
      #expect(entries.first?.fields["title"] == value)
      #expect(problems == [])
    }
  }

  @Test func skipsWhatIsNoEntry() {
    let text =
      "Mail me@x.org.\n% {\n@comment{x, @misc{a, year = 1}}\n@preamble{\"x\" # {y}}\n@misc{b}"
    #expect(read(text).entries.map(\.key) == ["a", "b"])
    #expect(read("").entries == [] && read("@").entries == [] && read("@misc").entries == [])
  }

  @Test(arguments: [
    ("@misc{a, year = 1\n@misc{b, year = 2}", "2:1: expected `,` or `}`"),
    ("x\n@misc{a, title = {b}", "2:1: this entry is not closed"),
    ("@misc{a,\n  title = {b\n", "2:11: this value is not closed"),
    ("@misc{a,\n  title {b}}", "2:9: expected `=` behind `title`"),
    ("@misc{, title = {b}}", "1:7: an entry `@misc` needs a key"),
    (
      "@string{acm = {A}}\n@misc{a, title = {b} # amc}",
      "2:24: there is no `@string` called `amc`; did you mean `acm`?"
    ),
    ("@misc{a, title = }", "1:18: expected a value in braces or quotes"),
    ("@misc{a, title = \"b}c\"}", "1:20: this `}` closes nothing"),
    ("@misc{a}\n@book{a}", "2:7: the key `a` is taken"),
    ("@misc(a, year = 1}", "1:18: expected `,` or `)`"),
  ])
  func reportsWhatIsWrong(text: String, problem: String) {
    #expect(read(text).problems == [problem])
  }

  @Test func goesOnBehindWhatIsWrong() {
    #expect(
      read("@misc{a, year = }\n@misc{b, year = 1}\n@misc{c, x}\n@misc{d}").entries.map(\.key)
        == ["b", "d"])
  }

  @Test(arguments: [
    ("{\\'E}cole", "École"), ("Erd{\\H o}s", "Erdős"), ("G{\\\"{o}}del", "Gödel"),
    ("\\\"Uber", "Über"),
    ("{\\v{S}}koda \\v Cech", "Škoda Čech"), ("na\\\"{\\i}ve", "naïve"), ("\\c{c}a, \\~n", "ça, ñ"),
    ("Stra{\\ss}e", "Straße"), ("{\\O}re, \\aa, \\L{}odz", "Øre, å, Łodz"),
    ("AT\\&T 5\\%", "AT&T 5%"),
    ("1--2, a---b", "1–2, a—b"), ("``x'' and `y'", "“x” and ‘y’"), ("a~b", "a\u{A0}b"),
    ("\\emph{a} {\\em b} \\textbf{c}", "a b c"), ("a\n  b\t c", "a b c"),
    ("$L^2$ norm", "$L^2$ norm"),
    ("\\", ""), ("\\'", ""), ("{{{", ""), ("\\'{", ""), ("中文", "中文"), ("$", ""), ("\\v{}", ""),
  ])
  func latex(latex: String, text: String) {
    #expect(LaTeXText.plain(latex) == text)
  }

  @Test(arguments: [
    ("He, Kaiming", "He", "He, K."), ("Kaiming He", "He", "He, K."),
    ("Johannes Diderik van der Waals", "van der Waals", "van der Waals, J. D."),
    ("King, Jr, Martin Luther", "King", "King, M. L., Jr"),
    ("{Google Research}", "Google Research", "Google Research"),
    ("陈云霁", "陈云霁", "陈云霁"), ("陈, 云霁", "陈云霁", "陈云霁"), ("Plato", "Plato", "Plato"),
    ("Sartre, Jean-Paul", "Sartre", "Sartre, J.-P."), ("{\\'E}va Tardos", "Tardos", "Tardos, É."),
  ])
  func names(name: String, short: String, listed: String) {
    let (names, hasOthers) = PersonName.names(in: name)
    #expect(names.map(\.short) == [short] && names.map(\.listed) == [listed] && !hasOthers)
    #expect(PersonName.names(in: "\(name) and Ann Author and others").names.count == 2)
    #expect(PersonName.names(in: "\(name) and others").hasOthers)
  }

  /// Whatever the bytes are, the reader ends, and names places within the file.
  @Test func damagedFiles() {
    let valid = """
      @string{cvpr = "Proc. {CVPR}"}
      @inproceedings{he2016, author = {He, Kaiming and Ren, Shaoqing}, booktitle = cvpr # { 2016},
        title = "Deep {\\"U}ber residual", pages = {770--778}, year = 2016}
      @comment{x} @preamble{{y}} @book(chen, title = {智能计算系统}, year = 2020)
      """
    let bytes = Array(valid.utf8)
    for length in bytes.indices { check(Array(bytes[..<length])) }
    var generator = SplitMix(state: 20)
    let pieces = ["@", "{", "}", "\"", "#", ",", "=", "(", ")", "\\", "\n", "@string{", "\0", "é"]
    for _ in 0..<2000 {
      var damaged = bytes
      for _ in 0..<Int.random(in: 1...6, using: &generator) {
        let start = Int.random(in: 0...damaged.count, using: &generator)
        let end = min(damaged.count, start + Int.random(in: 0...5, using: &generator))
        damaged.replaceSubrange(
          start..<end, with: Array(pieces.randomElement(using: &generator)!.utf8))
      }
      check(damaged)
    }
  }

  private func check(_ bytes: [UInt8]) {
    let text = String(decoding: bytes, as: UTF8.self)
    let lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    let (entries, diagnostics) = BibTeXReader.read(text, file: "x")
    for work in entries.map(Work.init) { _ = (work.title, work.inlines("title"), work.address) }
    for diagnostic in diagnostics {
      let place = diagnostic.range!.lowerBound
      #expect(
        lines.indices.contains(place.line - 1) && place.column <= lines[place.line - 1].count + 1)
    }
  }
}
