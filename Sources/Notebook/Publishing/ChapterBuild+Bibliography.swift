import Foundation

extension ChapterBuild {
  /// Where the chapter's bibliographies are, and what messages call them.
  func bibliographies(of document: Document) -> [(path: String, name: String)] {
    let folder = paths.chapter.lastIndex(of: "/").map { paths.chapter[...$0] } ?? ""
    return document.frontMatter.bibliography.map { name in
      name.hasPrefix("/") ? (name, name) : ("\(paths.chapterFolder)/\(name)", folder + name)
    }
  }

  /// The chapter with the works that it cites; what is wrong with them is reported.
  func cite(
    _ bibliographies: [(path: String, name: String)], in document: Document, _ languages: Languages,
    _ diagnostics: inout [Diagnostic]
  ) -> Document {
    guard !bibliographies.isEmpty else { return document }
    var files: [(name: String, text: String)] = []
    for (path, name) in bibliographies {
      do {
        files.append((name, try Document.load(path: path)))
      } catch {
        diagnostics.append(
          Diagnostic(
            .error, "the bibliography `\(name)` cannot be read: \(error.message)",
            file: paths.chapter, range: document.frontMatter.bibliographyRange))
      }
    }
    let (bibliography, problems) = Bibliography.read(files)
    let citing = document.citing(bibliography, languages: languages)
    diagnostics += problems
    // Without all of its works, more would seem to be missing than is.
    if files.count == bibliographies.count, problems.isEmpty {
      diagnostics += citing.danglingCitations
    }
    return citing
  }
}
