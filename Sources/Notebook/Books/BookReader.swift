import Foundation
import Synchronization

/// Reads the chapters of a book: those that have changed since it was last built, and of the others
/// what is remembered.
struct BookReader {
  struct Chapter: Sendable {
    /// Absolute.
    var path: String
    var summary: ChapterSummary
    /// `nil` where there was no need to parse it.
    var parsed: ParsedDocument?
  }

  let book: Book
  let build: BookBuild

  /// The absolute paths of the chapters.
  var paths: [String] { book.chapters.map { $0.path(in: build.folder) } }

  /// In the book's order.
  func chapters(_ diagnostics: inout [Diagnostic]) async -> [Chapter] {
    var texts: [(path: String, text: String)] = []
    for chapter in book.chapters {
      let path = chapter.path(in: build.folder)
      do throws(Diagnostic) {
        texts.append((path, try Document.load(path: path)))
      } catch {
        diagnostics.append(
          Diagnostic(
            .error, "chapter \(chapter.file): \(error.message)", file: build.file,
            range: chapter.range))
      }
    }
    return await read(texts)
  }

  private func read(_ texts: [(path: String, text: String)]) async -> [Chapter] {
    let isStrict = build.options.isStrict
    let byKey = Dictionary(texts.map { (key(of: $0), $0) }) { first, _ in first }
    let parsed = Mutex<[String: ParsedDocument]>([:])
    let memory = TextMemory(
      "chapters of a book", of: build.file, by: FileStamp(of: build.installation.executable),
      in: build.options.caching == .full ? build.store : nil
    ) { key in
      let (path, text) = byKey[key]!
      let document = Document.parse(text, path: path, isStrict: isStrict, isAlone: false)
      parsed.withLock { $0[key] = document }
      return ChapterSummary(document.document)
    }
    let summaries = await sideBySide(texts.map(key)) { memory.value(of: $0) }
    memory.save()
    return zip(texts, summaries).map { text, summary in
      Chapter(
        path: text.path, summary: summary,
        parsed: parsed.withLock { $0[key(of: text)] })
    }
  }

  /// A text's title may come from its file.
  private func key(of chapter: (path: String, text: String)) -> String {
    "\(chapter.path) \(Digest(of: chapter.text).hex)"
  }
}
