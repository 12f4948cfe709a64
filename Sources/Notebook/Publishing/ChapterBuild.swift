import Foundation

/// What the author asks of a build.
public struct BuildOptions: Sendable {
  public enum Caching: Sendable {
    /// Results of earlier builds are used, and new ones kept for later builds.
    case full
    /// Everything runs, and its results are kept.
    case writeOnly
    /// Everything runs, and nothing of it is kept.
    case none
  }

  /// Where pages go; `nil` for the `output` folder of the project.
  public var output: String?
  /// The answer to build, by its number or id; `nil` for all.
  public var only: String?
  /// The answer to run again, whatever is known of it.
  public var rerun: String?
  /// Whether cells are run; else the page shows what the last build made.
  public var executes = true
  /// Whether results recorded beside the chapter are shown even where their cells could run.
  public var prefersRecordings = false
  public var caching = Caching.full
  /// Bytes that the cache may take; what has not been used for the longest time goes first.
  public var cacheSize = 5 << 30
  /// Whether it is to be said of each cell what is done about it, and why.
  public var explains = false
  /// `NAME=VALUE` for the chapter's parameters.
  public var parameters: [String] = []
  /// Whether a page with errors is published.
  public var keepsGoing = false
  /// Whether links that lead nowhere, and pictures without an alternative text, are errors.
  public var isStrict = false
  /// A folder whose templates come before the built-in ones.
  public var templates: String?
  /// `nil` for a chapter that is built by itself.
  var place: BookPlace?

  public init() {}
}

/// Builds one chapter: parse, plan, run, render, publish.
public struct ChapterBuild: Sendable {
  /// How a build ended.
  public struct Outcome: Sendable {
    /// The Markdown file, as the author named it.
    public let chapter: String
    /// The pages, if they were published.
    public var published: [String] = []
    public var diagnostics: [Diagnostic] = []
    /// Where the published page was not what the chapter gives, if that was asked for.
    public var differences: [PageDifference] = []
    /// The chapter's text, for messages that quote it.
    public var source = ""
    /// What another build would look at.
    var inputs: BuildInputs
    /// What the search of its book finds of it.
    var sections: [SearchIndex.Section] = []

