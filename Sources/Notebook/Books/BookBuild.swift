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
    /// Where all pages are, once they are published.
    public var outputFolder: String?

    public var hasErrors: Bool {
      diagnostics.contains { $0.severity == .error } || chapters.contains(where: \.hasErrors)
    }
  }

  private let file: String
  private let options: BuildOptions
  private let installation: Installation
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

  private var folder: String { URL(fileURLWithPath: file).deletingLastPathComponent().path }

  public func run() async -> Outcome {
    var outcome = Outcome(file: file)
    do {
      outcome.source = try Document.load(path: file)
      let (book, diagnostics) = BookParser.parse(outcome.source, path: file)
      outcome.diagnostics = diagnostics
      guard !outcome.hasErrors else { return outcome }
      let documents = documents(of: book, &outcome.diagnostics)
      guard !outcome.hasErrors else { return outcome }
      let entries = documents.map { BookPages.Entry($0) }
      outcome.chapters = await buildChapters(of: book, entries)
      let links = BookLinks(
        chapters: Dictionary(
          documents.map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first }))
      for index in outcome.chapters.indices {
        outcome.chapters[index].diagnostics += links.problems(
          in: documents[index], isStrict: options.isStrict)
      }
      guard !outcome.hasErrors || options.keepsGoing else { return outcome }
      outcome.published = try publish(book, documents, entries)
      outcome.outputFolder = outputFolder(of: book)
    } catch let diagnostic as Diagnostic {
      outcome.diagnostics.append(diagnostic)
    } catch {
      outcome.diagnostics.append(Diagnostic(.error, "\(error)", file: file))
    }
    return outcome
  }

  /// The chapters' texts, in the book's order.
  private func documents(of book: Book, _ diagnostics: inout [Diagnostic]) -> [Document] {
    book.chapters.compactMap { chapter in
      do throws(Diagnostic) {
        let path = path(of: chapter)
        return Document.parse(try Document.load(path: path), path: path).document
      } catch {
        diagnostics.append(
          Diagnostic(
            .error, "chapter \(chapter.file): \(error.message)", file: file, range: chapter.range))
        return nil
      }
    }
  }

  private func path(of chapter: Book.Chapter) -> String {
    URL(fileURLWithPath: "\(folder)/\(chapter.file)").standardizedFileURL.path
  }

  private func outputFolder(of book: Book) -> String {
    options.output ?? "\(folder)/\(book.outputFolder)"
  }

  // MARK: Chapters

  private func buildChapters(of book: Book, _ entries: [BookPages.Entry]) async
    -> [ChapterBuild.Outcome]
  {
    let pages = Dictionary(
      zip(book.chapters.map(path), entries.map(\.name)), uniquingKeysWith: { first, _ in first })
    let builds = book.chapters.indices.map { index in
      var options = options
      options.output = outputFolder(of: book)
      options.place = BookPlace(
        book: BookPages.link(to: book),
        previous: entries.indices.contains(index - 1) ? link(to: entries[index - 1]) : nil,
        next: entries.indices.contains(index + 1) ? link(to: entries[index + 1]) : nil,
        pages: pages)
      return ChapterBuild(
        chapter: path(of: book.chapters[index]), options: options, installation: installation,
        reporter: reporter)
    }
    return await withTaskGroup(of: (Int, ChapterBuild.Outcome).self) { group in
      var outcomes: [Int: ChapterBuild.Outcome] = [:]
      for (index, build) in builds.enumerated() {
        if index >= ProcessInfo.processInfo.activeProcessorCount,
          let (done, outcome) = await group.next()
        {
          outcomes[done] = outcome
        }
        group.addTask { (index, await build.run()) }
      }
      for await (index, outcome) in group { outcomes[index] = outcome }
      return builds.indices.compactMap { outcomes[$0] }
    }
  }

  private func link(to entry: BookPages.Entry) -> PageOptions.Link {
    PageOptions.Link(entry.title, href: percentEncoded(entry.page))
  }

  // MARK: The book's own pages

  private func publish(
    _ book: Book, _ documents: [Document], _ entries: [BookPages.Entry]
  ) throws -> [String] {
    var search = SearchIndex()
    for (document, entry) in zip(documents, entries) {
      search.add(document, page: percentEncoded(entry.page))
    }
    let templates = try Templates(builtIn: installation.templates, overrides: options.templates)
    let pages = BookPages(
      book: book, entries: entries, search: search, renderer: HTMLRenderer(templates: templates))
    let folder = outputFolder(of: book)
    let mathStyle = Data(BookPlace.assets.address(of: PageOptions.Assets.mathStyle).utf8)
    let hasFormulas = entries.contains { entry in
      FileManager.default.contents(atPath: "\(folder)/\(entry.page)")?.range(of: mathStyle) != nil
    }
    let files = pages.files
    try PagePublication(folder: folder, name: "book").publish(
      files + pages.sharedFiles(hasFormulas: hasFormulas))
    return files.map { "\(folder)/\($0.path)" }
  }
}
