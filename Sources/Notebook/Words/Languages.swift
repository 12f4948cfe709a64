import Synchronization

/// The words of pages in all languages: files `words/<tag>.yml` among the templates.
///
/// A file is read when the first page needs it.
final class Languages: Sendable {
  /// The files of a folder of templates, by their tags in lowercase.
  private struct Folder {
    let files: [String: (tag: LanguageTag, path: String)]

    init(_ templates: String) {
      let folder = templates + "/" + Languages.folder
      let named = FileAccess.names(in: folder).filter { $0.hasSuffix(".yml") }.map { name in
        let tag = LanguageTag(String(name.dropLast(4)))
        return (tag.description.lowercased(), (tag: tag, path: "\(folder)/\(name)"))
      }
      files = Dictionary(named) { first, _ in first }
    }
  }

  private struct Loaded {
    var wording: Wording
    /// What is wrong in the files that it was read from.
    var problems: [Diagnostic] = []
    /// Whether there is a file of the language.
    var isKnown = false
  }

  /// Among the templates.
  static let folder = "words"
  private static let fallback = LanguageTag("en")

  /// An author's own first.
  private let folders: [Folder]
  /// Where an author's own would be.
  private let overrides: String?
  private let english: Loaded
  private let loaded = Mutex<[LanguageTag: Loaded]>([:])

  /// - Parameters:
  ///   - builtIn: The templates with the words of all languages.
  ///   - overrides: Templates that may have files of their own.
  init(builtIn: String, overrides: String?) throws(Templates.Failure) {
    self.overrides = overrides
    folders = [overrides, builtIn].compactMap { $0 }.map(Folder.init)
    english = Self.load(Self.fallback, from: folders, else: nil)
    if let missing = english.wording.missing {
      let file = "\(builtIn)/\(Self.folder)/\(Self.fallback).yml"
      throw Templates.Failure(description: "no word `\(missing.rawValue)` in \(file)")
    }
  }

  func wording(in language: String) -> Wording { load(LanguageTag(language)).wording }

  /// The words of a chapter, some of which it may say itself.
  func wording(for frontMatter: FrontMatter) -> Wording {
    wording(in: frontMatter.language).replacing(frontMatter.words)
  }

  /// What keeps the words of a page from being in its language.
  ///
  /// - Parameters:
  ///   - range: Where `file` says which language that is.
  func problems(with language: String, at range: SourceRange?, in file: String) -> [Diagnostic] {
    let loaded = load(LanguageTag(language))
    guard !loaded.isKnown else { return loaded.problems }
    let name = "\(Self.folder)/\(LanguageTag(language).primary).yml"
    let advice =
      overrides.map { "add `\($0)/\(name)`" } ?? "add `\(name)` to a folder of templates"
    let message = "there are no words in `\(language)`: what pages add is in English; \(advice)"
    return [Diagnostic(.warning, message, file: file, range: range)] + loaded.problems
  }

  func problems(in document: Document) -> [Diagnostic] {
    let frontMatter = document.frontMatter
    return problems(
      with: frontMatter.language, at: frontMatter.languageRange, in: document.path)
  }

  private func load(_ language: LanguageTag) -> Loaded {
    loaded.withLock { known in
      if let loaded = known[language] { return loaded }
      let loaded = Self.load(language, from: folders, else: english)
      known[language] = loaded
      return loaded
    }
  }

  /// Each word is taken from the nearest file that has it.
  private static func load(
    _ language: LanguageTag, from folders: [Folder], else fallback: Loaded?
  ) -> Loaded {
    var loaded = Loaded(wording: Wording(language: language))
    for candidate in language.candidates where loaded.wording.missing != nil {
      for file in folders.compactMap({ $0.files[candidate] }) {
        let (words, diagnostics) = WordsReader.read(path: file.path)
        loaded.wording.complete(with: words, in: file.tag)
        loaded.problems += diagnostics
        loaded.isKnown = true
      }
    }
    if let fallback, loaded.wording.missing != nil {
      loaded.wording.complete(with: fallback.wording)
      loaded.problems += fallback.problems
    }
    return loaded
  }
}
