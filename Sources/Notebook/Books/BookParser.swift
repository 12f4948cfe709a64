import Foundation
import Yams

/// Reads `notebook.yml`.
struct BookParser {
  private enum Key: String, CaseIterable {
    case title
    case author
    case authors
    case description
    case language = "lang"
    case url
    case outputFolder = "output-dir"
    case chapters
  }

  private var book = Book()
  private let reader: YAMLReader

  /// Never fails: what is wrong is reported, and the rest is read.
  static func parse(_ source: String, path: String) -> (book: Book, diagnostics: [Diagnostic]) {
    let context = ParsingContext(path: path)
    var parser = BookParser(reader: YAMLReader(yaml: YAMLText(source: source), context: context))
    parser.parse()
    return (parser.book, context.sortedDiagnostics)
  }

  private init(reader: YAMLReader) {
    self.reader = reader
  }

  private mutating func parse() {
    for (key, value) in reader.yaml.mapping(reader.context) where !value.isNull {
      let name = key.scalar?.string ?? ""
      guard let known = Key(rawValue: name) else {
        let suggestion = name.suggestion(from: Key.allCases.map(\.rawValue))
        reader.context.error("unknown key `\(name)`\(suggestion)", at: reader.yaml.range(of: key))
        continue
      }
      read(known, value)
    }
    if book.chapters.isEmpty, reader.context.diagnostics.isEmpty {
      reader.context.error("the book has no chapters; list them under `chapters`", at: nil)
    }
  }

  private mutating func read(_ key: Key, _ value: Node) {
    let name = key.rawValue
    switch key {
    case .title: book.title = reader.string(value, for: name) ?? ""
    case .author, .authors: book.authors = reader.strings(value, for: name) ?? []
    case .description: book.description = reader.string(value, for: name)
    case .language:
      book.language = reader.string(value, for: name) ?? book.language
      book.languageRange = reader.yaml.range(of: value)
    case .url:
      let url = reader.string(value, for: name)
      book.url = url.map { $0.hasSuffix("/") ? String($0.dropLast()) : $0 }
    case .outputFolder: book.outputFolder = reader.string(value, for: name) ?? book.outputFolder
    case .chapters: readChapters(value)
    }
  }

  private mutating func readChapters(_ node: Node) {
    guard let files = reader.strings(node, for: Key.chapters.rawValue) else { return }
    let nodes = node.sequence.map(Array.init) ?? [node]
    book.chapters = zip(files, nodes).map { file, node in
      Book.Chapter(file: file, range: reader.yaml.range(of: node))
    }
    reportSharedPages()
  }

  /// Two files of a folder may differ in nothing but their extensions.
  private func reportSharedPages() {
    let folder = URL(fileURLWithPath: reader.context.path).deletingLastPathComponent().path
    let places = PagePlace.places(of: book.chapters.map { $0.path(in: folder) })
    var owners: [PagePlace: Book.Chapter] = [:]
    for (chapter, place) in zip(book.chapters, places) {
      if let owner = owners[place] {
        reader.context.error(
          "'\(chapter.file)' and '\(owner.file)' would have the same page, \(place.path).html",
          at: chapter.range)
      } else {
        owners[place] = chapter
      }
    }
  }
}
