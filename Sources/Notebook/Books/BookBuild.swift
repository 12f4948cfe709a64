import Foundation

/// Builds a book: its chapters side by side, then the pages that lead to them.
public struct BookBuild: Sendable {
  public struct Outcome: Sendable {
    /// The `notebook.yml`.
    public let file: String
    public var source = ""
    /// What is wrong with the book itself.
    public var diagnostics: [Diagnostic] = []
    /// In the book's order; empty if the book is not built at all.
    public var chapters: [ChapterBuild.Outcome] = []
    /// The book's own pages.
    public var published: [String] = []
    /// Where the book's own pages are not what the book gives, if that was asked for.
    public var differences: [PageDifference] = []
    /// Where all pages are, once they are published.
    public var outputFolder: String?
    /// Those that were published with the pages, as another build would look at them.
    var files = SourceStamps()

    public var hasErrors: Bool {
      diagnostics.contains { $0.severity == .error } || chapters.contains(where: \.hasErrors)
    }
  }

  let file: String
  let options: BuildOptions
  let installation: Installation
  private let reporter: any BuildReporter

  /// - Parameter file: The path of `notebook.yml`.
  public init(
    file: String, options: BuildOptions, installation: Installation, reporter: any BuildReporter
  ) {
    self.file = file
    self.options = options
    self.installation = installation
    self.reporter = reporter
  }

  /// Brings all pages up to date.
  public func run() async -> Outcome {
    await outcome(
      chapter: { await $0.run() },
      pages: { outcome, folder, publication, pages in
        guard !outcome.hasErrors || options.keepsGoing else { return }
        try publication.publish(pages.files + pages.sharedFiles(in: folder))
        removeForgotten(in: folder, pages: pages)
        outcome.published = pages.files.map { "\(folder)/\($0.path)" }
        outcome.outputFolder = folder
      })
  }

  /// Compares all pages with those that the book gives.
  ///
  /// - Parameter updates: whether pages that differ are published anew; else nothing is touched.
  public func check(updates: Bool) async -> Outcome {
    await outcome(
      chapter: { await $0.check(updates: updates) },
      pages: { outcome, folder, publication, pages in
        guard !outcome.hasErrors else { return }
        let files = try pages.files + pages.sharedFiles(in: folder)
        let differing = files.filter { !publication.isCurrent($0) }
        outcome.differences = differing.map {
          PageDifference(file: "\(folder)/\($0.path)", message: "differs from what the book gives")
        }
        guard updates, !differing.isEmpty else { return }
        try publication.publish(files)
        outcome.published = differing.map { "\(folder)/\($0.path)" }
      })
  }

  /// Does the same with all chapters, then something with the book's own pages.
  private func outcome(
    chapter work: @escaping @Sendable (ChapterBuild) async -> ChapterBuild.Outcome,
    pages finish: (inout Outcome, _ folder: String, PagePublication, BookPages) throws -> Void
  ) async -> Outcome {
    var outcome = Outcome(file: file)
    do {
      outcome.source = try Document.load(path: file)
      let (book, diagnostics) = BookParser.parse(outcome.source, path: file)
      outcome.diagnostics = diagnostics
      guard !outcome.hasErrors else { return outcome }
      let templates = try Templates(builtIn: installation.templates, overrides: options.templates)
      outcome.diagnostics += templates.languages.problems(
        with: book.language, at: book.languageRange, in: file)
      let chapters = await BookReader(book: book, build: self).chapters(&outcome.diagnostics)
      guard !outcome.hasErrors else { return outcome }
      let entries = BookPages.Entry.entries(of: chapters)
      let output = outputFolder(of: book)
      let files = BookFiles(of: chapters, in: folder, besides: output)
      let turns = Turns()
      let targets = BookTargets(turns: turns)
      outcome.chapters = await sideBySide(
        builds(of: chapters, book, entries, files, targets, templates), turns: turns
      ) { build in
        let outcome = await work(build)
        await targets.end(build.paths.chapterPath)
        return outcome
      }
      let links = BookLinks(
        chapters: Dictionary(chapters.map { ($0.path, $0.summary) }) { first, _ in first },
        bookFolder: folder)
      for (index, chapter) in chapters.enumerated() {
        let problems = links.problems(in: chapter.path, isStrict: options.isStrict)
        outcome.chapters[index].diagnostics =
          (outcome.chapters[index].diagnostics + problems).inDocumentOrder
      }
      let pages = BookPages(
        book: book, entries: entries, localFiles: files,
        search: SearchIndex(sections: outcome.chapters.flatMap(\.sections)),
        renderer: HTMLRenderer(templates: templates))
      try finish(&outcome, output, PagePublication(folder: output, name: Self.name), pages)
      outcome.files.add(files.addresses.keys)
    } catch let diagnostic as Diagnostic {
      outcome.diagnostics.append(diagnostic)
    } catch {
      outcome.diagnostics.append(Diagnostic(.error, "\(error)", file: file))
    }
    return outcome
  }

