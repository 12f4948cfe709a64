import Foundation
import Testing

@testable import Notebook

@Suite struct WordsTests {
  private static let folder = packageFolder + "/templates/words"
  private static let files = FileAccess.names(in: folder).sorted()

  @Test(arguments: files)
  func everyFileHasAllWords(file: String) {
    let (words, diagnostics) = WordsReader.read(path: "\(Self.folder)/\(file)")
    #expect(diagnostics == [])
    #expect(Set(Word.allCases).subtracting(words.keys) == [])
    for (word, phrase) in words {
      #expect(phrase.places == Set(word.places), "\(word)")
    }
  }

  private let languages = builtInTemplates.languages

  @Test(arguments: [
    (1, "1 строка"), (2, "2 строки"), (5, "5 строк"), (11, "11 строк"), (14, "14 строк"),
    (21, "21 строка"), (24, "24 строки"), (112, "112 строк"), (0, "0 строк"),
  ])
  func russianHasManyForms(count: Int, text: String) {
    #expect(languages.wording(in: "ru").text(.lines, count: count) == text)
  }

  @Test(arguments: [
    ("en", 0, PluralCategory.other), ("fr", 0, .one), ("fr", 2, .other), ("zh", 1, .other),
    ("pl", 1, .one), ("pl", 21, .many), ("pl", 22, .few), ("pl", 12, .many), ("cs", 4, .few),
    ("cs", 5, .other), ("ar", 0, .zero), ("ar", 103, .few), ("ar", 111, .many), ("ar", 100, .other),
    ("he", 2, .two), ("sr", 11, .other), ("nl", 1, .one),
  ])
  func formsAreCLDRs(language: String, count: Int, category: PluralCategory) {
    #expect(PluralCategory(of: count, in: LanguageTag(language)) == category)
  }

  @Test(arguments: [
    ("en", 1, "1st ed."), ("en", 2, "2nd ed."), ("en", 3, "3rd ed."), ("en", 4, "4th ed."),
    ("en", 11, "11th ed."), ("en", 21, "21st ed."), ("en", 112, "112th ed."), ("de", 2, "2. Aufl."),
    ("fr", 1, "1re éd."), ("fr", 21, "21e éd."),
  ])
  func ordinals(language: String, number: Int, text: String) {
    #expect(languages.wording(in: language).text(.edition, ordinal: number) == text)
  }

  @Test(arguments: [
    ("zh-TW", "圖3.1"), ("zh_HK", "圖3.1"), ("zh-Hant", "圖3.1"), ("zh-Hant-MO", "圖3.1"),
    ("zh-Hans-TW", "图3.1"), ("zh-SG", "图3.1"), ("ZH", "图3.1"), ("de-AT-1996", "Abbildung 3.1"),
    ("en-US", "Figure 3.1"), ("nl", "Figure 3.1"), ("", "Figure 3.1"),
  ])
  func aLanguageIsThatOfTheNearestFile(language: String, text: String) {
    #expect(languages.wording(in: language).label(.figure, "3.1") == text)
  }

  // MARK: What is wrong

