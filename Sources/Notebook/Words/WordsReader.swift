import Yams

/// Reads words by their keys:
///
/// ```yaml
/// table-reference: Table {number}
/// rows: {one: "{count} row", other: "{count} rows"}
/// ```
struct WordsReader {
  let yaml: YAMLText
  let report: (_ problem: String, _ range: SourceRange) -> Void

  /// The words of a file. What is wrong in it is an error.
  static func read(path: String) -> (words: [Word: Phrase], diagnostics: [Diagnostic]) {
    do {
      let context = ParsingContext(path: path)
      let yaml = YAMLText(source: try Document.load(path: path))
      let reader = WordsReader(yaml: yaml) { context.error($0, at: $1) }
      return (reader.words(yaml.mapping(context)), context.sortedDiagnostics)
    } catch {
      return ([:], [error])
    }
  }

  func words(_ pairs: [(key: Node, value: Node)]) -> [Word: Phrase] {
    var words: [Word: Phrase] = [:]
    for (key, value) in pairs where !value.isNull {
      let name = key.scalar?.string ?? ""
      guard let word = Word(rawValue: name) else {
        let suggestion = name.suggestion(from: Word.allCases.map(\.rawValue))
        report("there is no word `\(name)`\(suggestion)", yaml.range(of: key))
        continue
      }
      words[word] = phrase(value, for: word)
    }
    return words
  }

  private func phrase(_ node: Node, for word: Word) -> Phrase? {
    guard let forms = forms(node, for: word) else { return nil }
    let phrase = Phrase(forms)
    for place in phrase.places.subtracting(word.places).sorted() {
      let known =
        word.places.isEmpty
        ? "nothing" : word.places.map { "`{\($0)}`" }.joined(separator: " and ")
      report(
        "`\(word.rawValue)` has \(known) to be filled in, no `{\(place)}`", yaml.range(of: node))
    }
    return phrase
  }

  /// A text, or a mapping of plural categories to texts.
  private func forms(_ node: Node, for word: Word) -> [PluralCategory: String]? {
    if let text = node.scalar?.string { return [.other: text] }
    var forms: [PluralCategory: String] = [:]
    for (key, value) in node.mapping ?? [:] {
      let name = key.scalar?.string ?? ""
      guard let category = PluralCategory(rawValue: name), let text = value.scalar?.string else {
        let names = PluralCategory.allCases.map { "`\($0.rawValue)`" }.joined(separator: ", ")
        report("the forms of `\(word.rawValue)` are texts for \(names)", yaml.range(of: key))
        return nil
      }
      forms[category] = text
    }
    guard forms[.other] != nil else {
      report("`\(word.rawValue)` should be a text, or forms with `other`", yaml.range(of: node))
      return nil
    }
    return forms
  }
}
