import Foundation

/// A link to a Markdown file, which in a book may be another chapter.
struct ChapterLink {
  /// As the author wrote it.
  let file: String
  /// The absolute path.
  let path: String
  /// What stands behind `#`, as it is written in the link.
  let fragment: Substring?

  /// `nil` for links to anything else.
  ///
  /// - Parameter folder: the absolute path of the folder of the chapter that has the link.
  init?(_ destination: String, from folder: String) {
    let parts = destination.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
    guard let file = parts.first?.removingPercentEncoding, file.hasSuffix(".md"),
      !file.contains(":")
    else { return nil }
    self.file = file
    path = URL(fileURLWithPath: "\(folder)/\(file)").standardizedFileURL.path
    fragment = parts.count > 1 ? parts[1] : nil
  }
}
