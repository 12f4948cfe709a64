import Foundation

/// What a chapter's last build was made of: as long as all of it is as it was, so is the page, and a
/// build has nothing to do but to look.
struct BuildStamps: Sendable {
  /// A build without errors.
  struct Stamp: Codable, Sendable {
    /// Of the chapter's text, what was asked for, and the programs.
    var inputs: Digest
    var view: WorldView
    var made: ChapterFiles.Left
    /// Files that were read to render the page, and those of the page, by path; `nil` for those that
    /// are not there.
    var files: [String: Digest?]
    /// Which of them the page was rendered from: pictures, bibliographies, other chapters.
    var sources: [String]
    /// The files that the text leads to, and whether they were there.
    var linked: [String: Bool]
    /// Warnings, which are as true as they were.
    var diagnostics: [Diagnostic]
    /// What the search of the book finds of it.
    var sections: [SearchIndex.Section]
    /// What its labels lead to, for other chapters of the book.
    var targets: [String: LabelTarget]
    /// What labels of other chapters led to.
    var elsewhere: [String: LabelTarget]
  }

  private let paths: BuildPaths
  private let store: Store
  private let digests: FileDigests
  private let inputs: Digest
  private let key: Digest

  /// `nil` where a build has to do more than to bring the page up to date.
  init?(
    paths: BuildPaths, options: BuildOptions, installation: Installation, source: String
  ) {
    guard options.caching == .full, options.executes, options.only == nil, options.rerun == nil,
      !options.prefersRecordings, !options.explains
    else { return nil }
    self.paths = paths
    store = Store(root: paths.cache)
    digests = FileDigests(store: store, name: "stamp of \(paths.chapterFolder)/\(paths.name)")
    key = Digest(of: "stamp of \(paths.chapterFolder)/\(paths.name) in \(paths.outputFolder)")
    guard let programs = options.place?.programs ?? Self.programs(options, installation) else {
      return nil
    }
    var builder = DigestBuilder()
    builder.append(source)
    builder.append(options.parameters)
    builder.append(options.keepsGoing)
    builder.append(options.isStrict)
    options.place?.append(to: &builder)
    builder.append(programs)
    inputs = builder.finish()
  }

  /// What makes the page out of its text; `nil` without a toolchain.
  static func programs(_ options: BuildOptions, _ installation: Installation) -> Digest? {
    let environment = ProcessInfo.processInfo.environment
    guard let toolchain = try? Toolchain.find(environment: environment) else { return nil }
    var builder = DigestBuilder()
    for program in [installation.executable, toolchain.frontend, toolchain.linker] {
      builder.append(EngineModules.identity(of: program))
    }
    for library in installation.sharedLibraries {
      builder.append(EngineModules.identity(of: library))
    }
    let folders = Templates.folders(
      builtIn: installation.templates, overrides: options.templates)
    for folder in folders {
      for name in FileAccess.names(in: folder).sorted() {
        builder.append(EngineModules.identity(of: "\(folder)/\(name)"))
      }
    }
    return builder.finish()
  }

  /// The last build's stamp, if nothing has changed since.
  func current() -> Stamp? {
    guard let stamp = store.record(Stamp.self, for: key), stamp.inputs == inputs else { return nil }
    for (path, digest) in stamp.files where digests.digest(of: path) != digest { return nil }
    guard LocalFiles.areStill(stamp.linked) else { return nil }
    guard stamp.view.isCurrent(in: paths, made: stamp.made, digests: digests) else { return nil }
    digests.save()
    return stamp
  }

  /// - Parameter files: all that was written.
  func save(
    _ view: WorldView, of page: ChapterBuild.Page, files: [String], _ outcome: ChapterBuild.Outcome
  ) {
    guard view.isRepeatable else { return }
    var overlay = FileOverlay { digests.digest(of: $0)?.hex }
    for observations in view.observations { overlay.pass(observations.writes) }
    let pictures = page.rendering.pictures
    let digested = (files + page.sources).map { ($0, digests.digest(of: $0)) }
    let stamp = Stamp(
      inputs: inputs, view: view, made: ChapterFiles.Left(made: overlay.made),
      // A picture may have changed since it was read.
      files: Dictionary(digested) { $1 }.merging(pictures) { $1 },
      sources: page.sources + pictures.keys, linked: page.linked, diagnostics: outcome.diagnostics,
      sections: outcome.sections,
      targets: page.targets, elsewhere: page.document.elsewhere)
    store.save(stamp, for: key)
    digests.save()
  }
}