  /// Of what the book itself keeps and publishes.
  private static let name = "book"

  var store: Store { Store(root: folder + "/.notebook/cache") }

  var folder: String { URL(fileURLWithPath: file).deletingLastPathComponent().path }

  /// Where the pages go, as far as `notebook.yml` can be read.
  var outputFolder: String {
    let source = (try? Document.load(path: file)) ?? ""
    return outputFolder(of: BookParser.parse(source, path: file).book)
  }

  private func outputFolder(of book: Book) -> String {
    options.output ?? "\(folder)/\(book.outputFolder)"
  }

  private func builds(
    of chapters: [BookReader.Chapter], _ book: Book, _ entries: [BookPages.Entry],
    _ files: BookFiles, _ targets: BookTargets, _ templates: Templates
  ) -> [ChapterBuild] {
    let pages = Dictionary(
      uniqueKeysWithValues: zip(chapters.map(\.path), entries.map(\.place.path)))
    let feed = BookFeed(book: book, entries: entries).map { _ in BookFeed.fileName }
    let labels = BookLabels(chapters)
    let programs = BuildStamps.programs(options, installation)
    func link(to index: Int, from place: PagePlace) -> PageOptions.Link? {
      guard entries.indices.contains(index) else { return nil }
      return PageOptions.Link(
        entries[index].chapter.title, href: percentEncoded(place.way(to: entries[index].page)))
    }
    return chapters.enumerated().map { index, chapter in
      let place = entries[index].place
      var options = options
      options.output = "\(outputFolder(of: book))/\(place.folder)"
      options.place = BookPlace(
        page: entries[index].page,
        assets: PageOptions.Assets(folder: place.way(to: BookPages.assets.folder)),
        book: BookPages.link(to: book, from: place), previous: link(to: index - 1, from: place),
        next: link(to: index + 1, from: place), feed: feed.map(place.way),
        pages: pages.mapValues(place.way), files: files.addresses.mapValues(place.way),
        labels: labels, targets: targets, chapter: chapter.parsed, templates: templates,
        programs: programs)
      return ChapterBuild(
        chapter: chapter.path, options: options, installation: installation, reporter: reporter)
    }
  }

  /// Removes the pages that the book had when it was last built, and has no longer.
  private func removeForgotten(in folder: String, pages: BookPages) {
    let key = Digest(of: "pages of the book \(file) in \(folder)")
    let files =
      pages.entries.map(\.place.path).flatMap { ["\($0).html", "\($0).md", "\($0)_files"] }
      + pages.files.map(\.path) + pages.localFiles.addresses.values.sorted()
    let before = store.record([String].self, for: key) ?? []
    for file in Set(before).subtracting(files) {
      try? FileManager.default.removeItem(atPath: "\(folder)/\(file)")
      removeEmptyFolders(above: file, in: folder)
    }
    if files != before { store.save(files, for: key) }
  }

  private func removeEmptyFolders(above file: String, in folder: String) {
    var parents = file.split(separator: "/").dropLast()
    // Fails unless it is empty.
    while !parents.isEmpty, rmdir("\(folder)/\(parents.joined(separator: "/"))") == 0 {
      parents.removeLast()
    }
  }
}
