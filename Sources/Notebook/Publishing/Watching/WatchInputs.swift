import Foundation

/// What the last build of a chapter or book was made of, as a watch looks at it.
struct WatchInputs: Sendable {
  /// A book's `notebook.yml`, and what it said; `nil` if it could not be read.
  private struct BookText {
    var path: String
    var text: String?
  }

  private var book: BookText?
  /// The files that the book publishes with its pages.
  private var files = SourceStamps()
  private var chapters: [BuildInputs]

  /// Before the first build.
  init(_ subject: Watch.Subject, options: BuildOptions, installation: Installation) {
    switch subject {
    case .chapter(let file):
      let inputs = BuildInputs(
        paths: BuildPaths(chapter: file, output: options.output), options: options,
        installation: installation)
      chapters = [inputs]
    case .book(let file):
      book = BookText(path: file)
      chapters = []
    }
    readTexts()
  }

  init(_ outcome: Watch.Outcome) {
    book = outcome.book.map { BookText(path: $0.file, text: $0.source) }
    files = outcome.book?.files ?? SourceStamps()
    chapters = outcome.chapters.map(\.inputs)
  }

  /// Takes what an earlier build saw, as far as this one did not get to it.
  mutating func complete(from earlier: WatchInputs) {
    if chapters.isEmpty {
      chapters = earlier.chapters
      files.complete(from: earlier.files)
    }
    for index in chapters.indices {
      guard let before = earlier.chapters.first(where: { $0.chapter == chapters[index].chapter })
      else { continue }
      chapters[index].complete(from: before)
    }
  }

  /// Notes the texts that the next build will read.
  mutating func readTexts() {
    if let path = book?.path { book?.text = try? Document.load(path: path) }
    for index in chapters.indices {
      chapters[index].text = try? Document.load(path: chapters[index].chapter)
    }
  }

  /// Whether another build could give something else.
  func haveChanged() -> Bool {
    bookHasChanged || files.haveChanged() || chapters.contains { $0.haveChanged() }
  }

  /// Whether a chapter itself, or the list of them, has changed.
  func textHasChanged() -> Bool { bookHasChanged || chapters.contains { $0.textHasChanged() } }

  private var bookHasChanged: Bool {
    book.map { (try? Document.load(path: $0.path)) != $0.text } ?? false
  }

  /// Paths of everything whose change may matter.
  var watched: Set<String> {
    let paths = book.map { [URL(fileURLWithPath: $0.path).path] } ?? []
    return chapters.reduce(into: Set(paths).union(files.paths)) { $0.formUnion($1.watched) }
  }
}
