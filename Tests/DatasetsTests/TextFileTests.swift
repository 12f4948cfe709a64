import Testing

@testable import Datasets

struct TextFileTests {
  private let folder = try! TemporaryFolder()

  @Test func textIsUTF8() throws {
    let path = try folder.write("good", "naïve 数据 🙂".utf8)
    #expect(try TextFile.read(path) == "naïve 数据 🙂")
    let bad = try folder.write("bad", Array("ab ü".utf8) + [0xFF, 0x41])
    #expect(problem { _ = try TextFile.read(bad) } == "bad: byte 5: not UTF-8")
    #expect(
      problem { _ = try TextFile.read(path, limit: 10) }
        == "good: more bytes than the limit of 10")
  }

  @Test func aVocabularyNumbersCharactersInUnicodeOrder() {
    let vocabulary = CharacterVocabulary("banana\r\n")
    #expect(vocabulary.characters == ["\n", "\r", "a", "b", "n"])
    #expect(vocabulary.encode("nab\r\n") == [4, 2, 3, 1, 0])
    #expect(vocabulary.decode([4, 2, 3, 1, 0]) == "nab\r\n")
  }
}

struct CSVFileTests {
  private let folder = try! TemporaryFolder()

  private func csv(_ text: String, separator: Character = ",") throws -> CSVFile {
    try CSVFile(try folder.write("x.csv", text.utf8), separator: separator)
  }

  @Test func readsQuotesLineEndsAndEmptyFields() throws {
    let file = try csv("\u{FEFF}name,value\r\n\"a, \"\"b\"\"\",1\n\"two\nlines\",\n\nlast,-2.5e3")
    #expect(file.header == ["name", "value"])
    #expect(file.rows == [["a, \"b\"", "1"], ["two\nlines", ""], ["last", "-2.5e3"]])
    #expect(try file.column("name") == ["a, \"b\"", "two\nlines", "last"])
    #expect(
      problem { _ = try file.numbers("value") }
        == "x.csv: line 3: '' in column 'value' is no number")
  }

  @Test func readsNumbersAndOtherSeparators() throws {
    let file = try csv("a;b\n 1 ;2\nnan;-0.5\n", separator: ";")
    #expect(try file.numbers("b") == [2, -0.5])
    #expect(try file.numbers("a")[0] == 1)
    #expect(try file.numbers("a")[1].isNaN)
  }

  @Test func saysWhatIsWrongOnWhichLine() {
    #expect(problem { _ = try csv("") } == "x.csv: line 1: no header")
    #expect(problem { _ = try csv("a,b\n\"1\n\",2\n3\n") } == "x.csv: line 4: 1 fields, expected 2")
    #expect(problem { _ = try csv("a\n1\n\"2") } == "x.csv: line 3: a quote is never closed")
    #expect(problem { _ = try csv("a\n\"2\"3") } == "x.csv: line 2: text behind a closing quote")
    #expect(
      problem { _ = try csv("a\n2\"3") }
        == "x.csv: line 2: a quote within a field that has none around it")
    #expect(
      problem { _ = try csv("a,b\n1,2").column("c") }
        == "x.csv: line 1: no column 'c'; there are a, b")
  }

  @Test func damageIsAnErrorOrATable() throws {
    let text = "name,value\r\n\"a, \"\"b\"\"\",1\n\"two\nlines\",\n\nlast,-2.5e3"
    for bytes in mutations(of: Array(text.utf8), count: 2000) {
      guard let file = try? CSVFile(try folder.write("x", bytes)) else { continue }
      #expect(file.rows.allSatisfy { $0.count == file.header.count })
    }
  }
}
