import Foundation
import KernelProtocol

/// What a build was made of, as far as it can change while this process runs: as long as all of it is
/// as it was, another build would give the same page.
struct BuildInputs: Sendable {
  private let paths: BuildPaths
  /// The Markdown file.
  var chapter: String { paths.chapter }
  private let digests: FileDigests
  /// The chapter's text; `nil` if it could not be read.
  var text: String?
  /// Templates, pictures, bibliographies, other chapters and the command itself.
  private var sources = SourceStamps()
  /// The files that the text leads to, and whether they were there.
  private var linked: [String: Bool] = [:]
  private var templates: [String: Set<String>] = [:]
  /// What the cells have seen; `nil` if the build did not get that far.
  private var view: WorldView?
  /// What they have written.
  private var made = ChapterFiles.Left()

  init(paths: BuildPaths, options: BuildOptions, installation: Installation) {
    self.paths = paths
    digests = FileDigests(
      store: Store(root: paths.cache), name: "stamp of \(paths.chapterFolder)/\(paths.name)")
    sources.add(unread: [installation.executable])
    let folders = Templates.folders(
      builtIn: installation.templates, overrides: options.templates)
    for folder in folders {
      let names = FileAccess.names(in: folder)
      templates[folder] = Set(names)
      sources.add(unread: names.map { "\(folder)/\($0)" })
    }
  }

  // MARK: During a build

  /// Notes what the cells have seen of the world.
  mutating func add(_ view: WorldView) {
    var view = view
    for index in view.observations.indices {
      view.observations[index].inputs.removeAll { $0.path.map(Self.isFleeting) ?? false }
    }
    self.view = view
    var overlay = FileOverlay { [digests] in digests.digest(of: $0)?.hex }
    for observations in view.observations { overlay.pass(observations.writes) }
    made = ChapterFiles.Left(made: overlay.made)
  }

  /// Notes the pictures, bibliographies and other chapters that the page is made of, once they have
  /// been read.
  mutating func add(sources: some Sequence<String>) { self.sources.add(sources) }

  /// Whether such files are as they were when they were read.
  func areCurrent(sources: [String]) -> Bool { self.sources.areCurrent(sources) }

  /// Notes the files that the text leads to, and whether they are there.
  mutating func add(linked: [String: Bool]) { self.linked.merge(linked) { $1 } }

  /// Takes what the cells saw from an earlier build, if this one did not get to them.
  mutating func complete(from earlier: BuildInputs) {
    guard view == nil else { return }
    view = earlier.view
    made = earlier.made
    sources.complete(from: earlier.sources)
    linked.merge(earlier.linked) { own, _ in own }
  }

  /// Whether a file is none that anybody edits: it differs whenever it is read.
  private static func isFleeting(_ path: String) -> Bool {
    ["/proc/", "/dev/", "/sys/"].contains { path.hasPrefix($0) }
  }

  // MARK: After a build

  /// Whether another build could give something else.
  func haveChanged() -> Bool {
    if textHasChanged() { return true }
    if templates.contains(where: { Set(FileAccess.names(in: $0.key)) != $0.value }) { return true }
    if sources.haveChanged() || !LocalFiles.areStill(linked) { return true }
    guard let view else { return false }
    return !view.isCurrent(in: paths, made: made, digests: digests)
  }

  /// Whether the chapter itself has changed.
  func textHasChanged() -> Bool { (try? Document.load(path: paths.chapter)) != text }

  /// Paths of everything whose change may matter.
  var watched: Set<String> {
    var result: Set<String> = [URL(fileURLWithPath: paths.chapter).path]
    result.formUnion(sources.paths)
    result.formUnion(linked.keys)
    // A folder is watched through what is in it.
    result.formUnion(templates.keys.map { $0 + "/." })
    for observations in view?.observations ?? [] {
      for observation in observations.inputs {
        guard let path = observation.path else { continue }
        if case .listing = observation { result.insert(path + "/.") } else { result.insert(path) }
      }
      result.formUnion(observations.writes.map(\.path))
    }
    return result
  }
}

extension WorldView {
  /// Whether the world is as the units saw it, and holds what they have written.
  ///
  /// - Parameter made: what they have made.
  func isCurrent(in paths: BuildPaths, made: ChapterFiles.Left, digests: FileDigests) -> Bool {
    let check = ObservationCheck(
      environment: KernelEnvironment.variables(of: ProcessInfo.processInfo.environment),
      folder: paths.chapterFolder)
    var overlay = FileOverlay(left: made.made) { digests.digest(of: $0)?.hex }
    for observations in observations {
      guard check.difference(from: observations, with: overlay) == nil else { return false }
      overlay.pass(observations.writes)
    }
    return overlay.corrections().isEmpty
  }
}

extension Observation {
  /// The file or folder that it is about.
  fileprivate var path: String? {
    switch self {
    case .file(let path, _), .absent(let path), .unreadable(let path), .status(let path, _),
      .access(let path, _, _), .link(let path, _), .resolved(let path, _), .listing(let path, _):
      path
    case .environment, .currentFolder: nil
    }
  }
}
