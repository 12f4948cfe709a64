import Foundation

/// Chapters that belong together, as `notebook.yml` lists them.
///
/// ```yaml
/// title: AI computing systems
/// author: Ada Lovelace
/// url: https://example.org/aics
/// chapters:
///   - notebooks/ch2.md
///   - notebooks/ch3.md
/// ```
public struct Book: Sendable {
  struct Chapter: Hashable, Sendable {
    /// Seen from the book's folder.
    var file: String
    /// Where the book names it.
    var range: SourceRange

    /// The absolute path.
    ///
    /// - Parameter folder: The book's.
    func path(in folder: String) -> String {
      URL(fileURLWithPath: "\(folder)/\(file)").standardizedFileURL.path
    }
  }

  public static let fileName = "notebook.yml"

  var title = ""
  var authors: [String] = []
  var description: String?
  /// A BCP 47 tag.
  var language = "en"
  /// Where it is named.
  var languageRange: SourceRange?
  /// Where the book will be read, without a slash at its end.
  var url: String?
  /// Seen from the book's folder.
  var outputFolder = "site"
  var chapters: [Chapter] = []

  /// The nearest `notebook.yml` in the folder or above it.
  public static func file(above folder: String) -> String? {
    BuildPaths.folder(with: [fileName], above: folder).map { "\($0)/\(fileName)" }
  }
}

/// What the build of a chapter gets from its book.
struct BookPlace: Sendable {
  /// The chapter's page, seen from the book's first page; all else is seen from the chapter's.
  var page: String
  var assets: PageOptions.Assets
  /// The book's first page.
  var book: PageOptions.Link
  var previous: PageOptions.Link?
  var next: PageOptions.Link?
  /// For feed readers.
  var feed: String?
  /// The book's pages, without extensions, by the absolute paths of their chapters.
  var pages: [String: String]
  /// Where files beside the chapters are published, by their absolute paths.
  var files: [String: String]
  let labels: BookLabels
  let targets: BookTargets
  /// As the book's build has read it; `nil` if it has not.
  var chapter: ParsedDocument?
  var templates: Templates
  /// What makes pages out of texts, as `BuildStamps` has it.
  var programs: Digest?

  /// What the page shows of it.
  func append(to builder: inout DigestBuilder) {
    builder.append(page)
    builder.append(assets.folder)
    for link in [book, previous, next] {
      builder.append(link?.text)
      builder.append(link?.href)
    }
    builder.append(feed)
    for places in [pages, files] {
      for (path, name) in places.sorted(by: { $0.key < $1.key }) {
        builder.append(path)
        builder.append(name)
      }
    }
  }
}
