import Foundation

extension ChapterBuild {
  /// The other chapters of the book that the chapter belongs to, whether that is built or the chapter
  /// alone; `nil` outside of a book.
  func otherChapters() async -> OtherChapters? {
    if let place = options.place {
      return OtherChapters(
        chapter: paths.chapterPath, labels: place.labels, areBuilt: true,
        ask: place.targets.answers)
    }
    guard let file = Book.file(above: paths.chapterFolder),
      let text = try? Document.load(path: file)
    else { return nil }
    let (book, diagnostics) = BookParser.parse(text, path: file)
    let build = BookBuild(
      file: file, options: options, installation: installation, reporter: reporter)
    let reader = BookReader(book: book, build: build)
    guard !diagnostics.contains(where: { $0.severity == .error }),
      reader.paths.contains(paths.chapterPath)
    else { return nil }
    var unreadable: [Diagnostic] = []
    let others = reader.paths.filter { $0 != paths.chapterPath }
    return OtherChapters(
      chapter: paths.chapterPath, labels: BookLabels(await reader.chapters(&unreadable)),
      areBuilt: false,
      sources: [file] + others + others.map { recorded($0).paths.results },
      ask: { labels, chapter in recorded(chapter).recordedAnswers(for: labels) })
  }

  /// Tells the other chapters of the book what the labels of this one lead to.
  ///
  /// - Parameter result: `nil` before the cells have run.
  func announce(_ document: Document, _ result: ExecutionResult?, _ templates: Templates) async
    -> [String: LabelTarget]
  {
    guard let place = options.place else { return [:] }
    var targets = MarkdownRenderer(templates: templates)
      .targets(of: document, result ?? ExecutionResult())
    if result == nil { targets = targets.filter { $0.value.isCertain } }
    await place.targets.announce(targets, of: paths.chapterPath, areAll: result != nil)
    return targets
  }

  /// Asks other chapters for what the chapter refers to and does not have.
  func lookElsewhere(
    from reading: inout Reading, _ result: ExecutionResult, _ outcome: inout Outcome
  ) async {
    let document = reading.document
    let labels = Set(document.outgoing.map(\.label))
      .union(ShownCells(document, result).referredLabels)
      .subtracting(document.labels.map(\.name))
    guard !labels.isEmpty else { return }
    if reading.others == nil {
      reading.others = await otherChapters()
      reading.sources += reading.others?.sources ?? []
      outcome.inputs.add(sources: reading.sources)
    }
    guard let others = reading.others else { return }
    let answers = await others.answers(for: labels)
    for case (let label, .target(let target)) in answers {
      reading.document.elsewhere[label] = target
    }
    let problems = document.outgoing.compactMap { reference in
      answers[reference.label].flatMap {
        others.problem(with: reference, $0, in: paths.chapter, isStrict: options.isStrict)
      }
    }
    outcome.diagnostics = (outcome.diagnostics + problems).inDocumentOrder
  }

  /// Whether other chapters, too, are as they were; they are told what this one is.
  func isCurrent(_ stamp: BuildStamps.Stamp) async -> Bool {
    guard let place = options.place else { return true }
    await place.targets.announce(stamp.targets, of: paths.chapterPath, areAll: true)
    guard !stamp.elsewhere.isEmpty else { return true }
    return await otherChapters()?.haveStill(stamp.elsewhere) ?? false
  }

  // MARK: Chapters that are not built

  /// Another chapter, of which is told what was recorded of it.
  private func recorded(_ chapter: String) -> ChapterBuild {
    var options = BuildOptions()
    options.caching = self.options.caching
    return ChapterBuild(
      chapter: chapter, options: options, installation: installation, reporter: reporter)
  }

  /// What labels lead to, as far as the chapter's text, and the results of its last build, say it.
  private func recordedAnswers(for labels: [String]) -> [String: OtherChapters.Answer] {
    var unread: [Diagnostic] = []
    guard let source = try? Document.load(path: paths.chapter), let templates = try? templates()
    else { return [:] }
    let parsed = parse(source).document
    let document = cite(bibliographies(of: parsed), in: parsed, templates.languages, &unread)
    guard let plan = try? plan(of: document) else { return [:] }
    let published = ResultsRecord(paths: paths, document: document).load(for: plan)
    let targets = MarkdownRenderer(templates: templates).targets(
      of: document, published.result(of: plan, without: []))
    let isBuilt = !plan.units.indices.contains(where: published.lacks)
    let answers = labels.map { label -> OtherChapters.Answer in
      guard let target = targets[label] else { return isBuilt ? .nothing : .unknown }
      return isBuilt || target.isCertain ? .target(target) : .unknown
    }
    return Dictionary(uniqueKeysWithValues: zip(labels, answers))
  }
}
