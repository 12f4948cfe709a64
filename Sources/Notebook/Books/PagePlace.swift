import Foundation

/// Where a chapter's page lies in a book's output folder.
///
/// Pages lie to each other as their chapters do: each in the folder of its chapter, seen from the
/// deepest folder that has all chapters in it.
struct PagePlace: Hashable, Sendable {
  /// Seen from the output folder; empty for that itself.
  let folder: String
  /// Without an extension.
  let name: String

  /// Those of the chapters of a book, of which the absolute paths are given.
  static func places(of chapters: [String]) -> [PagePlace] {
    let folders = chapters.map { $0.split(separator: "/").dropLast() }
    let shared = folders.reduce(folders.first ?? []) { shared, folder in
      shared.prefix(zip(shared, folder).prefix { $0 == $1 }.count)
    }
    return zip(chapters, folders).map { chapter, folder in
      PagePlace(
        folder: folder.dropFirst(shared.count).joined(separator: "/"),
        name: BuildPaths.name(of: chapter))
    }
  }

  /// Seen from the output folder, without an extension.
  var path: String { folder.isEmpty ? name : "\(folder)/\(name)" }

  /// What a link from the page says to lead to a file.
  ///
  /// - Parameter path: Seen from the output folder.
  func way(to path: String) -> String {
    let parts = path.split(separator: "/")
    let folder = parts.dropLast().joined(separator: "/")
    return LocalLinks.way(from: self.folder, to: folder) + (parts.last ?? "")
  }
}