  @Test func aLanguageWithoutWordsIsWarnedOf() throws {
    let document = parse("---\ntitle: a\nlang: nl-BE\n---\n").document
    let message = "there are no words in `nl-BE`: what pages add is in English; add"
    #expect(
      languages.problems(in: document).map(\.summary) == [
        "3:7: warning: \(message) `words/nl.yml` to a folder of templates"
      ])
    try withFolder([:]) { folder in
      let templates = try Templates(builtIn: packageFolder + "/templates", overrides: folder)
      #expect(
        templates.languages.problems(in: document).map(\.summary) == [
          "3:7: warning: \(message) `\(folder)/words/nl.yml`"
        ])
    }
    let (book, _) = BookParser.parse("chapters: [a.md]\nlang: nl\n", path: "notebook.yml")
    #expect(book.languageRange?.lowerBound == SourcePosition(line: 2, column: 7))
  }

  @Test(arguments: [
    ("contents: a\nskipp: b", "2:1: error: there is no word `skipp`; did you mean `skip`?"),
    (
      "rows: {one: a, some: b}",
      "1:16: error: the forms of `rows` are texts for `zero`, `one`, "
        + "`two`, `few`, `many`, `other`"
    ),
    ("rows: {one: a}", "1:7: error: `rows` should be a text, or forms with `other`"),
    (
      "cell: \"{labl}\"",
      "1:7: error: `cell` has `{label}` to be filled in, no `{labl}`"
    ),
    ("skip: \"{a}\"", "1:7: error: `skip` has nothing to be filled in, no `{a}`"),
    ("- a", "1:1: error: this should be YAML of the form `key: value`"),
  ])
  func anAuthorsFileIsChecked(text: String, message: String) throws {
    try withFolder(["words/de.yml": text]) { folder in
      let templates = try Templates(builtIn: packageFolder + "/templates", overrides: folder)
      let problems = templates.languages.problems(with: "de-CH", at: nil, in: "a.md")
      #expect(problems.map(\.summary) == [message])
      #expect(problems.map(\.file) == [folder + "/words/de.yml"])
      // Other languages have nothing to do with it.
      #expect(templates.languages.problems(with: "fr", at: nil, in: "a.md") == [])
    }
  }

  @Test func anAuthorsFileComesFirst() throws {
    let files = ["words/de.yml": "author: Autorin", "words/en.yml": "author: Written by"]
    try withFolder(files) { folder in
      let templates = try Templates(builtIn: packageFolder + "/templates", overrides: folder)
      #expect(templates.languages.wording(in: "de")[.author] == "Autorin")
      #expect(templates.languages.wording(in: "de")[.date] == "Datum")
      #expect(templates.languages.wording(in: "en")[.author] == "Written by")
      #expect(templates.languages.wording(in: "nl")[.author] == "Written by")
    }
  }

  @Test func englishIsNeeded() throws {
    let templates = packageFolder + "/templates"
    try withFolder(["words/en.yml": "skip: Skip"]) { folder in
      for name in FileAccess.names(in: templates) where name != "words" {
        try FileManager.default.copyItem(
          atPath: "\(templates)/\(name)", toPath: "\(folder)/\(name)")
      }
      let failure = #expect(throws: Templates.Failure.self) { try Templates(builtIn: folder) }
      #expect(failure?.description == "no word `theme` in \(folder)/words/en.yml")
    }
  }

  @Test func wordsOfTheFrontMatterAreChecked() {
    #expect(
      messages("---\nlanguage:\n  skip: a\n  toc-titel: b\n---\n") == [
        "4:3: warning: there is no word `toc-titel`"
      ])
    #expect(
      messages("---\nlanguage: de\n---\n") == [
        "2:11: warning: `language` should be words by their keys; the language itself is `lang`"
      ])
  }

  // MARK: Builds

  @Test func aPageDependsOnTheFilesOfWords() throws {
    try withFolder(["a.md": "a", "my/words/nl.yml": "skip: a"]) { folder in
      var options = BuildOptions()
      options.templates = folder + "/my"
      func stamp() -> Digest? { BuildStamps.programs(options, .current) }
      var inputs = BuildInputs(
        paths: BuildPaths(chapter: folder + "/a.md", output: nil), options: options,
        installation: .current)
      inputs.text = "a"
      let before = stamp()
      #expect(before != nil && stamp() == before && !inputs.haveChanged())
      #expect(inputs.watched.contains(folder + "/my/words/nl.yml"))
      #expect(inputs.watched.contains(packageFolder + "/templates/words/en.yml"))
      try Data("skip: other".utf8).write(to: URL(filePath: folder + "/my/words/nl.yml"))
      #expect(stamp() != before && inputs.haveChanged())
    }
  }
}
