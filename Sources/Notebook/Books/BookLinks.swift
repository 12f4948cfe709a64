import Foundation

/// Checks that links from chapter to chapter lead somewhere.
struct BookLinks {
  /// By the absolute paths of the chapters.
  let chapters: [String: Document]

  func problems(in document: Document, isStrict: Bool) -> [Diagnostic] {
    let folder = URL(fileURLWithPath: document.path).deletingLastPathComponent().path
    return document.allBlocks.flatMap { block in
      block.inlines.flatMap(\.destinations).compactMap { destination in
        problem(with: destination, in: folder).map { message in
          .flaw(message, isStrict: isStrict, file: document.path, range: block.range)
        }
      }
    }
  }

  private func problem(with destination: String, in folder: String) -> String? {
    guard let link = ChapterLink(destination, from: folder) else { return nil }
    guard let chapter = chapters[link.path] else {
      return "the link leads to '\(link.file)', which is no chapter of the book"
    }
    guard let fragment = link.fragment?.removingPercentEncoding,
      !chapter.anchors.contains(fragment)
    else { return nil }
    return "in '\(link.file)' there is nothing called `#\(fragment)`"
      + fragment.suggestion(from: chapter.anchors.sorted())
  }
}

extension Document {
  /// What links can lead to.
  fileprivate var anchors: Set<String> {
    Set(headings.map(\.id) + cells.compactMap(\.label) + captions.map(\.caption.label))
      .union(equations.compactMap(\.label))
  }
}

extension Inline {
  fileprivate var destinations: [String] {
    if case .link(let destination, _, _) = self { return [destination] }
    return children.flatMap(\.destinations)
  }
}
