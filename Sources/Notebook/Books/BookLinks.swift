import Foundation

/// Checks that a book's links to its chapters, and to files beside them, lead somewhere.
struct BookLinks {
  /// By the absolute paths of the chapters.
  let chapters: [String: ChapterSummary]
  let bookFolder: String

  /// - Parameter path: of a chapter of the book.
  func problems(in path: String, isStrict: Bool) -> [Diagnostic] {
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    return (chapters[path]?.links ?? []).compactMap { link in
      problem(with: link.destination, in: folder).map { message in
        .flaw(message, isStrict: isStrict, file: path, range: link.range)
      }
    }
  }

  private func problem(with destination: String, in folder: String) -> String? {
    guard let link = ChapterLink(destination, from: folder) else {
      return LocalFile(destination, from: folder).flatMap(problem(with:))
    }
    guard let chapter = chapters[link.path] else {
      return "the link leads to '\(link.file)', which is no chapter of the book"
    }
    guard let fragment = link.fragment?.removingPercentEncoding,
      !chapter.anchors.contains(fragment)
    else { return nil }
    return "in '\(link.file)' there is nothing called `#\(fragment)`"
      + fragment.suggestion(from: chapter.anchors.sorted())
  }

  private func problem(with file: LocalFile) -> String? {
    file.exists && file.path(below: bookFolder) == nil
      ? "'\(file.file)' lies outside of the book's folder, and is not published" : nil
  }
}