    public var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }
  }

  let paths: BuildPaths
  let options: BuildOptions
  let installation: Installation
  let reporter: any BuildReporter

  public init(
    chapter: String, options: BuildOptions, installation: Installation,
    reporter: any BuildReporter
  ) {
    paths = BuildPaths(chapter: chapter, output: options.output)
    self.options = options
    self.installation = installation
    self.reporter = reporter
  }

  /// Brings the published page up to date. A task that is cancelled ends early, with nothing published.
  public func run() async -> Outcome { await outcome(of: build) }

  /// Does a piece of work, whose errors are a part of its outcome.
  func outcome(of work: (inout Outcome) async throws -> Void) async -> Outcome {
    var outcome = Outcome(
      chapter: paths.chapter,
      inputs: BuildInputs(paths: paths, options: options, installation: installation))
    do {
      try await work(&outcome)
    } catch let diagnostic as Diagnostic {
      outcome.diagnostics.append(diagnostic)
    } catch {
      outcome.diagnostics.append(Diagnostic(.error, describe(error), file: paths.chapter))
    }
    return outcome
  }

  private func build(into outcome: inout Outcome) async throws {
    outcome.source = try Document.load(path: paths.chapter)
    outcome.inputs.text = outcome.source
    WorkFolder.removeAbandoned(below: paths.workFolder)
    let stamps = BuildStamps(
      paths: paths, options: options, installation: installation, source: outcome.source)
    if let known = stamps?.current(), await isCurrent(known) {
      outcome.diagnostics = known.diagnostics
      outcome.inputs.add(known.view)
      outcome.inputs.add(sources: known.sources)
      outcome.inputs.add(linked: known.linked)
      outcome.published = [paths.html, paths.markdown]
      outcome.sections = known.sections
      return
    }
    try checkOutputFolder()
    publication.finishInterrupted()
    guard let page = try await makePage(into: &outcome) else { return }
    let rendering = page.rendering
    if !rendering.isPublished { try publication.publish(rendering.files) }
    outcome.published = [paths.html, paths.markdown]
    guard let view = page.view, !outcome.hasErrors else { return }
    // What other parameters give is not what the chapter's readers are to see.
    if let made = page.recordings, options.parameters.isEmpty { try keep(made) }
    let files =
      rendering.files.map { "\(paths.outputFolder)/\($0.path)" }
      + (page.recordings?.units.map(recordings.path) ?? [])
    guard outcome.inputs.areCurrent(sources: page.sources) else { return }
    stamps?.save(view, of: page, files: files, outcome)
  }

  /// A page that is ready to be published, and what it was made of.
  struct Page {
    var document: Document
    var result: ExecutionResult
    var volatile: VolatileResults
    /// What the cells have seen of the world, if all of them were looked at.
    var view: WorldView?
    /// What is to be recorded beside the chapter, if all cells were looked at.
    var recordings: MadeRecordings?
    /// What its labels lead to, if other chapters may ask for it.
    var targets: [String: LabelTarget]
    /// Paths of the bibliographies and other chapters that it is made of, whether they are there or
    /// not.
    var sources: [String]
    /// The files that the text leads to, and whether they are there.
    var linked: [String: Bool]
    var renderer: PageRenderer
    var rendering: PageRenderer.Rendering
  }

  var recordings: Recordings { Recordings(paths: paths) }

  /// Brings the recordings beside the chapter up to date, and remembers which results they are of:
  /// only now, since a build that made them may have failed before they were written.
  func keep(_ made: MadeRecordings) throws {
    try recordings.update(with: made)
    guard options.caching != .none, !made.keys.isEmpty else { return }
    let cache = ResultCache(store: Store(root: paths.cache))
    let last = cache.lastRecord(of: paths)
    var record = last
    for unit in made.units {
      guard let result = made.keys[unit.moduleName] else { continue }
      record.recorded[unit.moduleName] = recordings.known(as: result, of: unit)
    }
    if record.recorded != last.recorded { cache.save(record, of: paths) }
  }

  var publication: PagePublication {
    PagePublication(folder: paths.outputFolder, name: paths.name)
  }

  /// Makes the page of the chapter's text; `nil` if it has errors that keep it from being published.
  func makePage(into outcome: inout Outcome) async throws -> Page? {
    let templates = try templates()
    var reading = await read(into: &outcome, templates.languages)
    _ = await announce(reading.document, nil, templates)
    guard !outcome.hasErrors else { return nil }
    let renderer = PageRenderer(
      paths: paths, templates: templates,
      highlighting: memory("highlighted Swift", tell: highlightedSwift),
      isStrict: options.isStrict, place: options.place)
    await renderer.prepare(reading.document)
    let plan = try plan(of: reading.document)
    if !plan.units.isEmpty {
      // What is known to be wrong already should not cost a run.
      let problems = renderer.problems(in: reading.document)
      guard problems.isEmpty || options.keepsGoing else {
        outcome.diagnostics = (outcome.diagnostics + problems).inDocumentOrder
        return nil
      }
    }
    let (result, volatile, view, recordings) = try await execute(plan, of: reading.document)
    if let view { outcome.inputs.add(view) }
    outcome.diagnostics = (outcome.diagnostics + result.diagnostics).inDocumentOrder
    guard !outcome.hasErrors || options.keepsGoing else { return nil }
    let targets = await announce(reading.document, result, templates)
    await lookElsewhere(from: &reading, result, &outcome)
    let document = reading.document
    // Cells may have written what the text refers to.
    let files = LocalFiles(
      of: document, in: paths.chapterFolder, isInBook: options.place != nil,
      isStrict: options.isStrict)
    outcome.inputs.add(linked: files.presence)
    outcome.diagnostics = (outcome.diagnostics + files.problems).inDocumentOrder
    let rendering = try renderer.render(document, result, volatile: volatile)
    if let place = options.place {
      outcome.sections = SearchIndex.Section.sections(
        of: document, result, page: percentEncoded(place.page),
        languages: templates.languages)
    }
    outcome.inputs.add(sources: rendering.pictures.keys)
    outcome.diagnostics = (outcome.diagnostics + rendering.diagnostics).inDocumentOrder
    guard !outcome.hasErrors || options.keepsGoing else { return nil }
    return Page(
      document: document, result: result, volatile: volatile, view: view, recordings: recordings,
      targets: targets, sources: reading.sources, linked: files.presence, renderer: renderer,
      rendering: rendering)
  }

  func templates() throws -> Templates {
    if let templates = options.place?.templates { return templates }
    do throws(Templates.Failure) {
      return try Templates(builtIn: installation.templates, overrides: options.templates)
    } catch {
      throw Diagnostic(.error, error.description, file: paths.chapter)
    }
  }

  private func memory<Value>(_ kind: String, tell: @escaping @Sendable (String) -> Value)
    -> TextMemory<Value>
  {
    TextMemory(
      kind, of: "\(paths.chapterFolder)/\(paths.name)", by: FileStamp(of: installation.executable),
      in: options.caching == .full ? Store(root: paths.cache) : nil, tell: tell)
  }

  // MARK: Running

  func plan(of document: Document) throws -> Plan {
    let parameters = try ParameterDeclarations.overriding(
      document.frontMatter.parameters, with: options.parameters)
    let analyses = memory("analyses", tell: CellAnalysis.init)
    defer { analyses.save() }
    return Plan(
      CompilationUnit.units(of: document, parameters: parameters, analyze: analyses.value(of:)))
  }

  /// Also returns what the cells have seen of the world, and what is to be recorded, if all of them
  /// were looked at.
  private func execute(_ plan: Plan, of document: Document) async throws
    -> (ExecutionResult, VolatileResults, WorldView?, MadeRecordings?)
  {
    let record = ResultsRecord(paths: paths, document: document)
    let showsEarlier = options.only != nil || !options.executes
    let published = showsEarlier ? record.load(for: plan) : ResultsRecord.Published()
    let selection = try select(from: plan, document: document, published: published)
    var result = published.result(of: plan, without: selection)
    var view = plan.units.isEmpty ? WorldView() : nil
    var recordings: MadeRecordings?
    if !selection.isEmpty {
      let forced = try options.rerun.map { try units(of: $0, in: plan, document: document) } ?? []
      let outcome = try await run(
        document, plan: plan, selection: selection, forced: forced)
      if selection.count == plan.units.count {
        view = outcome.view
        recordings = outcome.recordings
      }
      result.merge(outcome.result)
    }
    if !options.executes,
      let missing = plan.units.indices.filter(published.lacks)
        .compactMap({ plan.units[$0].unit.markdownRange }).first
    {
      result.diagnostics.append(
        Diagnostic(
          .warning, "not run, and no earlier build has a result of it: the page shows none",
          file: paths.chapter, range: missing))
    }
    if options.executes, !result.diagnostics.contains(where: { $0.severity == .error }) {
      try record.save(result, for: plan)
    }
    let volatile = VolatileResults(plan: plan, defaults: document.frontMatter.execute)
    recordings?.volatile = Set(volatile.units.map { plan.units[$0].unit.recordingName })
    return (result, volatile, view, recordings)
  }

  private func run(
    _ document: Document, plan: Plan, selection: Set<Int>, forced: Set<Int>
  ) async throws -> ChapterRunner.Outcome {
    let environment = ProcessInfo.processInfo.environment
    let toolchain = try Toolchain.find(environment: environment)
    try installation.checkModules()
    let work = try WorkFolder(below: paths.workFolder)
    defer { work.remove() }
    let defaults = document.frontMatter.execute
    let cache = options.caching != .none ? ResultCache(store: Store(root: paths.cache)) : nil
    let surroundings = Surroundings(installation, toolchain, store: cache?.store)
    let digests = FileDigests(store: cache?.store, name: "\(paths.chapterFolder)/\(paths.name)")
    defer {
      digests.save()
      surroundings.interfaces.save()
    }
    let compiler = CellCompiler(
      toolchain: toolchain, productsFolder: installation.productsFolder, folder: work.path,
      moduleCache: paths.moduleCache, plan: plan, file: paths.chapter,
      optimization: { unit in
        guard case .cell(let cell) = unit.content else { return .none }
        return cell.options.optimize ?? defaults.optimize ?? .auto
      }, surroundings: surroundings,
      cache: CompilationCache(store: cache?.store, usesEarlier: options.caching == .full))
    let runner = ChapterRunner(
      document: document, plan: plan, compiler: compiler, reporter: reporter,
      executable: installation.executable, directory: paths.chapterFolder,
      environment: KernelEnvironment.variables(of: environment), cache: cache,
      surroundings: surroundings,
      forced: options.caching == .full ? forced : selection,
      last: cache?.lastRecord(of: paths) ?? ChapterRecord(),
      recordings: recordings,
      frozen: FrozenUnits(plan) { unit in
        guard case .cell(let cell) = unit.content else { return false }
        return cell.options.freeze ?? defaults.freeze ?? false
      }, prefersRecordings: options.prefersRecordings,
      digest: { digests.digest(of: $0)?.hex })
    var outcome = try await runner.run(selection: selection)
    if let cache {
      cache.save(outcome.record, of: paths)
      cache.store.trim(to: options.cacheSize)
      outcome.result.diagnostics += cache.store.problems.map {
        Diagnostic(.warning, $0.message, file: paths.chapter)
      }
    }
    return outcome
  }

  /// The units to run: all, or those of one answer and whatever has no published result to show.
  private func select(from plan: Plan, document: Document, published: ResultsRecord.Published)
    throws
    -> Set<Int>
  {
    guard options.executes else { return [] }
    let all = Set(plan.units.indices)
    guard let answer = options.only else { return all }
    return try units(of: answer, in: plan, document: document).union(all.filter(published.lacks))
  }

  private func units(of answer: String, in plan: Plan, document: Document) throws -> Set<Int> {
    let range = try AnswerSelector(document).lines(of: answer)
    return Set(
      plan.units.indices.filter { index in
        plan.units[index].unit.markdownRange.map { range.contains($0.lowerBound.line) } ?? false
      })
  }

  /// A page that can't be written should not cost a run.
  func checkOutputFolder() throws {
    let folder = paths.outputFolder
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw Diagnostic(
        .error, "cannot make the output folder '\(folder)': \(error.localizedDescription)",
        file: paths.chapter)
    }
    guard access(folder, W_OK) == 0 else {
      throw Diagnostic(.error, "cannot write to the output folder '\(folder)'", file: paths.chapter)
    }
    let page = FileAccess.resolved(paths.markdown)
    let sources = [paths.chapter] + (options.place?.pages.keys.sorted() ?? [])
    if page != nil, let source = sources.first(where: { FileAccess.resolved($0) == page }) {
      throw Diagnostic(
        .error,
        "the page would replace the text '\(source)': choose an output folder that has none",
        file: paths.chapter)
    }
  }

  private func describe(_ error: any Error) -> String {
    switch error {
    case let error as PagePublication.Failure: error.description
    case let error as ChildProcess.Failure: "cannot run '\(error.executable)': \(error.reason)"
    case let error as Toolchain.Unusable: error.message
    case let error as InvalidParameter: error.message
    case let error as UnwritableFile: "cannot write '\(error.path)', which a cell had written"
    case let error as FileAccess.Failure: "cannot write '\(error.path)': \(error.reason)"
    default: error.localizedDescription
    }
  }
}

extension ChapterBuild {
  /// Ends all programs that builds have started, at once; the process is about to exit.
  public static func abandonAll() {
    ChildProcess.killAll()
  }
}
