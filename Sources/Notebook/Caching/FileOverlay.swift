import Glibc
import KernelProtocol

/// The file system as a unit of a chapter sees it in a build from nothing: what earlier units made is
/// there, even if nobody has written it in this build yet, and what only later ones make is not, even
/// if the last build has left it.
///
/// Only files that the chapter made count as its own. A file that was there before and that a unit
/// overwrote is as it lies on the disk.
struct FileOverlay: Sendable {
  /// The digest of a file's content, symbolic links followed, in hexadecimal; `nil` if it can't be
  /// read.
  typealias Digesting = @Sendable (String) -> String?

  let digest: Digesting
  /// What the units that have been passed made or changed, as the last of them left it.
  private var written: [String: FileState] = [:]
  /// Those of them that were not there before.
  private var own: Set<String> = []
  /// What the last build made, as it left it.
  private let left: [String: FileState]

  /// - Parameter left: what the chapter's last build has made: its `made` at the end.
  init(left: [String: FileState] = [:], digest: @escaping Digesting) {
    self.left = left
    self.digest = digest
  }

  /// The files that the units that have been passed made, as the last of them left it.
  var made: [String: FileState] {
    written.filter { own.contains($0.key) && $0.value != .absent }
  }

  /// Goes on to the next unit.
  mutating func pass(_ writes: [FileChange]) {
    for change in writes {
      if written[change.path] == nil && change.before == .absent { own.insert(change.path) }
      written[change.path] = change.after
    }
  }

  /// What the chapter determines of a file; `nil` if it lies on the disk, or not, whatever the
  /// chapter does.
  func state(of path: String) -> FileState? {
    if let state = written[path] { return state }
    guard let state = left[path], onDisk(path) == state else { return nil }
    // Somebody has put something of his own there.
    if state == .folder && !names(in: path).isEmpty { return nil }
    return .absent
  }

  /// The names in a folder, as a unit sees them: see `Observation.listing`.
  func names(in folder: String) -> [String] {
    var names = FolderNames(folder).kinds
    let prefix = folder == "/" ? "/" : folder + "/"
    for path in Set(written.keys).union(left.keys) where path.hasPrefix(prefix) {
      let name = String(path.dropFirst(prefix.count))
      guard !name.utf8.contains(UInt8(ascii: "/")), let state = state(of: path) else { continue }
      names[name] = FolderNames.Kind(state)
    }
    return names.map { $0.key + $0.value.rawValue }
      .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// What has to be done so that the disk is as the next unit would find it; at the end of a chapter,
  /// as the chapter leaves it. `before` is what is there. In the order in which it can be done.
  func corrections() -> [FileChange] {
    let changes = Set(written.keys).union(left.keys).compactMap { path -> FileChange? in
      guard let wanted = state(of: path) else { return nil }
      let now = onDisk(path)
      return now == wanted ? nil : FileChange(path: path, before: now, after: wanted)
    }
    // Folders before what is in them, and after what was in them.
    let (removals, additions) = (
      changes.filter { $0.after == .absent }, changes.filter { $0.after != .absent }
    )
    return removals.sorted { $0.path > $1.path } + additions.sorted { $0.path < $1.path }
  }

  /// Why a unit cannot be run again, or left out, with the same effect: it made a file another one in
  /// a way that depends on what was there, and that was not of the chapter's making. In words that
  /// follow the cell's name.
  ///
  /// - Parameter observations: of the unit that would be passed next.
  func lastingChange(in observations: Observations) -> String? {
    let lasting = observations.writes.filter { change in
      change.before != .absent && written[change.path] == nil
    }
    guard !lasting.isEmpty else { return nil }
    let read = Set(
      observations.inputs.lazy.compactMap { input -> String? in
        if case .file(let path, _) = input { path } else { nil }
      })
    return lasting.first { $0.after == .absent || read.contains($0.path) }
      .map { "changes '\($0.path)', which the chapter did not make" }
  }

  /// What lies on the disk, a symbolic link not followed.
  func onDisk(_ path: String) -> FileState {
    var status = stat()
    guard lstat(path, &status) == 0 else { return .absent }
    return switch status.st_mode & S_IFMT {
    case S_IFREG: digest(path).map { .file(digest: $0) } ?? .other
    case S_IFDIR: .folder
    case S_IFLNK: FileAccess.target(of: path).map { .link(target: $0) } ?? .other
    default: .other
    }
  }
}
