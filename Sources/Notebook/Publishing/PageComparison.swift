import Foundation

/// Compares the published files of a page with those that a build would publish now.
struct PageComparison {
  /// What a build would publish.
  struct Page {
    /// Paths below the output folder, and contents.
    var files: [(path: String, bytes: [UInt8])]
    /// The same with volatile results in their shape only; `nil` where there are none.
    var shape: [(path: String, bytes: [UInt8])]?
    /// Where on the Markdown page what stands.
    var sections: [PageSection]
  }

  private let paths: BuildPaths
  private let page: Page
  private let shape: [String: [UInt8]]?

  init(of page: Page, paths: BuildPaths) {
    self.paths = paths
    self.page = page
    shape = page.shape.map { Dictionary($0.map { ($0.path, $0.bytes) }) { $1 } }
  }

  /// None, if the published page is up to date.
  ///
  /// The HTML page shows what the Markdown page shows, and pictures, so it is looked at more closely
  /// only where it alone differs.
  func differences() -> [PageDifference] {
    var differences: [PageDifference] = []
    let html = paths.name + ".html"
    for file in page.files where file.path != html { differences += compare(file) }
    differences += picturesTooMany()
    for file in page.files where file.path == html {
      let own = compare(file)
      if differences.isEmpty {
        differences = own
      } else if !own.isEmpty {
        differences.append(difference(in: file.path, own[0].isMissing ? own[0].message : "differs"))
      }
    }
    return differences
  }

  private func compare(_ file: (path: String, bytes: [UInt8])) -> [PageDifference] {
    guard let published = FileAccess.read(path(of: file.path))?.bytes else {
      return [difference(in: file.path, PageDifference.missing)]
    }
    guard published != file.bytes else { return [] }
    // A volatile picture is there; more need not be said of it.
    if let shape, !isPage(file.path), shape[file.path] != file.bytes { return [] }
    guard !file.path.hasSuffix(".png") else { return [difference(in: file.path, "differs")] }
    let text = ComparedText(
      published: published, built: file.bytes,
      shape: isPage(file.path) ? shape?[file.path] : nil)
    return file.path == paths.name + ".md"
      ? bySection(text) : text.changes.map { difference(in: file.path, $0, of: text) }
  }

  private func isPage(_ path: String) -> Bool {
    [".md", ".html"].contains { path == paths.name + $0 }
  }

  // MARK: Pictures

  private func picturesTooMany() -> [PageDifference] {
    let pictures = paths.name + "_files"
    let known = Set(page.files.map(\.path))
    return FileAccess.names(in: path(of: pictures)).sorted().map { "\(pictures)/\($0)" }
      .filter { !known.contains($0) }
      .map { difference(in: $0, "is no longer a part of the page") }
  }

  // MARK: Places

  private func path(of file: String) -> String { "\(paths.outputFolder)/\(file)" }

  private func difference(in file: String, _ message: String) -> PageDifference {
    PageDifference(file: path(of: file), message: message)
  }

  private func difference(in file: String, _ change: ChangedLines, of text: ComparedText)
    -> PageDifference
  {
    let (published, built) = text.lines(of: change)
    if (published + built).allSatisfy({ $0.contains("notebook-fingerprint") }) {
      return difference(in: file, "volatile results have another shape")
    }
    return PageDifference(
      file: path(of: file), line: change.old.lowerBound + 1, message: "differs",
      published: published, built: built)
  }

  /// One difference for each cell, and for each piece of text, by the chapter's lines.
  private func bySection(_ text: ComparedText) -> [PageDifference] {
    var differences: [PageDifference] = []
    for change in text.changes {
      let place = PageSection.place(of: change.new, in: page.sections)
      let (published, built) = text.lines(of: change)
      let difference = PageDifference(
        file: paths.chapter, line: place.line, message: "\(place.subject) differs",
        published: published, built: built)
      if let last = differences.indices.last, differences[last].isAbout(difference) {
        differences[last].published += difference.published
        differences[last].built += difference.built
      } else {
        differences.append(difference)
      }
    }
    return differences
  }
}

extension PageDifference {
  fileprivate static let missing = "is not there"
  fileprivate var isMissing: Bool { message == Self.missing }

  fileprivate func isAbout(_ other: PageDifference) -> Bool {
    line == other.line && message == other.message
  }
}
